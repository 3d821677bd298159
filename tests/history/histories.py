"""Order histories as CSV files: a real one, and one that the test makes itself, so that everybody has one."""

import csv
import lzma
import random
from datetime import datetime, timedelta, timezone

COLUMNS = ["customer_id", "order_id", "ordered_at", "total", "currency", "coupon", "status"]


def write_csv(path, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)


def cdnow(source, path):
    """CDNOW's sample: master id, customer, day, number of CDs, dollars. Each sixth order gets a coupon."""
    rows = []
    for line, text in enumerate(source.read_text(encoding="utf-8").splitlines(), start=1):
        _, customer, day, _, total = text.split()
        rows.append({"customer_id": customer, "order_id": f"{customer}-{line}", "ordered_at": day, "total": total,
                     "currency": "USD", "coupon": "TEN" if line % 6 == 0 else "", "status": ""})
    write_csv(path, rows)
    return len(rows), len({row["customer_id"] for row in rows})


def completejourney(source, path):
    """A year of a grocer: one line a product; a basket is an order, a household a customer. Each third household, for people
    buy food often and the definitions are slow on purpose. A basket with a redeemed coupon counts as discounted."""
    with lzma.open(source, "rt", encoding="utf-8", newline="") as file:
        baskets = {}
        for row in csv.DictReader(file):
            if int(row["household_id"]) % 3:
                continue
            basket = baskets.setdefault((row["household_id"], row["basket_id"]), [row["transaction_timestamp"], 0.0, 0.0])
            basket[1] += float(row["sales_value"])
            basket[2] += float(row["coupon_disc"])
    rows = [{"customer_id": household, "order_id": f"{household}-{line}",
             "ordered_at": moment.replace("T", " ").rstrip("Z"), "total": f"{total:.2f}", "currency": "USD",
             "coupon": "PAPER" if coupon else "", "status": ""}
            for line, ((household, _), (moment, total, coupon)) in enumerate(
                sorted(baskets.items(), key=lambda one: (one[1][0], one[0])), start=1)]
    write_csv(path, rows)
    return len(rows), len({row["customer_id"] for row in rows})


def made(path, seed, zone, customers=400):
    """People who buy coffee: each with a rhythm of their own that wavers, some who stop, some who order twice a day, at
    midnight, at ten sharp, or on the days on which clocks change."""
    chance = random.Random(seed)
    begin = datetime(2023, 6, 1, tzinfo=timezone.utc)
    clocks_change = [datetime(*day, tzinfo=timezone.utc) for day in
                     ((2023, 10, 29), (2023, 11, 5), (2024, 3, 10), (2024, 3, 31), (2024, 10, 27), (2024, 11, 3))]
    orders = []
    for number in range(1, customers + 1):
        rhythm = chance.choice([7, 10, 14, 21, 21, 30, 30, 45, 60, 90])
        keeps_on = chance.choice([0.3, 0.6, 0.8, 0.9, 0.95])
        is_slow = number % 40 == 0  # with half years between two stages
        if is_slow:
            rhythm, keeps_on = 150, 1
        at = begin + timedelta(days=chance.randrange(20 if is_slow else 330), minutes=chance.randrange(1440))
        while at < datetime(2025, 3, 1, tzinfo=timezone.utc):
            moment = at
            kind = chance.random()
            if kind < 0.10:
                moment = at.replace(hour=0, minute=0)
            elif kind < 0.25:  # ten sharp for somebody, winter or summer
                moment = at.replace(hour=chance.choice([2, 8, 9, 10, 14, 15]), minute=0)
            elif kind < 0.30:
                moment = chance.choice(clocks_change) + timedelta(minutes=chance.randrange(1440))
            orders.append((moment, number))
            if chance.random() < 0.08:
                orders.append((moment + timedelta(minutes=chance.choice([0, 1, 90, 600])), number))
            if chance.random() > keeps_on:
                break
            wavers = 3 if is_slow else rhythm / 4
            at += timedelta(days=max(1, round(chance.gauss(rhythm, wavers))), minutes=chance.randrange(-300, 300))
    orders.sort()
    rows = []
    for line, (moment, number) in enumerate(orders, start=1):
        rows.append({"customer_id": f"C{number}", "order_id": f"{number}-{line}",
                     "ordered_at": moment.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S"),
                     "total": f"{chance.choice([0, 0.5, 9.9, 24, 39.95, 120]):.2f}", "currency": "USD",
                     "coupon": "TEN" if chance.random() < 0.15 else "",
                     "status": "cancelled" if chance.random() < 0.03 else ""})
    write_csv(path, rows)
    return len(rows), len({row["customer_id"] for row in rows})
