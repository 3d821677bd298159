#!/usr/bin/env -S python3 -B
"""The whole line: events by the real Segment client into the real daemon, mails out to a real SMTP server, and the links of
those mails back in. Exactly the expected mails in the right language, nothing twice, marketing to nobody without a yes."""

import collections
import pathlib
import re
import sys
import tempfile
import time
import unittest
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from shop import (  # noqa: E402
    ACCEPTED, PUBLIC_URL, SMTP_SINK, WITHHELD, WRITE_KEY, SmtpSink, consent, email_to, identify, local_path, main,
    make_shop, order, report, rows, segment_is_installed, send_by_segment, track, wait_until, wait_until_done)

# What a customer's language is said to be, and the subjects of their first mail, their order's and their parcel's.
ENGLISH = ("Welcome to Test Shop", "Thank you for your order {}", "How was the delivery?")
PEOPLE = {
    "anna": ("nl", ("Welkom bij Test Shop", "Bedankt voor je bestelling {}", "Hoe verliep de bezorging?")),
    "bert": ("fr-BE", ("Bienvenue chez Test Shop", "Merci pour votre commande {}",
                       "Comment s’est passée la livraison\u202f?")),
    "chen": ("zh-Hant", ("歡迎來到 Test Shop", "感謝您的訂購（訂單 {}）", "這次配送還滿意嗎？")),
    "dora": ("pt-BR", ENGLISH),  # no text in Portuguese: the shop's own language
    "emil": (None, ENGLISH),
}
WITHOUT_CONSENT = "nora"


def address(name: str) -> str:
    return f"{name}@example.org"


def subject_of(name: str, which: int) -> str:
    return PEOPLE.get(name, (None, ENGLISH))[1][which].format(f"order-{name}")


def links(mail) -> list[str]:
    html = mail.message.get_body(("html",)).get_content()
    return [link.replace("&amp;", "&") for link in re.findall(r'href="([^"]+)"', html)]


@unittest.skipUnless(SMTP_SINK.exists() and segment_is_installed(), "needs tests/peers/install")
class WholeLineTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.sink = SmtpSink(self.folder / "mails").start()
        self.addCleanup(self.sink.stop)
        self.daemon = make_shop(self.folder / "shop", email_to(self.sink.port))
        self.sent_calls: list[dict] = []
        self.expected: collections.Counter[tuple[str, str]] = collections.Counter()

    def send(self, calls: list[dict]) -> None:
        acknowledged = send_by_segment(self.daemon.port, WRITE_KEY, calls)
        self.assertEqual(acknowledged.given_up, [])
        self.assertEqual(sorted(acknowledged.messages), sorted(one["messageId"] for one in calls))
        self.sent_calls += calls

    def expect(self, name: str, subject: str) -> None:
        self.expected[(address(name), subject)] += 1

    def mails(self):
        """All of them, once what was expected has come and nothing more is on its way."""
        self.sink.wait_for(self.expected.total())
        wait_until_done(self.daemon)
        mails = self.sink.mails()
        found = collections.Counter((mail.recipients[0], mail.message["Subject"]) for mail in mails)
        self.assertEqual(found, self.expected)
        return mails

    def mail_to(self, name: str, which: int):
        return next(mail for mail in self.sink.mails()
                    if mail.recipients == (address(name),) and mail.message["Subject"] == subject_of(name, which))

    def has_consent(self, name: str) -> bool:
        found = rows(self.daemon, "SELECT c.given FROM address_consents c JOIN addresses a ON a.id = c.address_id"
                                  " WHERE a.normal = ? AND c.channel = 'email'", address(name))
        return bool(found and found[0][0])

    def test_shop_to_mailbox_and_back(self):
        with self.daemon:
            self.welcome()
            self.check_form_of_mails()
            self.unsubscribe()
            self.orders()
            self.rating()
            self.nothing_twice()

    # --- in the order in which a shop would see them ---

    def welcome(self):
        self.send([identify(name, address(name), language, firstName=name.title())
                   for name, (language, _) in PEOPLE.items()] + [identify(WITHOUT_CONSENT, address(WITHOUT_CONSENT))])
        # Who is merely known hears nothing.
        self.assertEqual(self.mails(), [])
        self.send([consent(name, address(name)) for name in PEOPLE])
        for name in PEOPLE:
            self.expect(name, subject_of(name, 0))
        self.mails()

    def check_form_of_mails(self):
        mails = self.sink.mails()
        keys = {f"<{key}@shop.example>" for key, in rows(self.daemon, "SELECT idempotency_key FROM deliveries")}
        self.assertEqual({mail.message_id for mail in mails}, keys)
        self.assertEqual(len(keys), len(mails))
        for mail in mails:
            message, name = mail.message, mail.recipients[0].partition("@")[0]
            with self.subTest(name):
                self.assertEqual(mail.sender, "shop@shop.example")
                self.assertEqual(message["From"], "Test Shop <shop@shop.example>")
                self.assertEqual(message["To"], address(name))
                self.assertEqual(message.get_content_type(), "multipart/alternative")
                self.assertEqual([part.get_content_type() for part in message.iter_parts()],
                                 ["text/plain", "text/html"])
                self.assertEqual([part.defects for part in message.walk()], [[] for _ in message.walk()])
                self.assertEqual(message["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")
                link = message["List-Unsubscribe"].strip("<>")
                self.assertTrue(link.startswith(f"{PUBLIC_URL}/u/"), link)
                # People who read it find the same way out, and by whom it was sent.
                self.assertIn(link, links(mail))
                text = message.get_body(("plain",)).get_content()
                self.assertIn(link, text)
                self.assertIn("Teststraat 1, 1011 AB Amsterdam", text)
                self.assertIn(name.title(), text)
                language = message["Content-Language"]
                self.assertTrue(subject_of(name, 0) != ENGLISH[0] or language == "en", language)

    def unsubscribe(self):
        link = local_path(self.mail_to("anna", 0).message["List-Unsubscribe"].strip("<>"))
        status, page = self.daemon.get(link)
        self.assertEqual(status, 200)
        self.assertIn(b"<form", page)
        wait_until_done(self.daemon)
        self.assertTrue(self.has_consent("anna"), "a GET changed the consent")

        broken = link[:-1] + ("A" if link[-1] != "A" else "B")
        self.assertIn(self.post_form(broken, {"List-Unsubscribe": "One-Click"})[0], (400, 403, 404))
        # A link for one purpose is none for another.
        self.assertIn(self.post_form(link.replace("/u/", "/r/"), {"rating": "1"})[0], (400, 403, 404))
        wait_until_done(self.daemon)
        self.assertTrue(self.has_consent("anna"), "a forged link changed the consent")

        for _ in range(2):  # mail providers post twice
            self.assertEqual(self.post_form(link, {"List-Unsubscribe": "One-Click"})[0], 200)
            wait_until(lambda: not self.has_consent("anna"), "the consent is withdrawn")
        self.assertEqual(rows(self.daemon, "SELECT count(*) FROM events WHERE name = 'Consent Withdrawn'"), [(1,)])
        self.assertTrue(self.has_consent("bert"))

    def orders(self):
        people = [*PEOPLE, WITHOUT_CONSENT]
        self.send([order(name, f"order-{name}") for name in people])
        for name in people:  # an order's confirmation is no marketing
            self.expect(name, subject_of(name, 1))
        for mail in self.mails():
            if mail.message["Subject"] == subject_of(mail.recipients[0].partition("@")[0], 1):
                self.assertIsNone(mail.message["List-Unsubscribe"])
        self.assertIn("Vase ×\u00a01\u202f: 25", self.mail_to("bert", 1).message.get_body(("plain",)).get_content())

        self.send([track(name, "Order Delivered", order_id=f"order-{name}") for name in people])
        for name in people:
            if name not in ("anna", WITHOUT_CONSENT):
                self.expect(name, subject_of(name, 2))
        self.mails()
        # Those left out are left out for a reason, on record.
        reasons = rows(self.daemon, "SELECT count(*) FROM messages WHERE name = 'feedback/delivery' AND withheld IS NOT NULL")
        states = rows(self.daemon, "SELECT count(*) FROM deliveries WHERE state = ?", WITHHELD)
        self.assertEqual(reasons[0][0] + states[0][0], 2)

    def rating(self):
        ratings = [link for link in links(self.mail_to("chen", 2)) if "/r/" in link]
        self.assertEqual(len(set(ratings)), 5)
        # A mail scanner follows every link.
        for link in ratings:
            status, page = self.daemon.get(local_path(link))
            self.assertEqual(status, 200)
            self.assertIn(b"<form", page)
        wait_until_done(self.daemon)
        self.assertEqual(report(self.daemon, "explain", "chen")["profile"]["last_rating"], None)

        path = local_path(ratings[0]).partition("?")[0]
        self.assertEqual(self.post_form(path, {"comment": "no number"})[0], 400)
        form = re.search(rb'name="form" value="(\d+)"', self.daemon.get(path)[1]).group(1).decode()
        for _ in range(2):  # a double click is one answer
            status, _ = self.post_form(path, {"rating": "2", "comment": "Too late", "form": form})
            self.assertEqual(status, 200)
        wait_until_done(self.daemon)
        self.assertEqual(report(self.daemon, "explain", "chen")["profile"]["last_rating"], 2)
        self.assertEqual(rows(self.daemon, "SELECT count(*) FROM events WHERE name = 'Feedback Given'"), [(1,)])
        # The bad answer is on a person's list, once.
        calls = [file.read_text() for file in (self.daemon.folder / "outbox").iterdir() if file.is_file()]
        self.assertEqual(len(calls), 1)
        self.assertIn("order-chen", calls[0])

    def nothing_twice(self):
        before = rows(self.daemon, "SELECT count(*) FROM events")
        self.send(list(self.sent_calls))
        self.mails()
        self.daemon.restart()
        self.send(list(self.sent_calls))
        # What a restart might send again it sends at once.
        time.sleep(1)
        mails = self.mails()
        self.assertEqual(rows(self.daemon, "SELECT count(*) FROM events"), before)
        ids = collections.Counter(mail.message_id for mail in mails)
        self.assertEqual([count for count in ids.values() if count != 1], [])
        self.assertEqual(rows(self.daemon, "SELECT count(*) FROM deliveries WHERE channel = 'email' AND state = ?",
                              ACCEPTED), [(len(mails),)])

    def post_form(self, path: str, fields: dict[str, str]) -> tuple[int, bytes]:
        return self.daemon.post(path, urllib.parse.urlencode(fields).encode(), write_key=None,
                                content_type="application/x-www-form-urlencoded")


if __name__ == "__main__":
    main()
