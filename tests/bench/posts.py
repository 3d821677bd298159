"""HTTP posts a second by the client that plugins are given, beside libcurl with nothing around it, to a server that only
answers. Over HTTP/1.1, where each request on its way has a connection."""

import subprocess

import table
from peers import free_port, listens, wait_until
from shop import CONNECTIONS, Programs
from table import Row


def measure(programs: Programs, posts: int, rounds: int) -> list[Row]:
    rates = {"ours": [], "bare": []}
    cpu = {"ours": [], "bare": []}
    port = free_port()
    with subprocess.Popen([programs.path("bare_http"), str(port)], stdin=subprocess.PIPE) as server:
        try:
            wait_until(lambda: listens(port), "bare_http listens")
            for _ in range(rounds):
                for which in rates:
                    done = programs.run("http_posts", which, f"http://127.0.0.1:{port}/", posts, CONNECTIONS)
                    rates[which].append(done["posts"] / done["seconds"])
                    cpu[which].append(done["cpu_seconds"] / done["posts"] * 1e6)
        finally:
            server.stdin.close()
    ratio = table.median([one / other for one, other in zip(rates["ours"], rates["bare"])])
    our_cpu, bare_cpu = table.median(cpu["ours"]), table.median(cpu["bare"])
    return [
        Row("HTTP posts of plugins", table.number(table.median(rates["ours"]), "/s"), f"bare libcurl, {CONNECTIONS} at once",
            table.number(table.median(rates["bare"]), "/s"), ratio, "0.5", table.spread(rates["ours"])),
        Row("processor a post", table.number(our_cpu, "us"), "bare libcurl", table.number(bare_cpu, "us"),
            our_cpu / bare_cpu, "", "the client's thread"),
    ]
