#!/usr/bin/env -S python3 -B
"""The command line against the real daemon: pause and resume, restored databases, one daemon a shop, what programs read, help,
and stopping without losing anything."""

import contextlib
import json
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from shop import (  # noqa: E402
    ACCEPTED, QUEUED, SENDING, Behaviour, Daemon, ScriptedSmtp, consent, database_file, email_to, file_channel, identify,
    is_done, main, make_shop, order, post_batch, program, report, rows, states, wait_until, wait_until_done)

COMMANDS = ("serve", "check", "reload", "import", "status", "stages", "gaps", "segments", "segment", "explain", "campaigns",
            "map", "plan", "start", "pause", "resume", "doubt", "preview", "send-test", "liquid", "version")
SETTINGS_OF_LISTS = file_channel("call-list") + 'reaches = "shop"\n'


class CommandsTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.server = ScriptedSmtp().start()
        self.addCleanup(self.server.stop)
        self.daemon = make_shop(self.folder / "shop", email_to(self.server.port))

    def buy(self, name: str, daemon: Daemon | None = None) -> None:
        post_batch(daemon or self.daemon, [identify(name, f"{name}@example.org"), order(name, f"order-{name}")])

    def recipients(self) -> list[str]:
        return sorted(recipient.partition("@")[0] for mail in self.server.mails for recipient in mail.recipients)

    def stays_away(self, seconds: float = 1.0) -> None:
        """Nothing leaves for a while, though events are taken in and journeys go on."""
        before = self.recipients()
        time.sleep(seconds)
        self.assertEqual(self.recipients(), before)

    # --- pause and resume ---

    def test_nothing_leaves_while_paused(self):
        with self.daemon as daemon:
            self.assertIsNone(report(daemon, "status")["paused"])
            report(daemon, "pause")
            self.buy("anna")
            wait_until(lambda: states(daemon) == [QUEUED], "the mail is queued")
            self.stays_away()
            told = report(daemon, "status")
            self.assertIn("paused", told["paused"])
            self.assertEqual((told["queues"], told["journeys"]), ({"email": 1}, 1))
            self.assertTrue(daemon.command("status").stdout.startswith("PAUSED: paused by the operator"))

            # A restart is no resume.
            daemon.restart()
            self.buy("bert")
            self.stays_away()
            self.assertEqual(self.recipients(), [])
            report(daemon, "resume")
            wait_until(lambda: self.recipients() == ["anna", "bert"], "both mails have come")
            wait_until_done(daemon)
            self.assertEqual(states(daemon), [ACCEPTED, ACCEPTED])
            self.assertIsNone(report(daemon, "status")["paused"])

    def test_pause_while_sending(self):
        self.server.behaviour = Behaviour(at="DOT", wait=0.1)
        with self.daemon as daemon:
            for number in range(40):
                self.buy(f"c{number}")
            wait_until(lambda: len(self.server.mails) >= 3, "mails leave")
            self.assertEqual(daemon.command("pause", "--all").returncode, 0)
            wait_until(lambda: 2 not in states(daemon), "what was being sent has its answer")
            self.stays_away()
            report(daemon, "resume")
            wait_until(lambda: len(self.server.mails) == 40, "all mails have come")
            wait_until_done(daemon)
            self.assertEqual(set(self.server.seen.values()), {1})

    def test_a_broken_campaign_does_not_keep_from_pausing(self):
        with self.daemon as daemon:
            (daemon.folder / "campaigns" / "half.toml").write_text('title = "hal')
            report(daemon, "pause")
            self.assertIn("paused", report(daemon, "status")["paused"])

    # --- restored and foreign databases ---

    def backup(self) -> pathlib.Path:
        """The database as it is once the daemon has stopped, with one mail sent and one left to send."""
        with self.daemon as daemon:
            self.buy("anna")
            wait_until(lambda: self.recipients() == ["anna"], "the first mail has come")
            wait_until_done(daemon)
            report(daemon, "pause")
            self.buy("bert")
            wait_until(lambda: QUEUED in states(daemon), "the second mail is queued")
        copy = self.folder / "backup.db"
        shutil.copy(database_file(self.daemon), copy)
        with self.daemon as daemon:
            report(daemon, "resume")
            wait_until(lambda: self.recipients() == ["anna", "bert"], "the second mail has come")
            wait_until_done(daemon)
        # As if the backup had been made without a pause.
        with contextlib.closing(sqlite3.connect(copy)) as database, database:
            database.execute("DELETE FROM meta WHERE key LIKE '%pause%'")
        return copy

    def check_restored(self, daemon: Daemon) -> None:
        with daemon:
            told = report(daemon, "status")
            self.assertIn("restored", told["paused"] or "not paused")
            self.assertEqual(told["queues"], {"email": 1})
            self.buy("chen", daemon)
            wait_until(lambda: states(daemon) == [ACCEPTED, QUEUED, QUEUED], "the next mail is queued")
            self.stays_away()
            # Whoever says no more than resume may not know what is due.
            done = daemon.command("resume")
            self.assertEqual(done.returncode, 1)
            self.assertIn("resume --after-restore", done.stderr)
            daemon.restart()  # nor is a restart an answer
            self.stays_away()
            report(daemon, "resume", "--after-restore")
            wait_until(lambda: states(daemon) == [ACCEPTED] * 3, "all mails have left")
            daemon.restart()
            self.assertIsNone(report(daemon, "status")["paused"])

    def test_database_copied_into_a_fresh_folder(self):
        backup = self.backup()
        other = make_shop(self.folder / "other", email_to(self.server.port))
        (other.folder / "state").mkdir()
        shutil.copy(backup, database_file(other))
        self.check_restored(other)

    def test_database_put_back_over_a_newer_one(self):
        backup = self.backup()
        shutil.copyfile(backup, database_file(self.daemon))  # the same file with older content
        self.check_restored(self.daemon)

    def test_newer_database_is_refused(self):
        with self.daemon:
            pass
        with contextlib.closing(sqlite3.connect(database_file(self.daemon))) as database:
            known = database.execute("PRAGMA user_version").fetchone()[0]
            database.execute(f"PRAGMA user_version = {known + 1}")
        before = database_file(self.daemon).read_bytes()
        with self.assertRaisesRegex(RuntimeError, f"the database has schema {known + 1}, this program knows up to {known};"
                                                  " install the newer lifecycled that wrote it"):
            self.daemon.start()
        self.assertEqual(self.daemon.process.returncode, 1)
        self.assertEqual(database_file(self.daemon).read_bytes(), before)

    def test_foreign_file_is_refused(self):
        state = self.daemon.folder / "state"
        state.mkdir()
        for content in (b"no database at all, whatever its name says" * 100, None):
            file = database_file(self.daemon)
            file.unlink(missing_ok=True)
            if content is None:
                with contextlib.closing(sqlite3.connect(file)) as database:
                    database.execute("CREATE TABLE notes (text)")
            else:
                file.write_bytes(content)
            before = file.read_bytes()
            with self.assertRaisesRegex(RuntimeError, "database"):
                self.daemon.start()
            self.assertEqual(file.read_bytes(), before)

    # --- one daemon ---

    def test_second_daemon_is_refused(self):
        with self.daemon as daemon:
            second = subprocess.run([program("lifecycled"), "serve", "--config", daemon.config], cwd=daemon.folder,
                                    capture_output=True, text=True, timeout=30, check=False)
            self.assertEqual(second.returncode, 1)
            self.assertIn(f"{daemon.folder / 'state'} is in use: another daemon or command works there", second.stderr)
            # The first does not notice.
            self.buy("anna")
            wait_until(lambda: self.recipients() == ["anna"], "the mail has come")
            self.assertEqual(report(daemon, "status")["paused"], None)

    def test_port_that_is_taken(self):
        with self.daemon as daemon:
            other = make_shop(self.folder / "other", file_channel() + SETTINGS_OF_LISTS, port=daemon.port)
            done = other.command("serve")
            self.assertEqual(done.returncode, 1)
            self.assertIn(f"127.0.0.1:{daemon.port}", done.stderr)

    # --- what programs and people read ---

    def test_reports_are_json(self):
        with self.daemon as daemon:
            self.buy("anna")
            post_batch(daemon, [consent("anna", "anna@example.org")])
            wait_until_done(daemon)
            told = report(daemon, "status")
            self.assertEqual({"events", "lag", "customers", "journeys", "queues", "deliveries", "quarantine", "channels",
                              "paused"} - told.keys(), set())
            self.assertEqual((told["customers"], told["lag"], told["quarantine"]), (1, 0, 0))
            self.assertEqual({one["name"]: one["state"] for one in told["channels"]},
                             {"email": "ready", "call-list": "ready"})
            self.assertEqual(report(daemon, "stages")["stages"]["active one-time"], 1)
            self.assertEqual(report(daemon, "stages", "--at", "2020-01-01")["total"], 0)
            self.assertEqual(report(daemon, "doubt")["in_doubt"], [])
            told = report(daemon, "explain", "anna")
            self.assertLessEqual({"welcome", "post-purchase", "reactivation", "feedback-request"},
                                 {one["campaign"] for one in told["campaigns"]})
            for name in ("anna@example.org", "1"):
                self.assertEqual(report(daemon, "explain", name)["customer"], told["customer"])
            one = report(daemon, "explain", "anna", "post-purchase")["campaigns"]
            self.assertEqual([campaign["campaign"] for campaign in one], ["post-purchase"])
            self.assertEqual(one[0]["journeys"][0]["messages"][0]["deliveries"][0]["state"], "accepted")
            self.assertIn("order/thanks by email: accepted", daemon.command("explain", "anna").stdout)
        # The same answers without a daemon.
        self.assertEqual(report(self.daemon, "status")["customers"], 1)
        self.assertEqual(report(self.daemon, "explain", "anna")["user_id"], "anna")

    def test_mistakes_are_said(self):
        with self.daemon as daemon:
            for arguments, word in ((("explain", "nobody"), 'no customer is known as "nobody"'),
                                    (("explain", "nobody", "--json"), "nobody"),
                                    (("stages", "--at", "soon"), '"soon" is no moment')):
                done = daemon.command(*arguments)
                self.assertEqual(done.returncode, 1, arguments)
                self.assertIn(word, done.stderr)
        for arguments in (("reload",),):
            done = self.daemon.command(*arguments)
            self.assertEqual(done.returncode, 1)
            self.assertIn("start it with: lifecycled serve", done.stderr)

    def run_alone(self, *arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run([program("lifecycled"), *arguments], capture_output=True, text=True, timeout=30, check=False)

    def test_help_and_version(self):
        said = self.run_alone("--help").stdout
        for command in COMMANDS:
            self.assertIn(f"\n  {command} ", said)
            done = self.run_alone(command, "--help")
            self.assertEqual(done.returncode, 0, command)
            self.assertGreater(len(done.stdout.splitlines()[0]), 10, command)
        self.assertIn("customer_id, order_id, ordered_at, total", self.run_alone("import", "orders", "--help").stdout)
        version = json.loads(self.run_alone("version", "--json").stdout)["version"]
        self.assertEqual(self.run_alone("version").stdout, f"lifecycled {version}\n")
        for wrong in ((), ("serv",), ("status", "--jsn")):
            done = self.run_alone(*wrong)
            self.assertEqual((done.returncode, done.stdout), (2, ""), wrong)
            self.assertNotEqual(done.stderr, "")

    # --- stopping ---

    def test_stops_in_seconds_and_loses_nothing(self):
        self.server.behaviour = Behaviour(at="DOT", wait=0.3)
        each = 30
        for number, how in enumerate((signal.SIGTERM, signal.SIGINT)):
            with self.subTest(how):
                with self.daemon as daemon:
                    for customer in range(each):
                        self.buy(f"c{number}-{customer}")
                    wait_until(lambda: len(self.server.mails) > each * number, "mails leave")
                    self.assertIn(SENDING, states(daemon), "too little to do: the test shows nothing")
                    started = time.monotonic()
                    daemon.process.send_signal(how)
                    self.assertEqual(daemon.process.wait(60), 0)
                    self.assertLess(time.monotonic() - started, 10)
                # What was being sent was seen through: nothing is left in the middle, nothing is in doubt.
                self.assertLessEqual(set(states(self.daemon)), {ACCEPTED, QUEUED})
                with self.daemon as daemon:
                    wait_until(lambda: is_done(daemon) and set(states(daemon)) == {ACCEPTED}, "the rest is sent", 30)
        self.assertEqual(rows(self.daemon, "SELECT count(*) FROM events WHERE name = 'Order Completed'"), [(2 * each,)])
        self.assertEqual(len(self.server.seen), 2 * each)
        self.assertEqual(set(self.server.seen.values()), {1})

    def test_stops_though_a_relay_never_answers(self):
        self.server.behaviour = Behaviour(at="DOT", wait=300)
        with self.daemon as daemon:
            self.buy("anna")
            wait_until(lambda: self.server.seen, "the mail is at the relay")
            started = time.monotonic()
            self.assertEqual(daemon.stop(), 0)
            self.assertLess(time.monotonic() - started, 25)


if __name__ == "__main__":
    main()
