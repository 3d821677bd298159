#!/usr/bin/env -S python3 -B
"""`lifecycled export` and back: a shop's data leaves as JSON Lines, goes into an empty shop and leaves that with the same
bytes. And imports that are stopped in the middle, come twice, or would start journeys."""

import csv
import datetime
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from shop import (  # noqa: E402
    call, consent, file_channel, identify, instant, main, make_shop, order, post_batch, report, rows, track, wait_until_done)
from peers import program  # noqa: E402

KINDS = ("customers", "orders", "consents", "events")
CHANNELS = file_channel() + file_channel("call-list") + 'reaches = "shop"\n'

# What decides and what was decided, without what two imports number and time in their own way.
CONTENT = {
    "orders": "SELECT order_key, ordered_at, total_minor, currency, status FROM orders ORDER BY order_key",
    "customers": "SELECT i.value, c.known_since, c.properties, c.orders, c.spent_minor, c.stage FROM customers c"
                 " JOIN customer_identifiers i ON i.customer_id = c.id ORDER BY i.value",
    "events": "SELECT name, occurred_at, user_id, body, count(*) FROM events WHERE source = 2 AND user_id IS NOT NULL"
              " GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4",
}


def days_ago(days: float) -> str:
    return instant(-86400 * days)


def things_that_happened() -> list[dict]:
    yen = call("track", "bert", event="Order Completed", timestamp=days_ago(40), properties={
        "order_id": "y1", "total": 1200, "currency": "JPY", "coupon": "WELCOME", "discount": 100, "sales_channel": "store"})
    dinar = call("track", "bert", event="Order Completed", timestamp=days_ago(30), properties={
        "order_id": "d1", "total": "19.995", "currency": "KWD", "products": [{"name": "Vase \"blue\"", "price": "19.995"}]})
    return [
        identify("anna", "Anna@Example.org", "nl", first_name="Anna", points=1.5, size={"feet": [39, 40]}),
        consent("anna", "Anna@Example.org"),
        identify("anna", "anna.new@example.org", plan="gold"),
        track("anna", "Consent Withdrawn", channel="email", email="anna.new@example.org", source="phone", by="ellen"),
        order("anna", "a1", 19.90), order("anna", "a2", 5), order("anna", "a3", 7.05), order("anna", "a4", 12),
        track("anna", "Order Cancelled", order_id="a2"), track("anna", "Order Refunded", order_id="a3", total=1.05),
        track("anna", "Order Refunded", order_id="a4"),
        call("identify", "bert", timestamp=days_ago(50), traits={"phone": "+31 6 12345678", "country": "be"}),
        yen, dinar,
        {**call("track", "", event="Product Viewed", properties={"product_id": "p1", "price": 19.90}), "userId": None,
         "anonymousId": "visitor-1"},
        {**track("chen", "Product Added", cart_id="c1", product_id="p1", price=5), "anonymousId": "visitor-2"},
        track("chen", "Support Case Opened", case_id="s1"),
    ]


class ExportTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def shop(self, name: str):
        return make_shop(self.folder / name, CHANNELS, campaigns=())

    def export(self, daemon, name: str) -> dict[str, bytes]:
        out = self.folder / name
        done = daemon.command("export", "all", "--out", str(out))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(sorted(file.name for file in out.iterdir()), sorted(f"{kind}.jsonl" for kind in KINDS))
        self.assertTrue(all(file.stat().st_mode & 0o777 == 0o600 for file in out.iterdir()))
        return {kind: (out / f"{kind}.jsonl").read_bytes() for kind in KINDS}

    def test_there_and_back_again(self):
        first = self.shop("first")
        with first:
            post_batch(first, things_that_happened())
            wait_until_done(first)
            exported = self.export(first, "out1")  # beside the daemon
        self.assertEqual({kind: text.count(b"\n") for kind, text in exported.items()},
                         {"customers": 4, "orders": 6, "consents": 2, "events": 3})
        lines = [json.loads(line) for line in exported["orders"].splitlines()]
        self.assertEqual([(line["order_id"], line["total"], line["currency"], line["status"]) for line in lines],
                         [("a1", "19.90", "EUR", "completed"), ("a2", "5.00", "EUR", "cancelled"),
                          ("a3", "7.05", "EUR", "partially refunded"), ("a4", "12.00", "EUR", "refunded"),
                          ("y1", "1200", "JPY", "completed"), ("d1", "19.995", "KWD", "completed")])
        second = self.shop("second")
        for kind in KINDS:
            told = report(second, "import", kind, str(self.folder / "out1" / f"{kind}.jsonl"))
            self.assertEqual((told["rows"], told["refused"], told["known"]), (exported[kind].count(b"\n"), 0, 0), kind)
        self.maxDiff = None
        again = self.export(second, "out2")
        for kind in KINDS:
            self.assertEqual(again[kind].decode(), exported[kind].decode())
        # What follows from it is the same, too.
        profile = "SELECT i.value, c.orders, c.purchases, c.spent_minor, c.first_name, c.country, c.properties, c.open_cases" \
                  " FROM customers c JOIN customer_identifiers i ON i.customer_id = c.id ORDER BY 1"
        self.assertEqual(rows(second, profile), rows(first, profile))
        # Twice is once, by standard input as well.
        before = rows(second, "SELECT count(*) FROM events")
        for kind in KINDS:
            done = subprocess.run([program("lifecycled"), "import", kind, "-", "--json", "--config", str(second.config)],
                                  input=exported[kind], capture_output=True, timeout=60)
            self.assertEqual(json.loads(done.stdout)["added"], 0, done.stderr)
        self.assertEqual(rows(second, "SELECT count(*) FROM events"), before)

    def test_one_kind_goes_to_standard_output(self):
        shop = self.shop("shop")
        file = self.folder / "customers.csv"
        file.write_text("id,email,Shoe size\nanna,anna@example.org,39\nbert,nobody,40\n")
        trial = report(shop, "import", "customers", str(file), "--map", "id=customer_id", "--dry-run")
        self.assertEqual((trial["rows"], trial["refused"], trial["refusals"]),
                         (2, 1, [{"line": 3, "reason": "\"nobody\" is no email"}]))
        self.assertFalse((self.folder / "customers.csv.rejected").exists())
        self.assertEqual(shop.command("export", "customers").stdout, "")
        told = report(shop, "import", "customers", str(file), "--map", "id=customer_id")
        self.assertEqual((told["rows"], told["refused"]), (2, 1))
        with (self.folder / "customers.csv.rejected").open(newline="") as rejected:
            self.assertEqual(list(csv.reader(rejected))[1], ["3", "\"nobody\" is no email", "bert", "nobody", "40"])
        lines = [json.loads(line) for line in shop.command("export", "customers").stdout.splitlines()]
        self.assertEqual([(line["customer_id"], line["emails"], line["properties"]) for line in lines],
                         [("anna", ["anna@example.org"], {"Shoe size": "39"})])
        done = shop.command("export")
        self.assertEqual(done.returncode, 1)
        self.assertIn("--out FOLDER", done.stderr)

    # --- stopped in the middle ---

    def write_orders(self, count: int) -> pathlib.Path:
        file = self.folder / "orders.jsonl"
        day = datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc)
        with file.open("w") as out:
            for number in range(count):
                at = (day + datetime.timedelta(hours=number % 9000)).isoformat().replace("+00:00", "Z")
                total = "x" if number % 997 == 996 else f"{number % 90}.05"
                out.write(json.dumps({"customer_id": f"c{number % 700}", "order_id": f"o{number}", "ordered_at": at,
                                      "total": total, "email": f"c{number % 700}@example.org"}) + "\n")
        return file

    def content(self, daemon) -> dict:
        return {name: rows(daemon, sql) for name, sql in CONTENT.items()}

    def test_killed_in_the_middle_and_started_again(self):
        file = self.write_orders(6000)
        whole, cut = self.shop("whole"), self.shop("cut")
        report(whole, "import", "orders", str(file), "--rejects", str(self.folder / "whole.csv"))
        expected = self.content(whole)
        self.assertEqual(len(expected["orders"]), 5994)
        command = [program("lifecycled"), "import", "orders", str(file), "--config", str(cut.config),
                   "--rejects", str(self.folder / "cut.csv")]
        for least in (1, 2000):
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
            while process.poll() is None and self.count(cut) < least:
                time.sleep(0.002)
            process.send_signal(signal.SIGKILL)
            process.wait()
        self.assertLess(self.count(cut), 6000)
        self.assertGreater(self.count(cut), 0)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=120)
        self.assertEqual(self.content(cut), expected)
        self.assertEqual((self.folder / "cut.csv").read_bytes(), (self.folder / "whole.csv").read_bytes())

    def test_the_daemon_is_killed_in_the_middle(self):
        file = self.write_orders(3000)
        whole, cut = self.shop("whole"), self.shop("cut")
        report(whole, "import", "orders", str(file))
        with cut:
            process = subprocess.Popen([program("lifecycled"), "import", "orders", str(file), "--config", str(cut.config)],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            while process.poll() is None and self.count(cut) < 600:
                time.sleep(0.002)
            cut.kill()
            _, told = process.communicate(timeout=60)
            self.assertEqual(process.returncode, 1, told)
            cut.start()
            report(cut, "import", "orders", str(file))
            wait_until_done(cut)
        self.assertEqual(self.content(cut), self.content(whole))

    @staticmethod
    def count(daemon) -> int:
        if not (daemon.folder / "state" / "lifecycled.db").exists():
            return 0
        try:
            return rows(daemon, "SELECT count(*) FROM events WHERE name = 'Order Completed'")[0][0]
        except Exception:  # the schema is being written
            return 0

    # --- journeys ---

    def journeys(self, *flags: str) -> int:
        shop = make_shop(self.folder / f"journeys{len(flags)}", CHANNELS, campaigns=("post-purchase", "reactivation"))
        file = self.folder / "orders.csv"
        old = "\n".join(f"c{number},o{number},2020-01-0{number},5" for number in range(1, 8))
        file.write_text(f"customer_id,order_id,ordered_at,total\nanna,new,{days_ago(0.1)},5\n{old}\n")
        with shop:
            told = report(shop, "import", "orders", str(file), *flags)
            self.assertEqual((told["refused"], told["added"]), (0, 8))
            wait_until_done(shop)
            return rows(shop, "SELECT count(*) FROM journeys")[0][0]

    def test_history_starts_no_journeys_unless_asked(self):
        self.assertEqual(self.journeys(), 0)
        self.assertGreater(self.journeys("--start-journeys"), 0)


if __name__ == "__main__":
    main()
