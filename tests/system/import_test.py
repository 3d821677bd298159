#!/usr/bin/env -S python3 -B
"""`lifecycled import orders`: with and without a running daemon, foreign column names, refused rows, the same file twice, and
a real order history counted by stage of buying against a computation of this file's own."""

import csv
import datetime
import fractions
import math
import os
import pathlib
import statistics
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from shop import (  # noqa: E402
    REPOSITORY, file_channel, main, make_shop, report, rows, states, wait_until_done)

SHARED_DATA = pathlib.Path(os.environ.get("LIFECYCLED_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
CDNOW = SHARED_DATA / "cdnow" / "CDNOW_sample.txt"

ORDERS = """customer_id,order_id,ordered_at,total,currency,email,language,status,refunded
anna,1,2024-01-02,10.00,EUR,anna@example.org,nl,completed,
anna,2,2024-02-01 12:30:00,25.5,EUR,anna@example.org,nl,completed,
bert,3,2024-02-01T23:30:00Z,7,EUR,bert@example.org,fr,cancelled,
chen,4,2024-03-01,99.95,USD,,,completed,99.95
"""


class ImportTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.daemon = make_shop(self.folder / "shop", file_channel() + file_channel("call-list") + 'reaches = "shop"\n')
        self.file = self.folder / "orders.csv"
        self.file.write_text(ORDERS)

    def run_import(self, *arguments: str, text: str | None = None) -> dict:
        if text is not None:
            self.file.write_text(text)
        told = report(self.daemon, "import", "orders", str(self.file), *arguments)
        return {key: told[key] for key in ("rows", "events", "added", "known", "refused")}

    def orders(self) -> list[tuple]:
        return rows(self.daemon, "SELECT i.value, o.order_key, o.total_minor, o.currency, o.counts FROM orders o"
                                 " JOIN customer_identifiers i ON i.customer_id = o.customer_id AND i.kind = 1"
                                 " ORDER BY o.order_key")

    EXPECTED = [("anna", "1", 1000, "EUR", 1), ("anna", "2", 2550, "EUR", 1), ("bert", "3", 700, "EUR", 0),
                ("chen", "4", 9995, "USD", 0)]

    def check_imported(self):
        self.assertEqual(self.orders(), self.EXPECTED)
        profile = report(self.daemon, "explain", "anna@example.org")["profile"]
        self.assertEqual((profile["orders"], profile["purchases"], profile["language"]), (2, 2, "nl"))
        # History is a fact and no occasion: nobody is written to because of it.
        self.assertEqual(rows(self.daemon, "SELECT count(*) FROM journeys j JOIN campaigns c ON c.id = j.campaign_id"
                                           " WHERE c.name <> 'reactivation'"), [(0,)])
        self.assertEqual(states(self.daemon), [])

    def test_with_a_daemon(self):
        with self.daemon:
            first = self.run_import()
            # Known after the first row: who anna is.
            self.assertEqual((first["rows"], first["refused"], first["known"]), (4, 0, 1))
            wait_until_done(self.daemon)
            self.check_imported()
            again = self.run_import()
            self.assertEqual((again["added"], again["known"]), (0, first["events"]))

    def test_without_a_daemon(self):
        first = self.run_import()
        self.assertEqual((first["rows"], first["added"] + first["known"]), (4, first["events"]))
        self.check_imported()
        events = rows(self.daemon, "SELECT count(*) FROM events")
        self.assertEqual(self.run_import()["added"], 0)
        self.assertEqual(rows(self.daemon, "SELECT count(*) FROM events"), events)
        with self.daemon:  # and the daemon goes on from there
            self.assertEqual(self.run_import()["added"], 0)
            wait_until_done(self.daemon)
            self.check_imported()

    def test_for_people(self):
        done = self.daemon.command("import", "orders", str(self.file))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("4 rows", done.stdout)

    def test_columns_by_other_names(self):
        text = ORDERS.replace("customer_id", "Klant").replace("ordered_at", "Besteld op").replace("total", "Bedrag")
        done = self.daemon.command("import", "orders", str(self.file))
        self.assertEqual(done.returncode, 0)
        self.file.write_text(text)
        done = self.daemon.command("import", "orders", str(self.file))
        self.assertEqual(done.returncode, 1)
        self.assertIn("the column customer_id is missing; if it has another name, say --map THEIRS=customer_id",
                      done.stderr)
        self.assertIn("nothing was imported", done.stderr)
        told = self.run_import("--map", "Klant=customer_id", "--map", "Besteld op=ordered_at", "--map", "Bedrag=total")
        self.assertEqual((told["rows"], told["added"], told["refused"]), (4, 0, 0))
        done = self.daemon.command("import", "orders", str(self.file), "--map", "Klant=custmer_id")
        self.assertEqual(done.returncode, 1)
        self.assertIn('did you mean "customer_id"?', done.stderr)

    def test_refused_rows(self):
        bad = ["dora,,2024-01-01,5,EUR,,,,", "dora,9,yesterday,5,EUR,,,,", "dora,10,2024-01-01,five,EUR,,,,",
               "dora,11,2999-01-01,5,EUR,,,,", "dora,12,2024-01-01", "dora,13,2024-01-01,5,EURO,,,,"]
        rejects = self.folder / "refused.txt"
        told = self.run_import("--rejects", str(rejects), text=ORDERS + "\n".join(bad) + "\nemil,14,2024-05-01,5,EUR,,,,\n")
        self.assertEqual((told["rows"], told["refused"]), (11, len(bad)))
        with rejects.open(newline="") as file:
            lines = list(csv.reader(file))
        self.assertEqual(lines[0], ["refused_line", "refused_because", *ORDERS.splitlines()[0].split(",")])
        self.assertEqual([",".join(line[2:]) for line in lines[1:]], bad)
        self.assertEqual([line[0] for line in lines[1:]], [str(number) for number in range(6, 12)])
        self.assertEqual(lines[1][1], "order_id is empty")
        # What stands behind a bad row is taken.
        self.assertEqual(self.orders(), sorted([*self.EXPECTED, ("emil", "14", 500, "EUR", 1)], key=lambda row: row[1]))

    def test_files_that_are_no_history(self):
        for content, word in ((b"", "empty"), (b"\xff\xfe\x00a", ""), (b"customer_id,order_id\n", "missing")):
            with self.subTest(content):
                self.file.write_bytes(content)
                done = self.daemon.command("import", "orders", str(self.file))
                self.assertEqual(done.returncode, 1)
                self.assertIn(word, done.stderr)
        done = self.daemon.command("import", "orders", str(self.folder / "nowhere.csv"))
        self.assertEqual(done.returncode, 1)
        self.assertIn("cannot be read", done.stderr)

    def test_bytes_that_are_no_text_cost_their_row_alone(self):
        self.file.write_bytes(ORDERS.encode() + b"fran\xe7oise,20,2024-01-01,5,EUR,,,,\nemil,21,2024-01-01,5,EUR,,,,\n")
        told = self.run_import()
        self.assertEqual((told["rows"], told["refused"]), (6, 1))
        self.assertIn(("emil", "21", 500, "EUR", 1), self.orders())

    # --- a real history ---

    @unittest.skipUnless(CDNOW.exists(), f"needs {CDNOW}; LIFECYCLED_SHARED_DATA says where")
    def test_cdnow(self):
        history = read_cdnow()
        with self.file.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["customer_id", "order_id", "ordered_at", "total", "currency"])
            for customer, line, day, value in history:
                writer.writerow([customer, f"{customer}-{line}", f"{day}T00:00:00Z", value, "USD"])
        settings = self.daemon.config.read_text()
        self.daemon.config.write_text(settings.replace('"Europe/Amsterdam"', '"UTC"').replace('"EUR"', '"USD"'))

        told = self.run_import()
        self.assertEqual((told["rows"], told["refused"], told["added"]), (len(history), 0, len(history)))
        self.assertEqual(rows(self.daemon, "SELECT count(*) FROM customers"), [(2357,)])
        for day in ("1997-01-01", "1997-07-01", "1998-01-15", "1998-06-30"):
            with self.subTest(day):
                at = datetime.date.fromisoformat(day)
                told = report(self.daemon, "stages", "--at", day)
                expected = stages_by_definition(history, at)
                self.assertEqual({stage: count for stage, count in told["stages"].items() if count and stage != "prospect"},
                                 expected)
        self.assertEqual(told["total"], 2357)
        self.assertEqual(told["stages"]["prospect"], 0)
        text = self.daemon.command("stages", "--at", "1998-06-30").stdout
        for stage, count in expected.items():
            self.assertIn(stage, text)
            self.assertIn(str(count), text)


def read_cdnow() -> list[tuple[str, int, datetime.date, str]]:
    """Customer, line, day, value; the first column is the customer in the whole data set."""
    history = []
    for line, text in enumerate(CDNOW.read_text().splitlines(), 1):
        customer, _, day, _, value = text.split()
        history.append((customer, line, datetime.datetime.strptime(day, "%Y%m%d").date(), value))
    return history


def stages_by_definition(history, at: datetime.date) -> dict[str, int]:
    """Customers by stage of buying at the midnight that begins a day, with all dates at midnight."""
    days: dict[str, set[datetime.date]] = {}
    for customer, _, day, _ in history:
        if day <= at:
            days.setdefault(customer, set()).add(day)
    gaps = {}
    for customer, bought in days.items():
        in_order = sorted(bought)
        gaps[customer] = [(later - earlier).days for earlier, later in zip(in_order, in_order[1:])]
    of_all = sorted(gap for own in gaps.values() for gap in own)
    shop_gap = of_all[math.ceil(fractions.Fraction(8, 10) * len(of_all)) - 1] if of_all else 60
    counts: dict[str, int] = {}
    for customer, bought in days.items():
        own = gaps[customer]
        gap = statistics.median(map(fractions.Fraction, own)) if len(own) >= 4 else fractions.Fraction(shop_gap)
        since = (at - max(bought)).days
        if since <= gap:
            stage = "active one-time" if len(bought) == 1 else "active repeat"
        else:
            stage = "lapsing" if since <= gap * fractions.Fraction(5, 2) else "lapsed"
        counts[stage] = counts.get(stage, 0) + 1
    return counts


if __name__ == "__main__":
    main()
