#!/usr/bin/env -S python3 -B
"""The ledger of consents and the list of who is not to be written to, with the real program: words by HTTP, by import and by an
operator; proof of them; the file tampered with by sqlite3, and found; addresses and domains that nothing reaches any more."""

import contextlib
import csv
import json
import pathlib
import shutil
import sqlite3
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from shop import (  # noqa: E402
    DELIVERED, WITHHELD, consent, database_file, file_channel, identify, main, make_shop, post_batch, report, rows, states, track,
    wait_until, wait_until_done)

CAMPAIGN = """
title = "Tea"
serves = "conversion"
trigger = { event = "Tea Wanted", again_after = "1ms" }
step = [ { send = "tea/news" } ]
"""
MESSAGE = """
[email]
subject = "Tea"
html = '''<p>{{ shop.address }}</p><a href="{{ links.unsubscribe }}">No more</a>'''
"""
CONSENTS = """klant,at,source,email,text,language,ip,given
bert,2024-01-31 09:00,checkout,bert@example.org,"Ja, graag",nl,192.0.2.7,yes
bert,2024-02-01,letter,bert@example.org,,,,no
cleo,2024-01-31,checkout,cleo@example.org,,,,yes
dora,2024-01-31,,dora@example.org,,,,yes
"""


class Ledger(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="lifecycled-ledger-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.daemon = make_shop(self.folder, file_channel(), campaigns=())
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

    def want_tea(self, *customers: str) -> list[int]:
        before = len(states(self.daemon))
        post_batch(self.daemon, [track(customer, "Tea Wanted") for customer in customers])
        wait_until_done(self.daemon)
        return states(self.daemon)[before:]

    def verify(self, *arguments: str) -> list[str]:
        done = self.daemon.command("consent", "verify", "--json", *arguments)
        told = json.loads(done.stdout)
        self.assertEqual(done.returncode, 1 if told["faults"] else 0)
        return told["faults"]

    def tamper(self, sql: str) -> None:
        with contextlib.closing(sqlite3.connect(database_file(self.daemon), timeout=20)) as database:
            for name, in database.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
                database.execute(f"DROP TRIGGER {name}")
            database.executescript(sql)

    def test_who_asked_for_news_and_a_no_to_one_campaign_are_in_the_proof(self):
        post_batch(self.daemon, [identify("anna", "anna@example.org"),
                                 track("anna", "Consent Asked", email="anna@example.org", source="footer form", ip="198.51.100.7")])
        wait_until_done(self.daemon)
        asked = report(self.daemon, "consent", "prove", "anna")["consents"]
        self.assertEqual([(one["purpose"], one["how"], one["ip"], one["intact"]) for one in asked],
                         [("asked", "footer form", "198.51.100.7", True)])
        self.assertIn("asked for news by email, no yes yet", self.daemon.command("consent", "prove", "anna").stdout)
        self.want_tea("anna")
        self.assertEqual(states(self.daemon), [])  # it is no yes
        post_batch(self.daemon, [consent("anna", "anna@example.org"),
                                 track("anna", "Consent Withdrawn", scope="campaign", campaign="tea", source="letter")])
        wait_until_done(self.daemon)
        proof = report(self.daemon, "consent", "prove", "anna")["consents"]
        self.assertEqual({(one["purpose"], one["channel"], one["given"]) for one in proof},
                         {("asked", "email", True), ("marketing", "email", True), ("campaign", "tea", False)})
        self.assertIn("no to messages of the campaign tea", self.daemon.command("consent", "prove", "anna").stdout)
        self.assertEqual(self.verify(), [])
        self.tamper("DELETE FROM campaign_opt_outs")
        self.assertEqual(self.verify(), ["customer 1, campaign tea: what is in force is not what was said last"])
        post_batch(self.daemon, [track("anna", "Consent Withdrawn", scope="campaign", campaign="tea", source="letter"),
                                 identify("ben", "ben@example.org")])
        wait_until_done(self.daemon)
        self.assertEqual(self.verify(), [])
        self.tamper("UPDATE customer_identifiers SET customer_id = 2 WHERE value = 'anna'")
        self.assertEqual(self.verify(), ["an identifier of customer 2 was given to them by somebody else"])

    def test_words_that_are_put_into_the_log_beside_the_daemon_do_not_reach_the_ledger(self):
        post_batch(self.daemon, [identify("anna", "anna@example.org")])
        wait_until_done(self.daemon)
        self.tamper("""INSERT INTO events (name, occurred_at, received_at, source, user_id, depth, body)
            SELECT 'Consent Given', occurred_at, received_at, 1, 'anna', 0, '{"channel":"email","text":"forged"}' FROM events LIMIT 1""")
        post_batch(self.daemon, [identify("ben", "ben@example.org"), consent("ben", "ben@example.org")])
        self.daemon.wait_for_log("consent.unsealed")
        wait_until_done(self.daemon)
        self.assertEqual(report(self.daemon, "consent", "prove", "anna")["consents"], [])
        self.assertEqual(len(report(self.daemon, "consent", "prove", "ben")["consents"]), 1)
        self.assertEqual(self.verify(), [])
        self.assertEqual(rows(self.daemon, "SELECT reason FROM quarantine"),
                         [("a word of consent in the log that we have not taken in",)])
        self.assertEqual(self.want_tea("anna", "ben"), [DELIVERED])

        # An emptied ledger is a warning: it is also what a shop has that has not asked yet. No database is an error, and stays none.
        self.daemon.stop()
        self.assertNotIn("warning", self.daemon.command("consent", "verify").stdout)
        self.tamper("DELETE FROM consent_chain; DELETE FROM consent_evidence; DELETE FROM address_consents; DELETE FROM consents;"
                    "DELETE FROM events; DELETE FROM customer_events")
        self.assertIn("warning: customers are known, and the ledger has not one word", self.daemon.command("consent", "verify").stdout)
        shutil.move(self.folder / "state", self.folder / "moved")
        for command in (("consent", "verify"), ("consent", "prove", "anna"), ("status",), ("explain", "anna"), ("stages",),
                        ("segments",), ("customer", "erase", "anna", "--yes"), ("clicks",), ("suppress", "check", "a@example.org"),
                        ("resume", "--after-restore")):
            refused = self.daemon.command(*command)
            self.assertEqual(refused.returncode, 1, command)
            self.assertIn("state/lifecycled.db: there is no database", refused.stderr)
        self.assertFalse((self.folder / "state").exists())

    def test_what_was_not_sealed_before_is_found(self):
        post_batch(self.daemon, [identify("anna", "Anna@example.org"), consent("anna", "Anna@example.org"),
                                 identify("ben", "ben@example.org"), consent("ben", "ben@example.org")])
        wait_until_done(self.daemon)
        report(self.daemon, "customer", "erase", "ben", "--yes")
        self.assertEqual(self.verify(), [])
        self.tamper("UPDATE addresses SET value = 'evil@example.org' WHERE normal = 'anna@example.org'")
        self.assertIn("consent 1: the address, how it was said, its text or its evidence was changed", self.verify())
        self.assertFalse(report(self.daemon, "consent", "prove", "anna")["consents"][0]["intact"])
        self.tamper("UPDATE addresses SET value = 'Anna@example.org' WHERE normal = 'anna@example.org'")
        self.assertEqual(self.verify(), [])
        self.tamper("UPDATE erasures SET customer_id = 99")
        self.assertIn("no erasure of customer 2 is on record", " ".join(self.verify()))
        self.tamper("UPDATE erasures SET customer_id = 2")
        self.assertEqual(self.verify(), [])
        self.tamper("DELETE FROM consent_chain; DELETE FROM consent_evidence; DELETE FROM address_consents; DELETE FROM consents")
        self.assertRegex(" ".join(self.verify()), "event [0-9]+, Consent Given at .*: the ledger has no word of it")

    def test_proof_and_words_of_an_operator(self):
        post_batch(self.daemon, [identify("anna", "anna@example.org"),
                                 consent("anna", "anna@example.org", language="en", ip="192.0.2.1")])
        wait_until_done(self.daemon)
        proof = report(self.daemon, "consent", "prove", "anna@example.org")["consents"]
        self.assertEqual(len(proof), 1)
        self.assertEqual({key: proof[0][key] for key in ("given", "purpose", "channel", "address", "how", "text", "language",
                                                         "ip", "by", "entry", "intact")},
                         {"given": True, "purpose": "marketing", "channel": "email", "address": "anna@example.org",
                          "how": "form", "text": "Yes, write to me", "language": "en", "ip": "192.0.2.1", "by": None,
                          "entry": 1, "intact": True})
        self.assertEqual(self.want_tea("anna"), [DELIVERED])

        refused = self.daemon.command("consent", "withdraw", "anna", "--reason", " ")
        self.assertIn("say with --reason how the customer told you", refused.stderr)
        self.assertIn("is written down", self.daemon.command("consent", "withdraw", "anna", "--reason", "by phone").stdout)
        wait_until_done(self.daemon)
        self.assertEqual(self.want_tea("anna"), [])
        refused = self.daemon.command("consent", "give", "anna", "--channel", "fax", "--reason", "x")
        self.assertIn('there is no channel "fax" in lifecycled.toml', refused.stderr)
        report(self.daemon, "consent", "give", "anna", "--channel", "email", "--reason", "by letter", "--text", "Please do")
        wait_until_done(self.daemon)
        self.assertEqual(self.want_tea("anna"), [DELIVERED])
        text = self.daemon.command("consent", "prove", "anna").stdout
        for told in ("yes to marketing by email, anna@example.org", "by letter", "by phone", "Please do", "as it was sealed"):
            self.assertIn(told, text)
        self.assertEqual(self.verify(), [])

    def test_tampering_is_found(self):
        post_batch(self.daemon, [call for name in ("anna", "bert", "cleo") for call in
                                 (identify(name, f"{name}@example.org"), consent(name, f"{name}@example.org"))])
        post_batch(self.daemon, [track("bert", "Consent Withdrawn", channel="email")])
        wait_until_done(self.daemon)
        head = report(self.daemon, "consent", "verify")["head"]
        self.assertTrue(head.startswith("4:"))
        self.daemon.restart()
        self.daemon.wait_for_log("consent.head")
        self.assertIn(f"head={head}", self.daemon.log_text())
        self.assertEqual(self.verify("--head", head), [])
        self.assertIn("--head \"4:ab\": write it as the log says it", self.daemon.command("consent", "verify", "--head", "4:ab").stderr)

        with self.assertRaisesRegex(sqlite3.IntegrityError, "append-only"), \
                contextlib.closing(sqlite3.connect(database_file(self.daemon), timeout=20)) as database:
            database.execute("UPDATE consents SET given = 1 WHERE id = 4")

        self.tamper("UPDATE consents SET given = 1 WHERE id = 4; UPDATE address_consents SET given = 1 WHERE consent_id = 4")
        self.assertEqual(self.verify(), ["consent 4 is not what entry 4 says: yes or no was changed"])
        self.assertIn("NOT as it was sealed", self.daemon.command("consent", "prove", "bert").stdout)
        self.daemon.wait_for_log("consent.tampered_with")
        self.tamper("UPDATE consents SET given = 0 WHERE id = 4; UPDATE address_consents SET given = 0 WHERE consent_id = 4")
        self.assertEqual(self.verify(), [])

        # Without a daemon, too; and a withdrawal that was cut off with all that hangs on it shows by the log of events, as long as
        # that is kept, and by the head.
        self.daemon.stop()
        self.tamper("DELETE FROM consent_chain WHERE n = 4; DELETE FROM consent_evidence WHERE consent_id = 4;"
                    "UPDATE address_consents SET given = 1, consent_id = 2, at = (SELECT at FROM consents WHERE id = 2) "
                    "WHERE consent_id = 4; DELETE FROM consents WHERE id = 4")
        (unheard,) = self.verify()
        self.assertRegex(unheard, r"^event \d+, Consent Withdrawn at \S+: the ledger has no word of it$")
        gone = "entry 4 was there once and is gone: the end of the ledger was cut off"
        self.assertEqual(self.verify("--head", head), [unheard, gone])

        key = self.folder / "state" / "ledger.key"
        kept = key.read_text()
        key.write_text("0" * 64 + "\n")
        self.assertEqual(len(self.verify()), 7)  # three entries, the event, and whose the three names are
        key.unlink()
        refused = self.daemon.command("consent", "verify")
        self.assertIn("the key of the ledger of consents", refused.stderr)
        with self.assertRaisesRegex(RuntimeError, "ledger.key: the key of the ledger of consents"):
            self.daemon.start()
        key.write_text(kept)
        self.daemon.start()

    def test_consents_from_elsewhere_come_with_their_evidence(self):
        file = self.folder / "consents.csv"
        file.write_text(CONSENTS)
        told = report(self.daemon, "import", "consents", str(file), "--map", "klant=customer_id")
        self.assertEqual((told["rows"], told["added"], told["refused"]), (4, 3, 1))
        with (self.folder / "consents.csv.rejected").open(newline="") as refused:
            lines = list(csv.reader(refused))
        self.assertEqual(lines[0], ["refused_line", "refused_because", *CONSENTS.splitlines()[0].split(",")])
        self.assertEqual(lines[1][:3], ["5", "source is empty: how was it said?", CONSENTS.splitlines()[4].split(",")[0]])
        wait_until_done(self.daemon)
        self.assertEqual(self.want_tea("bert", "cleo"), [DELIVERED])
        proof = report(self.daemon, "consent", "prove", "bert")["consents"]
        self.assertEqual([(word["given"], word["how"], word["text"], word["ip"]) for word in proof],
                         [(True, "checkout", "Ja, graag", "192.0.2.7"), (False, "letter", None, None)])
        self.assertEqual(proof[0]["at"], "2024-01-31T08:00:00.000Z")

        # The same words again, also when their message ids are long forgotten, and as JSON Lines.
        self.daemon.stop()
        self.tamper("DELETE FROM event_ids")
        lines = self.folder / "consents.jsonl"
        lines.write_text(json.dumps({"customer_id": "cleo", "at": "2024-01-31", "source": "checkout",
                                     "email": "cleo@example.org"}) + "\n")
        report(self.daemon, "import", "consents", str(file), "--map", "klant=customer_id")
        report(self.daemon, "import", "consents", str(lines))
        self.assertEqual(rows(self.daemon, "SELECT count(*) FROM consents"), [(3,)])
        self.assertEqual(self.verify(), [])

    def test_whoever_is_on_the_list_is_not_written_to(self):
        people = ("anna@example.org", "bert@mail.example.net", "cleo@example.com")
        post_batch(self.daemon, [call for mail in people for call in
                                 (identify(mail[:4], mail), consent(mail[:4], mail))])
        wait_until_done(self.daemon)
        # What is queued already stays here.
        report(self.daemon, "pause")
        post_batch(self.daemon, [track(mail[:4], "Tea Wanted") for mail in people])
        wait_until(lambda: len(states(self.daemon)) == 3, "three messages are queued")
        added = self.daemon.command("suppress", "add", "ANNA@example.org", "example.net", "no such thing")
        self.assertEqual((added.returncode, added.stdout), (1, "2 added, 0 were there, 1 refused\n"))
        self.assertIn('"no such thing" is no e-mail address', added.stderr)
        report(self.daemon, "resume")
        wait_until_done(self.daemon)
        self.assertEqual(states(self.daemon), [WITHHELD, WITHHELD, DELIVERED])
        self.assertEqual(rows(self.daemon, "SELECT reason FROM deliveries WHERE state = 12 ORDER BY id"),
                         [("suppressed: do not contact",), ("suppressed: do not contact (the domain)",)])

        listed = self.daemon.command("suppress", "list")
        self.assertIn("1  do not contact (address)", listed.stdout)
        self.assertNotIn("example", listed.stdout)
        self.assertEqual(report(self.daemon, "suppress", "check", "bert@mail.example.net")["found"][0]["what"], "domain")
        self.assertEqual(self.daemon.command("suppress", "check", "cleo@example.com").returncode, 1)
        self.assertNotIn(b"example.net", b"".join(str(row).encode() for row in rows(self.daemon, "SELECT * FROM suppressions")))

        file = self.folder / "list.csv"
        file.write_text('email,since\n# ours\n"cleo@example.com",2020\nanna@example.org,2021\n+31 6 12345678\n')
        told = report(self.daemon, "suppress", "import", str(file))
        self.assertEqual((told["added"], told["known"], told["refused"]), (2, 1, 0))
        self.assertEqual(self.want_tea("cleo"), [])
        self.assertIn("removed:", self.daemon.command("suppress", "remove", "cleo@example.com").stdout)
        self.assertEqual(self.want_tea("cleo"), [DELIVERED])

    def test_an_erased_customer_who_comes_back_is_not_written_to_until_they_agree_anew(self):
        post_batch(self.daemon, [identify("anna", "anna@example.org"), consent("anna", "anna@example.org")])
        wait_until_done(self.daemon)
        report(self.daemon, "customer", "erase", "anna", "--yes")
        self.assertEqual(report(self.daemon, "suppress", "check", "anna@example.org")["found"][0]["why"], "erased")
        self.assertEqual(self.verify(), [])
        file = self.folder / "consents.csv"
        file.write_text("customer_id,at,source,email\nanna,2024-01-31,checkout,anna@example.org\n")
        report(self.daemon, "import", "consents", str(file))
        wait_until_done(self.daemon)
        self.assertEqual(self.want_tea("anna"), [])
        post_batch(self.daemon, [consent("anna", "anna@example.org")])
        wait_until_done(self.daemon)
        self.assertEqual(self.want_tea("anna"), [DELIVERED])


if __name__ == "__main__":
    main()
