#!/usr/bin/env -S python3 -B
"""Stages of buying after imports that mean harm: orders at midnight on the days on which clocks change and on leap days, many on
one day, at the same second, cancelled and refunded in whole or in part, in files that come in the wrong order and twice. The real
program's counts at hundreds of moments, borders and the millisecond after them among these, against the definitions. Smaller
histories of odd shapes beside them: one customer has everything, nobody comes twice, everything is undone, a shop of a century."""

import contextlib
import csv
import json
import random
import sqlite3
import sys
import tempfile
from collections import Counter
from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "system")]
import definitions  # noqa: E402
from definitions import ACTIVE, DAY, LAPSING, instant, local, stage_of  # noqa: E402
from shop import database_file, file_channel, make_shop, report  # noqa: E402

ZONE, SEED, CUSTOMERS, MOMENTS, ODD_MOMENTS = "Europe/Amsterdam", 20240229, 250, 150, 24
DAYS = [(2024, 2, 28), (2024, 2, 29), (2024, 3, 1), (2023, 3, 26), (2024, 3, 31), (2023, 10, 29), (2024, 10, 27), (2024, 12, 31),
        (2025, 1, 1), (2025, 3, 30), (2025, 10, 26)]
STAGES = ["prospect", "active one-time", "active repeat", "lapsing", "lapsed"]
HOURS = [(0, 0, 0), (0, 0, 1), (1, 59, 59), (3, 0, 0), (12, 0, 0), (23, 59, 59)]


def orders(zone):
    chance = random.Random(SEED)
    rows = []
    for number in range(CUSTOMERS):
        rhythm = chance.choice([1, 2, 7, 30, 30, 90, 365])
        at = datetime(2022, 12, 1, 12, tzinfo=zone) + timedelta(days=chance.randrange(400))
        moments = []
        for _ in range(chance.choice([1, 1, 2, 3, 4, 5, 5, 6, 9, 20])):
            kind = chance.random()
            moment = at.replace(hour=0, minute=0) if kind < 0.3 else at
            if kind > 0.6:
                moment = datetime(*chance.choice(DAYS), *chance.choice(HOURS), tzinfo=zone)
            if kind > 0.95:  # the hour that comes twice, either of them
                moment = datetime(2024, 10, 27, 2, 30, tzinfo=zone, fold=chance.randrange(2))
            moments += [moment] * chance.choice([1, 1, 1, 2, 3])
            at += timedelta(days=rhythm)
        for k, moment in enumerate(moment for moment in moments if moment.year < 2026):
            total = chance.choice([10, 25, 99])
            row = {"customer_id": f"c{number}", "order_id": f"c{number}-{k}", "ordered_at": moment.isoformat(), "total": total,
                   "status": "", "refunded": ""}
            undone = chance.random()
            if undone < 0.08:
                row["status"] = "cancelled"
            elif undone < 0.16:
                row["refunded"] = total
            elif undone < 0.24:
                row["refunded"] = total - 1
            rows.append(row)
    return rows


def odd_orders(shape, zone):
    """A history of one odd shape."""
    chance, rows = random.Random(SEED + len(shape)), []

    def add(who, moment, status="", refunded=""):
        at = moment.astimezone(timezone.utc).isoformat()  # a century ago clocks went by minutes and seconds of their own
        rows.append({"customer_id": who, "order_id": f"{who}-{len(rows)}", "ordered_at": at, "total": 20, "status": status,
                     "refunded": refunded})

    def day(number):
        return datetime(2021, 1, 1, 12, tzinfo=zone) + timedelta(days=number)

    if shape == "one customer":
        for number in range(300):
            add("all", day(number * number // 60), "cancelled" if number % 9 == 0 else "")
    elif shape == "one order each":
        for number in range(200):
            add(f"c{number}", day(chance.randrange(1500)))
    elif shape == "one second":
        for number in range(200):
            add(f"c{number % 40}", day(700))
    elif shape == "all undone":
        for number in range(120):
            add(f"c{number % 30}", day(number * 5), *(("cancelled", "") if number % 2 else ("", 20)))
    elif shape == "equal gaps":  # every border of everybody in the same moment; own gaps and the shop's alike
        for number in range(240):
            add(f"c{number % 40}", day(number // 40 * 30))
    elif shape == "a century":
        for number in range(160):
            add(f"c{number % 20}", datetime(chance.choice([1925, 1950, 1969, 1970, 1999, 2000, 2024]), chance.choice([1, 2, 12]),
                                            chance.choice([1, 28]), 12, tzinfo=zone))
    return rows


ODD_SHAPES = ["one customer", "one order each", "one second", "all undone", "equal gaps", "a century"]


def counted(rows, zone, now):
    """Customers by stage at a moment, the definition word by word."""
    known, purchases, last = set(), {}, {}
    for row in rows:
        at = instant(datetime.fromisoformat(row["ordered_at"]))
        if at > now:
            continue
        who = row["customer_id"]
        known.add(who)
        if row["status"] == "cancelled" or row["refunded"] == row["total"]:
            continue
        purchases.setdefault(who, set()).add(local(at, zone).date().toordinal())
        last[who] = max(last.get(who, 0), at)
    gaps = {who: definitions.Shop.gaps(sorted(days)) for who, days in purchases.items()}
    shop_gap = definitions.Shop.gap_from(definitions.Shop.nearest_rank([gap for own in gaps.values() for gap in own]))
    counts, borders = Counter(prospect=len(known) - len(purchases)), []
    for who, days in purchases.items():
        own = definitions.Shop.gap_of(definitions.Shop, sorted(days), shop_gap)[0]
        counts[stage_of(len(days), last[who], own, now)] += 1
        borders += [int(last[who] + ACTIVE * own), int(last[who] + LAPSING * own)]
    return counts, borders


def write(file, rows):
    with file.open("w", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def compare(folder, rows, zone, begin, count):
    """Imports the history piece by piece, and answers how many moments were asked about and how many differ."""
    chance, wrong = random.Random(SEED + 1), 0
    daemon = make_shop(folder / "shop", file_channel("email"), campaigns=())
    assert f'time_zone = "{ZONE}"' in daemon.config.read_text()
    shuffled = rows[:]
    chance.shuffle(shuffled)
    parts = [shuffled[i::4] for i in range(4)]
    for part in [*parts, parts[0], parts[2]]:
        file = folder / "orders.csv"
        write(file, part)
        done = daemon.command("import", "orders", str(file), "--json")
        if done.returncode != 0 or json.loads(done.stdout)["refused"] != 0:
            sys.exit("import: " + done.stdout + done.stderr + Path(str(file) + ".rejected").read_text()[:400])
    now = round(datetime.now(timezone.utc).timestamp() * 1000)
    kept = Counter()
    with contextlib.closing(sqlite3.connect(f"file:{database_file(daemon)}?mode=ro", uri=True)) as database:
        for stage, customers in database.execute("SELECT stage, count(*) FROM customers GROUP BY stage"):
            kept[STAGES[stage]] = customers
    expected, _ = counted(rows, zone, now)
    if +expected != kept:
        wrong += 1
        print(f"  kept: {dict(kept)}, by the definition {dict(expected)}")

    def ask(at):
        moment = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(milliseconds=at)
        text = moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at % 1000:03}Z"
        return text, Counter(report(daemon, "stages", "--at", text)["stages"])

    moments = [chance.randrange(begin, now) for _ in range(count)]
    for at in moments[:]:
        _, borders = counted(rows, zone, at)
        near = [border for border in borders if begin < border < now]
        if near:
            border = chance.choice(near)
            moments += [border, border + 1]
    for at in moments:
        text, got = ask(at)
        expected, _ = counted(rows, zone, at)
        if +got != +expected:
            wrong += 1
            print(f"  {text}: {dict(got)}, by the definition {dict(expected)}")
    return len(moments), wrong


def main():
    zone, wrong = ZoneInfo(ZONE), 0
    begin = instant(datetime(2023, 1, 1, tzinfo=zone))
    histories = {"hostile": (orders(zone), begin, MOMENTS // 3)}
    for shape in ODD_SHAPES:
        rows = odd_orders(shape, zone)
        first = min(instant(datetime.fromisoformat(row["ordered_at"])) for row in rows)
        histories[shape] = (rows, first - DAY, ODD_MOMENTS // 3)
    for name, (rows, begin, count) in histories.items():
        with tempfile.TemporaryDirectory() as scratch:
            moments, differ = compare(Path(scratch), rows, zone, begin, count)
        customers = len({row["customer_id"] for row in rows})
        print(f"{name}: {len(rows)} orders of {customers} customers, {moments} moments, {differ} differ", flush=True)
        wrong += differ
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
