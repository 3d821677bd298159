"""Push messages a second on one processor: encrypted, signed for and posted by the plugin, beside npm's web-push to the same push
service, and beside the operations of OpenSSL that no sender can do without. The service has the other processor, so what
counts is processor time."""

import json
import os
import pathlib
import subprocess
import sys

import table
from shop import REPOSITORY, Programs
from table import Row

sys.path.insert(0, str(REPOSITORY / "tests" / "system"))
from certificates import make_certificate  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
AT_ONCE = 64


def measure(folder: pathlib.Path, programs: Programs, pushes: int, rounds: int) -> list[Row]:
    certificate, key = make_certificate(folder, "localhost")
    rates = {"ours": [], "npm": [], "bare": []}
    with subprocess.Popen(["node", HERE / "push_sink.mjs", certificate, key], stdout=subprocess.PIPE, text=True) as sink:
        try:
            url = f"https://localhost:{json.loads(sink.stdout.readline())['port']}/wpush"
            plugin = programs.folder.parent / "lib" / "plugins" / "webpush.so"
            environment = {**os.environ, "NODE_EXTRA_CA_CERTS": str(certificate)}
            for _ in range(rounds):
                by_npm = subprocess.run(["node", HERE / "webpush_bench.mjs", url, str(pushes // 10), str(AT_ONCE)], env=environment,
                                        stdout=subprocess.PIPE, text=True, check=True)
                done = {"ours": programs.run("webpush_bench", "ours", plugin, url, certificate, pushes),
                        "npm": json.loads(by_npm.stdout),
                        "bare": programs.run("webpush_bench", "bare", pushes)}
                for which, told in done.items():
                    rates[which].append(told["pushes"] / told["cpu_seconds"])
        finally:
            sink.kill()
    ours, npm, bare = (table.median(rates[which]) for which in ("ours", "npm", "bare"))
    return [
        Row("web pushes a core", table.number(ours, "/s"), "npm web-push", table.number(npm, "/s"), ours / npm, "5",
            table.spread(rates["ours"])),
        Row("", table.number(ours, "/s"), "bare OpenSSL, nothing posted", table.number(bare, "/s"), ours / bare, "0.7",
            "processor time of the sender"),
    ]
