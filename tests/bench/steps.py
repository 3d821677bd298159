"""Journey steps a second with many journeys waiting: each a mail decided, queued and the next wait begun, on disk."""

import pathlib
import shutil

import table
from shop import Programs, make_shop
from table import Row


def measure(folder: pathlib.Path, programs: Programs, waiting: int, due: int, rounds: int) -> list[Row]:
    rates, cpu = [], []
    for number in range(rounds):
        shop = make_shop(folder / f"steps{number}", 25)
        done = programs.run("shop_bench", "steps", shop.config, waiting, due)
        shutil.rmtree(shop.folder)
        rates.append(done["steps"] / done["seconds"])
        cpu.append(done["cpu_seconds"] / done["steps"] * 1e6)
    return [Row("journey steps", table.number(table.median(rates), "/s"), f"{waiting:,} journeys waiting", "10,000 /s",
                table.median(rates) / 10_000, "1", f"processor {table.median(cpu):.0f} us; {table.spread(rates)}")]
