"""What processes cost: processor seconds and anonymous memory, as the kernel counts them."""

import os
import pathlib

TICKS = os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """The process and its children."""
    path = pathlib.Path(f"/proc/{pid}/task/{pid}/children")
    return [pid, *(int(child) for child in path.read_text().split())]


def cpu_seconds(pids: list[int]) -> float:
    """User and system time so far."""
    total = 0
    for pid in pids:
        # The name, in brackets, may hold blanks.
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def anonymous_mb(pids: list[int]) -> float:
    total = 0
    for pid in pids:
        status = pathlib.Path(f"/proc/{pid}/status").read_text()
        total += next(int(line.split()[1]) for line in status.splitlines() if line.startswith("RssAnon:"))
    return total / 1024


def thread_seconds(pid: int) -> list[float]:
    """Processor time of each thread so far, to the nanosecond."""
    threads = pathlib.Path(f"/proc/{pid}/task").iterdir()
    return [int((thread / "schedstat").read_text().split()[0]) / 1e9 for thread in threads]
