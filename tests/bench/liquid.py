"""Templates rendered and parsed a second on one core, beside npm liquidjs in turn: a mail of our own, and the templates of
the Golden Liquid benchmark where they are at hand."""

import json
import pathlib
import subprocess

import table
from shop import REPOSITORY, Programs
from table import Row

HERE = pathlib.Path(__file__).resolve().parent
GOLDEN = REPOSITORY.parent / "shared" / "data" / "liquid" / "benchmark"


def figures(command: list) -> dict[str, dict]:
    done = subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True)
    return {one["name"]: one for one in map(json.loads, done.stdout.splitlines())}


def measure(programs: Programs, seconds: float, rounds: int) -> list[Row]:
    what = [seconds, *([GOLDEN] if GOLDEN.is_dir() else [])]
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(figures([programs.path("liquid_bench"), *what]))
        theirs.append(figures(["node", HERE / "liquid_bench.mjs", *what]))
    rows = []
    for name in sorted(ours[0]):
        for word in ("renders", "parses"):
            rates = [one[name][word] for one in ours]
            beside = [one[name][word] for one in theirs]
            ratio = table.median([one / other for one, other in zip(rates, beside)])
            note = f"{ours[0][name]['bytes']:,} bytes" if word == "renders" else ""
            rows.append(Row(f"Liquid {word}, {name}", table.number(table.median(rates), "/s"), "liquidjs, one core",
                            table.number(table.median(beside), "/s"), ratio, "10", note))
    return rows
