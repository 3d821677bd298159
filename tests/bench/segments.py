"""What an event costs with fifty segments, among a thousand customers and among a million; how long a new segment over
all of them takes to be filled, in the daemon's slices."""

import pathlib

import table
from shop import Programs
from table import Row

SEGMENTS, FEW = 50, 1_000


def measure(folder: pathlib.Path, programs: Programs, many: int, events: int, rounds: int) -> list[Row]:
    few_us, many_us, fills, longest = [], [], [], 0.0
    for number in range(rounds):
        for customers in (FEW, many):
            file = folder / f"segments{number}.db"
            done = programs.run("segments_bench", file, customers, SEGMENTS, events)
            for left in folder.glob(f"{file.name}*"):
                left.unlink()
            (few_us if customers == FEW else many_us).append(done["event_us"])
            if customers == many:
                fills.append(done["fill_seconds"])
                longest = max(longest, done["longest_event_ms"], done["longest_fill_ms"])
    few, much, fill = table.median(few_us), table.median(many_us), table.median(fills)
    return [
        Row("event, segments kept", f"{much:.0f} us", f"{many:,} customers against {FEW:,}", f"{few:.0f} us", much / few,
            "1", f"{SEGMENTS} segments, processor"),
        Row("new segment filled", f"{fill:.1f} s", f"{many:,} customers", "10 s", fill / 10, "below 1",
            f"longest slice {longest:.1f} ms"),
    ]
