#!/usr/bin/env -S python3 -B
"""What the law gives a customer, with the real program: everything that is known of them on paper, left alone, and erased from
every table and file, also from a backup that is restored afterwards. That every table of the schema is thought of is shown by
store/erasure_plan_test; here the marks come in as a shop sends them."""

import contextlib
import csv
import html.parser
import json
import pathlib
import shutil
import sqlite3
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from shop import (  # noqa: E402
    WITHHELD, consent, database_file, file_channel, identify, instant, main, make_shop, order, post_batch, report, rows,
    states, track, wait_until, wait_until_done)

MARKS = (b"markedben", b"+31655512345", b"31655512345")

CAMPAIGN = """
title = "Tea"
serves = "conversion"
trigger = { event = "Tea Wanted", again_after = "1ms" }
step = [ { send = "tea/news" }, { after = "30d", send = "tea/news" } ]
"""
MESSAGE = """
[email]
subject = "Tea for {{ customer.first_name }}"
html = '''<p>{{ shop.address }}</p><a href="https://shop.example/tea?for={{ customer.first_name }}">Tea</a>
<a href="{{ links.unsubscribe }}">No more</a>'''
"""


class Page(html.parser.HTMLParser):
    def __init__(self, text: str):
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)

    def handle_data(self, data):
        self.text += data


class Privacy(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="lifecycled-privacy-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.daemon = make_shop(self.folder, file_channel(), more="[delivery]\ntrack = 'opens and clicks'\n", campaigns=())
        (self.folder / "campaigns" / "tea.toml").write_text(CAMPAIGN)
        (self.folder / "messages" / "tea").mkdir()
        (self.folder / "messages" / "tea" / "news.toml").write_text(MESSAGE)
        with (self.folder / "events.toml").open("a") as events:
            events.write('\n["Tea Wanted"]\nhelp = "Of this test."\n')
        self.daemon.start()
        self.addCleanup(self.end)

    def end(self):
        if self.daemon.process.poll() is None:
            self.daemon.stop()

    is_paused = False

    def wait(self) -> None:
        """Until all is applied and sent; while paused, what was queued stays."""
        if not self.is_paused:
            return wait_until_done(self.daemon)
        wait_until(lambda: rows(self.daemon, "SELECT (SELECT max(id) FROM events) = event_id FROM cursors "
                                             "WHERE reader = 'reactor'") == [(1,)], "all is applied")

    def fill(self, name: str) -> None:
        """All that a shop could send about one person, right and wrong, and an import with a row that is refused."""
        user, address, phone = f"{name}-user", f"{name}@example.org", "+31655512345" if name == "markedben" else "+31655500000"
        product = {"product_id": "vase", "name": "Vase", "quantity": 1, "price": 25.0}
        post_batch(self.daemon, [
            {"type": "track", "anonymousId": f"{name}-visitor", "event": "Product Viewed", "timestamp": instant(),
             "messageId": f"{name}-look", "properties": {"product_id": "vase"}},
            {"type": "identify", "userId": user, "anonymousId": f"{name}-visitor", "timestamp": instant(),
             "traits": {"email": address, "phone": phone, "first_name": name.capitalize(), "last_name": f"Of {name}",
                        "shoe": f"{name} wears 43"}},
            consent(user, address, by=name),
            track(user, "Consent Given", channel="email", email=address, purpose="profiling", source="form", text="Yes"),
            order(user, f"{name}-order", 25.0, coupon=f"{name}-coupon"),
            order(user, f"{name}-order-2", 10.0),
            track(user, "Order Refunded", order_id=f"{name}-order-3", total=3.0),
            track(user, "Product Added", cart_id=f"{name}-cart", products=[product], **product),
            track(user, "Product Viewed", product_id="vase"),
            track(user, "Support Case Opened", case_id=f"{name}-case"),
            track(user, "Support Case Closed", case_id=f"{name}-case"),
            track(user, "Feedback Given", rating=4, text=f"{name} liked it"),
            track(user, "Consent Given", channel="email", email=f"{name} has no address", source="form"),
            {"type": "track", "userId": user, "event": 7, "properties": {"of": address}},
            track(user, "Tea Wanted"),
        ])
        self.wait()
        file = self.folder / f"{name}.csv"
        with file.open("w", newline="") as out:
            csv.writer(out).writerows([["customer_id", "order_id", "ordered_at", "total"],
                                       [user, f"{name}-old", "2024-01-02", "10.00"],
                                       [user, f"{name}-bad", "no day", "10.00"]])
        report(self.daemon, "import", "orders", str(file), "--rejects", str(self.folder / "rejected"))
        file.unlink()  # the shop's own
        self.wait()

    def places(self) -> list[str]:
        """Where a mark stands in the files of the daemon: database, WAL, logs, keys, reject files, whatever lies there. What
        was sent is the receiver's: the channel's folder is not looked into."""
        found = []
        for file in sorted(self.folder.rglob("*")):
            if not file.is_file() or file.is_relative_to(self.folder / "outbox") or "backup" in file.name:
                continue
            content = file.read_bytes().lower()
            found += [f"{file.relative_to(self.folder)}: {mark.decode()}" for mark in MARKS if mark in content]
        return found

    def marked_tables(self) -> set[str]:
        """The tables of the schema in which a text holds a mark."""
        out = set()
        with contextlib.closing(sqlite3.connect(database_file(self.daemon))) as database:
            names = [name for name, in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
            for name in names:
                for row in database.execute(f'SELECT * FROM "{name}"'):
                    texts = [value.encode() if isinstance(value, str) else value for value in row
                             if isinstance(value, (str, bytes))]
                    if any(mark in text.lower() for text in texts for mark in MARKS):
                        out.add(name)
        return out

    def back_up(self) -> pathlib.Path:
        backup = self.folder / "backup.db"
        with contextlib.closing(sqlite3.connect(database_file(self.daemon))) as source, \
                contextlib.closing(sqlite3.connect(backup)) as target:
            source.backup(target)
        return backup

    def test_an_erased_customer_is_nowhere_and_a_restored_backup_forgets_them_too(self):
        self.fill("markedben")
        self.fill("anna")
        expected = {"addresses", "carts", "customer_identifiers", "customer_ties", "customers", "events", "link_targets",
                    "order_notes", "orders", "quarantine"}
        self.assertLessEqual(expected, self.marked_tables())
        self.assertNotIn(b"markedben", (self.folder / "rejected").read_bytes())  # anna's import wrote it anew
        (self.folder / "rejected").write_bytes(b'line,why,user\r\n3,why,"x\r\nmarkedben-user"\r\n4,why,anna-user\r\n')
        figures = rows(self.daemon, "SELECT count(*), sum(total_minor) FROM orders")
        sent = rows(self.daemon, "SELECT count(*) FROM deliveries WHERE state IN (3, 8)")
        backup = self.back_up()
        number = rows(self.daemon, "SELECT customer_id FROM customer_identifiers WHERE value = 'markedben-user'")[0][0]

        told = report(self.daemon, "customer", "erase", "markedben@example.org", "--yes")
        self.assertEqual(told["customer"], number)
        self.assertIsNotNone(told["finished_at"])
        self.assertEqual(self.marked_tables(), set())
        self.assertEqual(self.places(), [])
        self.assertEqual((self.folder / "rejected").read_bytes(), b"line,why,user\r\n4,why,anna-user\r\n")

        # The shop's figures are what they were, anna is whom she was, and nothing more is known of ben.
        self.assertEqual(rows(self.daemon, "SELECT count(*), sum(total_minor) FROM orders"), figures)
        self.assertEqual(rows(self.daemon, "SELECT count(*) FROM deliveries WHERE state IN (3, 8)"), sent)
        self.assertEqual(report(self.daemon, "explain", "anna-user")["profile"]["orders"], 3)
        self.assertIn("no customer is known", self.daemon.command("customer", "export", "markedben-user").stderr)
        self.assertIn("no customer is known", self.daemon.command("customer", "export", str(number)).stderr)
        self.assertEqual(rows(self.daemon, "SELECT count(*) FROM timers t JOIN journeys j ON j.id = t.subject AND t.kind = 4 "
                                           "WHERE j.customer_id = ?", number), [(0,)])
        self.assertNotIn(b"markedben", (self.folder / "state" / "erasures.log").read_bytes())

        # A backup from before: he is there again, until the daemon has started.
        self.daemon.stop()
        database = database_file(self.daemon)
        for file in database.parent.glob("lifecycled.db*"):
            file.unlink()
        shutil.copy(backup, database)
        self.assertIn("customer_identifiers", self.marked_tables())
        self.daemon.start()
        self.daemon.wait_for_log("customer.erased_again")
        wait_until(lambda: rows(self.daemon, "SELECT 1 FROM erasures WHERE finished_at IS NOT NULL"), "he is erased again", 30)
        self.assertEqual(self.marked_tables(), set())
        self.assertEqual(self.places(), [])
        self.assertEqual(report(self.daemon, "explain", "anna-user")["profile"]["orders"], 3)

    def test_erasing_without_a_daemon_and_of_what_waits(self):
        report(self.daemon, "pause")
        self.is_paused = True
        self.fill("markedben")
        self.assertEqual(states(self.daemon)[:1], [1])
        self.daemon.stop()
        refused = self.daemon.command("customer", "erase", "markedben-user")
        self.assertEqual((refused.returncode, "--yes" in refused.stderr), (1, True))
        report(self.daemon, "customer", "erase", "+31 655 512 345", "--yes")
        self.assertEqual(self.marked_tables(), set())
        self.assertEqual(self.places(), [])
        self.daemon.start()
        report(self.daemon, "resume")
        wait_until_done(self.daemon)
        self.assertEqual(states(self.daemon), [WITHHELD])
        self.assertEqual(list((self.folder / "outbox").iterdir()), [])

    def test_an_address_of_two_customers_names_nobody(self):
        post_batch(self.daemon, [identify("anna", "home@example.org"), identify("bert", "home@example.org")])
        wait_until_done(self.daemon)
        refused = self.daemon.command("customer", "erase", "home@example.org", "--yes")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("home@example.org is the address of several customers: give one of our numbers 1, 2", refused.stderr)

    def test_all_that_is_known_on_paper(self):
        self.fill("markedben")
        paper = json.loads(self.daemon.command("customer", "export", "markedben-user").stdout)["sections"]
        self.assertEqual(paper["customer"][0]["first_name"], "Markedben")
        self.assertEqual(paper["customer"][0]["properties"]["shoe"], "markedben wears 43")
        self.assertEqual({row["value"] for row in paper["addresses"]}, {"markedben@example.org", "+31655512345"})
        self.assertEqual({row["order"]: row["total"] for row in paper["orders"]},
                         {"markedben-order": "25.00 EUR", "markedben-order-2": "10.00 EUR", "markedben-old": "10.00 EUR"})
        self.assertEqual(paper["consents"][0]["wording"], "Yes, write to me")
        self.assertIn("Tea for Markedben", json.dumps(paper["contents"]))
        self.assertIn("Tea Wanted", {row["event"] for row in paper["events"]})

        out = self.folder / "ben.html"
        done = self.daemon.command("customer", "export", "markedben@example.org", "--html", "--out", str(out))
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
        self.assertEqual(out.stat().st_mode & 0o777, 0o600)
        page = Page(out.read_text())
        self.assertFalse({"script", "img", "a", "iframe", "link"} & set(page.tags))
        for told in ("Markedben", "markedben@example.org", "25.00 EUR", "Yes, write to me", "Tea for Markedben"):
            self.assertIn(told, page.text)

    def test_a_restricted_customer_is_left_alone_until_it_is_lifted(self):
        post_batch(self.daemon, [identify("anna", "anna@example.org"), consent("anna", "anna@example.org")])
        wait_until_done(self.daemon)
        told = report(self.daemon, "customer", "restrict", "anna", "--why", "disputes an order")
        self.assertTrue(told["changed"])
        self.assertIn("disputes an order", self.daemon.command("customer", "restrict", "anna").stdout)
        post_batch(self.daemon, [track("anna", "Tea Wanted"), order("anna", "o-1")])
        wait_until_done(self.daemon)
        self.assertEqual(states(self.daemon), [])
        self.assertEqual(report(self.daemon, "explain", "anna")["profile"]["orders"], 1)
        self.assertIn("disputes an order", self.daemon.command("explain", "anna").stdout)
        self.assertIn("lifted", self.daemon.command("customer", "restrict", "anna", "--lift").stdout)
        post_batch(self.daemon, [track("anna", "Tea Wanted")])
        wait_until_done(self.daemon)
        self.assertEqual(len(states(self.daemon)), 1)


if __name__ == "__main__":
    main()
