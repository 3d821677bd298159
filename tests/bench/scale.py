"""What the real daemon costs with few and with many journeys waiting: a journey that is due, steps a second, memory, and how
soon after its start it decides. Every due step decides a mail and queues it."""

import contextlib
import dataclasses
import pathlib
import shutil
import sqlite3
import sys
import threading
import time

import processes
import scale_database
import table
from peers import Daemon, wait_until
from shop import make_shop
from table import Row

MOST_MEMORY_MB, MOST_START_S, STEPS_A_SECOND, MOST_RATIO = 200, 1.0, 20_000, 1.5


@dataclasses.dataclass
class Cost:
    made_seconds: float
    gigabytes: float
    first_decision: float      # seconds from the start of the program
    steps: int
    seconds: float             # from the first decision to the last
    writer_us: float           # a step, processor time of the writer thread
    memory_mb: float           # the most, daemon and channel


def measure(folder: pathlib.Path, few: int, many: int, due: int) -> list[Row]:
    small, large = (cost(folder / f"scale{waiting}", waiting, due) for waiting in (few, many))
    ratio = large.writer_us / small.writer_us
    return [
        Row("a journey that is due", table.number(large.writer_us, "us"), f"with {few:,} waiting",
            table.number(small.writer_us, "us"), ratio, str(MOST_RATIO),
            f"processor of the writer; {large.steps:,} due, {many:,} waiting, {large.gigabytes:.1f} GB, made in {large.made_seconds:.0f} s"),
        Row("steps decided, stored", table.number(large.steps / large.seconds, "/s"), "aim",
            table.number(STEPS_A_SECOND, "/s"), large.steps / large.seconds / STEPS_A_SECOND, "1",
            f"{1e6 / large.writer_us:,.0f} /s of the writer's own processor time; {small.steps / small.seconds:,.0f} /s with few"),
        Row("memory", table.number(large.memory_mb, "MB"), "limit", f"{MOST_MEMORY_MB} MB",
            large.memory_mb / MOST_MEMORY_MB, "1", f"anonymous, daemon and channel; {small.memory_mb:.0f} MB with few"),
        Row("start to first decision", table.number(large.first_decision, "s"), "limit", f"{MOST_START_S:g} s",
            large.first_decision / MOST_START_S, "1", f"{small.first_decision:.2f} s with few"),
    ]


def cost(folder: pathlib.Path, waiting: int, due: int) -> Cost:
    daemon = make_shop(folder, 25)
    began = time.monotonic()
    print(f"making a database with {waiting:,} journeys waiting ...", file=sys.stderr, flush=True)
    scale_database.make(daemon, waiting, due, int(time.time() * 1000))
    made = time.monotonic() - began
    size = (daemon.folder / "state" / "lifecycled.db").stat().st_size / 1e9
    began = time.monotonic()
    with contextlib.closing(sqlite3.connect(f"file:{folder}/state/lifecycled.db?mode=ro", uri=True, isolation_level=None,
                                            timeout=30)) as database:
        def taken() -> int:
            return database.execute("SELECT count(*) FROM journey_steps").fetchone()[0]

        starting = threading.Thread(target=daemon.start, args=(120,))
        starting.start()
        while taken() == 0:
            if not starting.is_alive() and daemon.process.poll() is not None:
                raise SystemExit(f"bench: {daemon.log_text()[-2000:]}")
            time.sleep(0.001)
        first = time.monotonic()
        starting.join()
        memory, before = 0.0, 0
        while before < due:
            memory = max(memory, processes.anonymous_mb(processes.family(daemon.process.pid)))
            time.sleep(0.005)
            if time.monotonic() - first > 1200:
                raise SystemExit(f"bench: {before} of {due} due journeys were decided")
            before = taken()
        last = time.monotonic()
        memory = max(memory, processes.anonymous_mb(processes.family(daemon.process.pid)))
        busiest = max(processes.thread_seconds(daemon.process.pid))
        steps = taken()
    daemon.stop()
    shutil.rmtree(folder)
    return Cost(made, size, first - began, steps, last - first, busiest / steps * 1e6, memory)
