#!/usr/bin/env -S python3 -B
"""Files with mistakes, as the real program meets them: `check` tells all of them in one run, `reload` takes everything or
nothing, and a condition cannot do more than ask."""

import json
import pathlib
import signal
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from shop import (  # noqa: E402
    consent, email_to, file_channel, free_port, identify, main, make_shop, order, post_batch, report, rows, states, track,
    wait_until, wait_until_done)

CAMPAIGN = """title   = "Thanks"
serves  = "retention"
trigger = {{ event = "Order Completed", one_per = "order_id", where = '{where}' }}
step = [
  {{ wait_for = "Order Delivered", at_most = "10d", if_not = "exit" }},
  {{ send = "{send}", kind = "transactional" }},
]
"""
# What a condition must not be able to do; each with a word of the answer that it must get.
ESCAPES = {
    "1) or (1": "bracket",
    "orders > 0; drop table customers": ";",
    "orders > (select max(orders) from customers)": "select",
    "orders > 0 -- and more": "comment",
    "orders /* hidden */ > 0": "comment",
    "orders in (select orders from customer_profile)": "select",
    "printf('%.*c', 900000000, 'x') = 'x'": "printf",
    "random() > 0": "random",
    "last_order_at < current_timestamp": "current_timestamp",
    "date('now') > '2020'": "date",
    "load_extension('x') is null": "load_extension",
    "country = \"NL\"": "NL",
    "password = 'x'": "password",
    "orders >": "",
    "(" * 200 + "orders" + ")" * 200: "",
    "length(hex(zeroblob(900000000))) > 1": "",
}


class ConfigurationTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name) / "shop"

    def replace(self, file: str, *changes: tuple[str, str]) -> None:
        path = self.folder / file
        text = path.read_text()
        for old, new in changes:
            self.assertIn(old, text)
            text = text.replace(old, new, 1)
        path.write_text(text)

    def problems(self) -> list[str]:
        """What `check` says, each line without the folder; they must be errors."""
        done = self.daemon.command("check")
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertEqual(done.stderr, "")
        return [line.removeprefix(f"{self.folder}/") for line in done.stdout.splitlines()]

    # --- check ---

    def test_every_mistake_in_one_run(self):
        self.daemon = make_shop(self.folder, email_to(free_port()), "[delivery]\nquiet_hours = \"21:00-08:00\"\n",
                                campaigns=("welcome", "post-purchase"))
        self.assertEqual(self.daemon.command("check").returncode, 0)
        self.replace("lifecycled.toml", ("currency", "curency"), ('"Europe/Amsterdam"', '"Europe/Amsterdm"'),
                     ('"email"\nhost', '"emial"\nhost'), ("21:00", "25:00"))
        self.replace("campaigns/welcome.toml", ("Order Completed", "Order Complete"), ("orders = 0", "order = 0"),
                     ("welcome/hello", "welcome/helo"), ('"10:00"', '"24:10"'))
        self.replace("messages/welcome/hello.toml", ("up with {{ shop.name }}", "up with {{ shop.name | upcas }}"))
        self.replace("events.toml", ('properties = { username = "text"', 'properties = { username = "txt"'))
        (self.folder / "campaigns" / "broken.toml").write_text('title = "x\n')
        said = self.problems()
        events = (self.folder / "events.toml").read_text().splitlines()
        signed_up = 1 + next(number for number, line in enumerate(events) if '"txt"' in line)
        # The first ends in the parser's own words.
        expected = [
            "campaigns/broken.toml:1:11: not valid TOML (string): ",
            'campaigns/welcome.toml:9:11: unknown event "Order Complete"; did you mean "Order Completed"?',
            'campaigns/welcome.toml:10:47: unknown name "order"; did you mean "orders"?',
            'campaigns/welcome.toml:13:12: there is no message "welcome/helo"; did you mean "welcome/hello"?',
            'campaigns/welcome.toml:14:24: "at" must be a time such as "10:00" or "mon 10:00", not "24:10"',
            f'events.toml:{signed_up}:27: "username" must be "text", "number", "money", "boolean", "time" or "list", not'
            ' "txt"; did you mean "text"?',
            'lifecycled.toml:7:13: "time_zone" must be a time zone such as "Europe/Amsterdam", not "Europe/Amsterdm"',
            'lifecycled.toml:9:1: unknown key "curency" in [shop]; did you mean "currency"?',
            'lifecycled.toml:19:8: no plugin offers the channel type "emial"; did you mean "email"?',
            'lifecycled.toml:31:15: "quiet_hours" must be two times such as "21:00-08:00", not "25:00-08:00"',
            'messages/welcome/hello.toml:12:49: unknown filter "upcas"; did you mean "upcase"?',
        ]
        self.assertEqual(said[1:], expected[1:])
        self.assertTrue(said[0].startswith(expected[0]), said[0])

        done = self.daemon.command("check", "--json")
        self.assertEqual(done.returncode, 1)
        told = json.loads(done.stdout)
        self.assertFalse(told["ok"])
        self.assertEqual([f"{one['file']}:{one['line']}:{one['column']}: {one['text']}"
                          + (f"; {one['hint']}" if one["hint"] else "") for one in told["problems"]],
                         [f"{self.folder}/{line}" for line in said])
        self.assertEqual({one["severity"] for one in told["problems"]}, {"error"})
        # And with these files nothing starts.
        with self.assertRaisesRegex(RuntimeError, "not started"):
            self.daemon.start()

    def test_a_channels_folder_is_its_own(self):
        self.daemon = make_shop(self.folder, file_channel(folder="."))
        (self.folder / "state").mkdir()
        line = 1 + (self.folder / "lifecycled.toml").read_text().splitlines().index('folder = "."')
        found = [one for one in self.problems() if "state folder" in one]
        self.assertEqual(len(found), 1)
        self.assertIn(f"lifecycled.toml:{line}:10: ", found[0])
        self.assertIn('[channel.email] "folder" must not hold the state folder', found[0])

    def test_a_good_shop_is_good(self):
        self.daemon = make_shop(self.folder, email_to(free_port()), campaigns=("welcome",))
        done = self.daemon.command("check")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertTrue(done.stdout.endswith("1 campaign, 3 messages, 2 channels are in order\n"), done.stdout)
        self.assertEqual(report(self.daemon, "check"), {"ok": True, "problems": []})
        self.assertFalse((self.folder / "state").exists(), "check must change nothing")

    def test_files_that_are_no_text(self):
        self.daemon = make_shop(self.folder, email_to(free_port()), campaigns=("welcome",))
        (self.folder / "campaigns" / "bytes.toml").write_bytes(b'title = "\xff\xfe"\n')
        self.replace("messages/welcome/hello.nl.toml", ("[email]", "[email"))
        said = self.problems()
        self.assertTrue(said[0].startswith("campaigns/bytes.toml:1:"), said)
        self.assertTrue(said[1].startswith("messages/welcome/hello.nl.toml:3:"), said)

    def test_a_missing_file_is_said(self):
        self.daemon = make_shop(self.folder, email_to(free_port()), campaigns=("welcome",))
        self.daemon.config.unlink()
        done = self.daemon.command("check")
        self.assertEqual(done.returncode, 1)
        self.assertIn("lifecycled.toml", done.stdout + done.stderr)

    def test_advertising_needs_an_address_and_a_way_out(self):
        self.daemon = make_shop(self.folder, email_to(free_port()), campaigns=("welcome",))
        self.replace("lifecycled.toml", ("address = ", "# address = "))
        file = self.folder / "messages" / "welcome" / "hello.nl.toml"
        file.write_text(file.read_text() + 'text = "Hallo"\n')
        said = self.problems()
        self.assertIn("messages/welcome/hello.nl.toml:7:1: this marketing mail has no unsubscribe link in its text in nl;"
                      " add {{ links.unsubscribe }}", said)
        self.assertTrue(any("address" in line for line in said), said)
        # The same texts as a receipt need neither.
        self.replace("campaigns/welcome.toml", ('serves  = "awareness"', 'serves  = "awareness"\nkind = "transactional"'))
        done = self.daemon.command("check")
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_conditions_only_ask(self):
        self.daemon = make_shop(self.folder, email_to(free_port()), campaigns=("post-purchase",))
        file = self.folder / "campaigns" / "escape.toml"
        for escape, word in ESCAPES.items():
            with self.subTest(escape[:50]):
                file.write_text(CAMPAIGN.format(where=escape.replace("'", '"'), send="order/thanks")
                                if '"' not in escape and "'" not in escape else
                                CAMPAIGN.replace("'{where}'", '"""{where}"""').format(where=escape, send="order/thanks"))
                said = [line for line in self.problems() if line.startswith("campaigns/escape.toml:3:")]
                self.assertTrue(said, escape)
                self.assertIn(word.lower(), said[0].lower())

    # --- reload ---

    def start(self):
        self.daemon = make_shop(self.folder, file_channel(), campaigns=("post-purchase",))
        self.write_campaign("order/thanks")
        self.addCleanup(lambda: self.daemon.__exit__(None))
        self.daemon.start()

    def write_campaign(self, send: str, where: str = "orders >= 0") -> None:
        (self.folder / "campaigns" / "thanks.toml").write_text(CAMPAIGN.format(where=where, send=send))

    def sent(self) -> list[tuple[str, str]]:
        return rows(self.daemon, "SELECT m.name, j.entry_key FROM messages m JOIN journeys j ON j.id = m.journey_id"
                                 " JOIN campaigns c ON c.id = j.campaign_id WHERE c.name = 'thanks' ORDER BY m.id")

    def buy(self, name: str, order_id: str) -> None:
        post_batch(self.daemon, [identify(name, f"{name}@example.org"), order(name, order_id)])
        wait_until(lambda: rows(self.daemon, "SELECT count(*) FROM journeys j JOIN campaigns c ON c.id = j.campaign_id"
                                             " WHERE c.name = 'thanks' AND entry_key = ?", order_id) == [(1,)],
                   f"the journey of {order_id}")

    def test_reload_takes_all_or_nothing(self):
        self.start()
        self.buy("anna", "first")
        versions = rows(self.daemon, "SELECT id, campaign_id FROM campaign_versions ORDER BY id")

        # One good change and one mistake: neither counts.
        self.write_campaign("order/second-thanks")
        text = (self.folder / "messages" / "order" / "thanks.toml").read_text()
        (self.folder / "messages" / "order" / "second-thanks.toml").write_text(text)
        self.replace("campaigns/post-purchase.toml", ('serves  = "retention"', 'serves  = "retentoin"'))
        done = self.daemon.command("reload")
        self.assertEqual(done.returncode, 1)
        self.assertIn('campaigns/post-purchase.toml:8:11: "serves" must be', done.stdout)
        self.assertIn("nothing was changed", done.stdout)
        told = json.loads(self.daemon.command("reload", "--json").stdout)
        self.assertFalse(told["reloaded"])
        self.assertEqual(len(told["problems"]), 1)
        self.assertEqual(rows(self.daemon, "SELECT id, campaign_id FROM campaign_versions ORDER BY id"), versions)
        self.buy("bert", "second")

        # Mended: from now on the new one, and who is on the way stays with the old.
        self.replace("campaigns/post-purchase.toml", ("retentoin", "retention"))
        self.assertTrue(report(self.daemon, "reload")["reloaded"])
        self.buy("chen", "third")
        post_batch(self.daemon, [track(name, "Order Delivered", order_id=order_id)
                                 for name, order_id in (("anna", "first"), ("bert", "second"), ("chen", "third"))])
        wait_until(lambda: len(self.sent()) == 3, "all three journeys have sent")
        self.assertEqual(sorted(self.sent()), [("order/second-thanks", "third"), ("order/thanks", "first"),
                                               ("order/thanks", "second")])
        wait_until_done(self.daemon)
        self.assertNotIn(5, states(self.daemon))

    def test_hangup_reloads_too_and_survives_a_mistake(self):
        self.start()
        settings = self.daemon.config.read_text()
        for broken in ("[shop\n", settings.replace('"Europe/Amsterdam"', '"Nowhere"'), None):
            if broken is None:
                self.daemon.config.unlink()
            else:
                self.daemon.config.write_text(broken)
            before = self.daemon.log_text().count("service.reload_refused")
            self.daemon.process.send_signal(signal.SIGHUP)
            wait_until(lambda: self.daemon.log_text().count("service.reload_refused") > before
                       or self.daemon.process.poll() is not None, "the mistake is said in the log")
            self.assertIsNone(self.daemon.process.poll(), self.daemon.log_text()[-1000:])
        self.daemon.config.write_text(settings)
        self.write_campaign("order/thanks", "orders > 100")
        self.daemon.process.send_signal(signal.SIGHUP)
        self.daemon.wait_for_log("service.reloaded")
        post_batch(self.daemon, [identify("anna", "anna@example.org"), order("anna", "first"),
                                 consent("anna", "anna@example.org")])
        wait_until_done(self.daemon)
        self.assertEqual(rows(self.daemon, "SELECT count(*) FROM journeys j JOIN campaigns c ON c.id = j.campaign_id"
                                           " WHERE c.name = 'thanks'"), [(0,)])


if __name__ == "__main__":
    main()
