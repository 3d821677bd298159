"""The table: what was measured, what it is held against, their ratio and the aim."""

import dataclasses
import statistics


@dataclasses.dataclass(frozen=True)
class Row:
    what: str
    measured: str
    beside: str = ""
    limit: str = ""
    ratio: float | None = None
    aim: str = ""
    note: str = ""


HEADINGS = Row("what", "measured", "beside", "limit", None, "aim", "note")


def number(value: float, unit: str = "") -> str:
    text = f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
    return f"{text} {unit}".rstrip()


def median(values: list[float]) -> float:
    return statistics.median(values)


def spread(values: list[float]) -> str:
    """For a figure of several rounds: the lowest and the highest."""
    return f"{number(min(values))} to {number(max(values))}" if len(values) > 1 else ""


def lines(rows: list[Row]) -> list[str]:
    def cells(row: Row) -> list[str]:
        ratio = "ratio" if row is HEADINGS else "" if row.ratio is None else f"{row.ratio:.2f}"
        return [row.what, row.measured, row.beside, row.limit, ratio, row.aim, row.note]

    table = [cells(row) for row in [HEADINGS, *rows]]
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    right = {1, 3, 4}
    out = []
    for row in table:
        out.append("  ".join(cell.rjust(width) if column in right else cell.ljust(width)
                             for column, (cell, width) in enumerate(zip(row, widths))).rstrip())
    out.insert(1, "  ".join("-" * width for width in widths))
    return out
