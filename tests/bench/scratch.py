"""The folder in which everything is measured: on a disk, and how long that disk takes for a write that must last."""

import os
import pathlib
import shutil
import statistics
import subprocess
import time

IN_MEMORY = ("tmpfs", "ramfs", "devtmpfs")
WRITES = 200


def file_system(folder: pathlib.Path) -> str:
    return subprocess.run(["stat", "-f", "-c", "%T", folder], capture_output=True, text=True, check=True).stdout.strip()


def fresh(folder: pathlib.Path) -> pathlib.Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    kind = file_system(folder)
    if kind in IN_MEMORY:
        raise SystemExit(f"bench: {folder} is on {kind}, where nothing is written to a disk; name another by --folder")
    return folder


def fsync_ms(folder: pathlib.Path) -> tuple[float, float]:
    """Median and 99th percentile of appending 4 KB and waiting until they are on disk."""
    waits = []
    with (folder / "fsync").open("wb", buffering=0) as file:
        for _ in range(WRITES):
            file.write(b"x" * 4096)
            begun = time.perf_counter()
            os.fdatasync(file.fileno())
            waits.append((time.perf_counter() - begun) * 1000)
    (folder / "fsync").unlink()
    waits.sort()
    return statistics.median(waits), waits[int(WRITES * 0.99) - 1]
