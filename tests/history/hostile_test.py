#!/usr/bin/env -S python3 -B
"""Stages of buying after imports that mean harm: orders at midnight on the days on which clocks change and on leap days, many on
one day, at the same second, cancelled and refunded in whole or in part, in files that come in the wrong order and twice. The real
program's counts at hundreds of moments, borders and the millisecond after them among these, against the definitions."""

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

ZONE, SEED, CUSTOMERS, MOMENTS = "Europe/Amsterdam", 20240229, 250, 150
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


def main():
    zone, wrong = ZoneInfo(ZONE), 0
    rows = orders(zone)
    chance = random.Random(SEED + 1)
    with tempfile.TemporaryDirectory() as scratch:
        daemon = make_shop(Path(scratch) / "shop", file_channel("email"), campaigns=())
        assert f'time_zone = "{ZONE}"' in daemon.config.read_text()
        shuffled = rows[:]
        chance.shuffle(shuffled)
        parts = [shuffled[i::4] for i in range(4)]
        for part in [*parts, parts[0], parts[2]]:
            file = Path(scratch) / "orders.csv"
            with file.open("w", newline="") as out:
                writer = csv.DictWriter(out, list(rows[0]))
                writer.writeheader()
                writer.writerows(part)
            done = daemon.command("import", "orders", str(file), "--json")
            if done.returncode != 0 or json.loads(done.stdout)["refused"] != 0:
                sys.exit("import: " + done.stdout + done.stderr + Path(str(file) + ".rejected").read_text()[:400])
        now = round(datetime.now(timezone.utc).timestamp() * 1000)
        kept = Counter()
        with contextlib.closing(sqlite3.connect(f"file:{database_file(daemon)}?mode=ro", uri=True)) as database:
            for stage, count in database.execute("SELECT stage, count(*) FROM customers GROUP BY stage"):
                kept[STAGES[stage]] = count
        expected, _ = counted(rows, zone, now)
        if +expected != kept:
            wrong += 1
            print(f"  kept: {dict(kept)}, by the definition {dict(expected)}")

        def ask(at):
            text = datetime.fromtimestamp(at // 1000, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at % 1000:03}Z"
            return text, Counter(report(daemon, "stages", "--at", text)["stages"])

        begin = instant(datetime(2023, 1, 1, tzinfo=zone))
        moments = [chance.randrange(begin, now) for _ in range(MOMENTS // 3)]
        for at in moments[:]:
            _, borders = counted(rows, zone, at)
            near = [border for border in borders if begin < border < now]
            border = chance.choice(near)
            moments += [border, border + 1]
        for at in moments:
            text, got = ask(at)
            expected, _ = counted(rows, zone, at)
            if +got != +expected:
                wrong += 1
                print(f"  {text}: {got}, by the definition {dict(expected)}")
    print(f"{len(rows)} orders of {CUSTOMERS} customers, {len(moments)} moments, {wrong} differ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
