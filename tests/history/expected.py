#!/usr/bin/env python3
"""expected.py ORDERS.csv LIFECYCLED.toml OUT UNTIL

Who should get what when, worked out from the definitions alone: the same files that history_replay writes. It shares
no code with the daemon, and goes about it another way: the shop's gap is laid out as a table over all days first, then
each customer's life is lived from beginning to end, one customer after the other.
"""

import sys
from collections import Counter
from datetime import datetime, timezone
from pathlib import Path

from definitions import DAY, OrderBook, Shop, stage_of
from lives import Life
from story import read_story, to_text

STAGES = ["prospect", "active one-time", "active repeat", "lapsing", "lapsed"]


def sample_moments(start, until):
    """The 15th at noon and the last millisecond of each month."""
    def first_of(year, month):
        return int(datetime(year, month, 1, tzinfo=timezone.utc).timestamp()) * 1000
    moment = datetime.fromtimestamp(start / 1000, timezone.utc)
    year, month, moments = moment.year, moment.month, []
    while first_of(year, month) < until:
        moments.append(first_of(year, month) + 14 * DAY + DAY // 2)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        moments.append(first_of(year, month) - 1)
    return [moment for moment in moments if start <= moment < until]


def report(shop, books, known, at, known_at):
    """Everybody's stage at a moment, by the orders up to it that count as far as we know at `known_at`, and by the figures as
    they would be computed at that very moment."""
    purchases = {number: book.purchases(shop, at, known_at) for number, book in books.items()}
    gaps = [gap for days, _ in purchases.values() for gap in shop.gaps(days)]
    quantile = shop.nearest_rank(gaps)
    counts = Counter()
    for number, (days, last) in purchases.items():
        if days:
            counts[stage_of(len(days), last, shop.gap_of(days, shop.gap_from(quantile))[0], at)] += 1
    counts["prospect"] = sum(since <= at for since in known.values()) - sum(counts.values())
    return counts, [len(gaps), "-" if quantile is None else quantile]


def main():
    orders, settings, out, until = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4]
    out.mkdir(parents=True, exist_ok=True)
    until = int(datetime.fromisoformat(until).timestamp()) * 1000
    shop = Shop(settings)
    story = [told for told in read_story(orders, shop) if told.at < until]
    start = story[0].at // DAY * DAY
    samples = sample_moments(start, until)

    told_of, books, known = {}, {}, {}
    for told in story:
        told_of.setdefault(told.customer, []).append(told)
        known.setdefault(told.customer, told.at)
        books.setdefault(told.customer, OrderBook()).hear(told)
    shop.lay_out_gaps(books, start, until)

    lives = [Life(shop, number, told, samples, until) for number, told in sorted(told_of.items())]
    for life in lives:
        life.live()
    shop.check_limits(lives)

    def write(name, rows):
        with open(out / name, "w", encoding="utf-8") as file:
            file.writelines("\t".join(str(field) for field in row) + "\n" for row in rows)

    write("sent.tsv", sorted((to_text(row[0]), *row[1:]) for life in lives for row in life.sent))
    write("withheld.tsv", sorted((to_text(row[0]), *row[1:]) for life in lives for row in life.withheld))
    write("journeys.tsv", sorted(
        (to_text(way.started), life.user_id, way.campaign["name"], way.key or "", to_text(way.ended) if way.end else "-",
         way.end or "runs") for life in lives for way in life.journeys))
    rows = []
    for at in samples:
        live = Counter(life.stage_at[at] for life in lives if known[life.number] <= at)
        rows.append(["live", to_text(at), *(live[stage] for stage in STAGES)])
        counts, more = report(shop, books, known, at, at)
        rows.append(["report", to_text(at), *(counts[stage] for stage in STAGES), *more])
    for at in samples:
        counts, more = report(shop, books, known, at, until)
        rows.append(["hindsight", to_text(at), *(counts[stage] for stage in STAGES), *more])
    write("stages.tsv", rows)


if __name__ == "__main__":
    main()
