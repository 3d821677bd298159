"""Events a second that are on disk when the answer comes: in batches beside SQLite alone, one by one beside a bare HTTP
parser. What the daemon decides about the events runs at the same time on the same disk, and is part of the figure."""

import base64
import pathlib
import shutil
import sqlite3
import subprocess

import processes
import table
from peers import WRITE_KEY, Daemon, free_port, listens, wait_until
from shop import Programs, make_shop
from table import Row

BATCH = 100
BATCH_CONNECTIONS = 16
# Those who wait share one fsync, so what it costs each of them depends on how many they are: a few shops' servers.
SINGLE_CONNECTIONS = 256
AUTHORIZATION = "Basic " + base64.b64encode(f"{WRITE_KEY}:".encode()).decode()


def load(programs: Programs, port: int, connections: int, requests: int, events: int) -> dict:
    done = programs.run("http_load", port, connections, requests, events, AUTHORIZATION)
    if done["refused"]:
        raise SystemExit(f"bench: {done['refused']} requests were refused")
    return done


def wait_until_taken_in(daemon: Daemon) -> None:
    """Until the reactor has read the whole log."""
    def behind() -> int:
        database = sqlite3.connect(f"file:{daemon.folder}/state/lifecycled.db?mode=ro", uri=True)
        try:
            return database.execute("SELECT (SELECT max(id) FROM events) - (SELECT event_id FROM cursors "
                                    "WHERE reader = 'reactor')").fetchone()[0]
        finally:
            database.close()

    wait_until(lambda: behind() == 0, "the reactor has read the log", 600)


def measured_load(programs: Programs, daemon: Daemon, *what: int) -> tuple[dict, float]:
    """The load, and the processor seconds that the daemon took while it lasted."""
    pids = processes.family(daemon.process.pid)
    before = processes.cpu_seconds(pids)
    done = load(programs, daemon.port, *what)
    return done, processes.cpu_seconds(pids) - before


def bare_http(programs: Programs, requests: int) -> tuple[dict, float]:
    port = free_port()
    with subprocess.Popen([programs.path("bare_http"), str(port)], stdin=subprocess.PIPE) as server:
        wait_until(lambda: listens(port), "bare_http listens")
        try:
            done = load(programs, port, SINGLE_CONNECTIONS, requests, 1)
            return done, processes.cpu_seconds([server.pid])
        finally:
            server.stdin.close()


def bare_insert(folder: pathlib.Path, programs: Programs, rows: int, group: int) -> dict:
    place = folder / "bare"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    done = programs.run("bare_insert", place / "bare.db", rows, group)
    shutil.rmtree(place)
    return done


def batches(folder: pathlib.Path, programs: Programs, events: int, rounds: int) -> list[Row]:
    ours, single_group, same_group, our_cpu, bare_cpu, worked = [], [], [], [], [], []
    for number in range(rounds):
        with make_shop(folder / f"batches{number}", free_port()) as daemon:
            pids = processes.family(daemon.process.pid)
            done, cpu = measured_load(programs, daemon, BATCH_CONNECTIONS, events // BATCH, BATCH)
            wait_until_taken_in(daemon)
            worked.append(processes.cpu_seconds(pids) / events * 1e6)
        shutil.rmtree(daemon.folder)
        ours.append(events / done["seconds"])
        our_cpu.append(cpu / events * 1e6)
        bare = bare_insert(folder, programs, events, BATCH)
        single_group.append(events / bare["seconds"])
        bare_cpu.append(bare["cpu_seconds"] / events * 1e6)
        same_group.append(events / bare_insert(folder, programs, events, BATCH * BATCH_CONNECTIONS)["seconds"])

    def ratio(peer: list[float]) -> float:
        return table.median([one / other for one, other in zip(ours, peer)])

    return [
        Row("durable events, in hundreds", table.number(table.median(ours), "/s"), "bare insert, 100 a transaction",
            table.number(table.median(single_group), "/s"), ratio(single_group), "0.5", table.spread(ours)),
        Row("", "", f"bare insert, {BATCH * BATCH_CONNECTIONS:,} a transaction",
            table.number(table.median(same_group), "/s"), ratio(same_group), "",
            f"as {BATCH_CONNECTIONS} connections can"),
        Row("processor an event", table.number(table.median(our_cpu), "us"), "bare insert",
            table.number(table.median(bare_cpu), "us"), table.median(our_cpu) / table.median(bare_cpu), "",
            f"until all is decided: {table.number(table.median(worked), 'us')}"),
    ]


def singles(folder: pathlib.Path, programs: Programs, requests: int, rounds: int) -> list[Row]:
    ours, bare, our_cpu, bare_cpu, slowest = [], [], [], [], []
    for number in range(rounds):
        with make_shop(folder / f"singles{number}", free_port()) as daemon:
            done, cpu = measured_load(programs, daemon, SINGLE_CONNECTIONS, requests, 1)
            wait_until_taken_in(daemon)
        shutil.rmtree(daemon.folder)
        ours.append(requests / done["seconds"])
        our_cpu.append(cpu / requests * 1e6)
        slowest.append(done["p99_ms"])
        done, cpu = bare_http(programs, requests)
        bare.append(requests / done["seconds"])
        bare_cpu.append(cpu / requests * 1e6)
    return [
        Row("single durable events", table.number(table.median(ours), "/s"), "bare HTTP parser answering 200",
            table.number(table.median(bare), "/s"), table.median([one / other for one, other in zip(ours, bare)]), "0.25",
            f"{SINGLE_CONNECTIONS} connections; p99 {table.median(slowest):.0f} ms; {table.spread(ours)}"),
        Row("processor a request", table.number(table.median(our_cpu), "us"), "bare HTTP parser",
            table.number(table.median(bare_cpu), "us"), table.median(our_cpu) / table.median(bare_cpu), "",
            "on two threads and one"),
    ]
