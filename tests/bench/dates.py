"""A birthday campaign goes live over many customers: how long that takes in slices, and what a day's birthdays cost with
all the others waiting, beside the same with few."""

import pathlib
import shutil

import table
from shop import Programs
from table import Row


def measure(folder: pathlib.Path, programs: Programs, many: int, few: int) -> list[Row]:
    def run(customers: int) -> dict:
        own = folder / f"dates{customers}"
        own.mkdir()
        done = programs.run("date_bench", own, customers)
        shutil.rmtree(own)
        return done

    small, large = run(few), run(many)
    return [Row("dates filled", table.number(many / large["fill_seconds"], "/s"), "longest slice, processor", "5 ms",
                large["slice_cpu_most_ms"] / 5, "1", f"{large['slice_cpu_most_ms']:.1f} ms; {many:,} customers"),
            Row("a date that is due", table.number(large["cpu_us_per_due"], "us"), f"with {few:,} customers",
                table.number(small["cpu_us_per_due"], "us"), large["cpu_us_per_due"] / small["cpu_us_per_due"], "1.5",
                f"{large['due']:,} due, {many:,} waiting")]
