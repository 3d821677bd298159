#!/usr/bin/env -S python3 -B
"""SIGKILL of the daemon and of its channel's process at random moments, while events come in and mails go out:

    crash_test.py [--kills 100] [--seed N] [--keep FOLDER]

A kill counts only if at that moment a message was in flight, a transaction open or a request unanswered: the daemon is
stopped, looked at, then killed. Afterwards nothing acknowledged is lost, nothing is decided twice, and every message has
arrived, or is in doubt and was in flight at a kill."""

import argparse
import collections
import contextlib
import dataclasses
import os
import pathlib
import random
import signal
import sqlite3
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from crash_load import MAILS, STEPS, Feeder, write_campaign  # noqa: E402
from shop import (  # noqa: E402
    ACCEPTED, IN_DOUBT, Behaviour, ScriptedSmtp, child_of, database_file, email_to, main, make_shop, open_database, rows,
    stop_to_look, wait_until)

OPTIONS = argparse.Namespace(kills=100, seed=None, keep=None)
CUSTOMERS = 400
FINISHED = 1            # of journeys.end_reason
MOST_CRASHES = 3        # of one channel between two starts of the daemon: after five it stays down, which is right
RETRIES = 'retries = { first_after = "500ms", longest_after = "1s", attempts = 1000 }'


@dataclasses.dataclass
class Tally:
    kills: collections.Counter = dataclasses.field(default_factory=collections.Counter)      # by what was killed
    reasons: collections.Counter = dataclasses.field(default_factory=collections.Counter)    # why they count
    counted: int = 0
    in_flight: set[int] = dataclasses.field(default_factory=set)                             # deliveries, at any kill


class CrashTest(unittest.TestCase):
    def setUp(self):
        if OPTIONS.keep:
            self.folder = OPTIONS.keep / self.id().rpartition(".")[2]
            return
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def test_everything_arrives_where_doubt_means_resend(self):
        self.crash('when_in_doubt = "resend"', OPTIONS.kills - OPTIONS.kills // 2)
        for delivery, state, _ in self.deliveries():
            self.assertEqual(state, ACCEPTED, delivery)
        self.assertEqual(set(self.subjects), self.expected_subjects())

    def test_doubt_is_held_for_advertising(self):
        self.crash('when_in_doubt = { marketing = "hold", transactional = "resend" }', OPTIONS.kills // 2)
        doubts = 0
        for delivery, state, key in self.deliveries():
            if state == IN_DOUBT:
                doubts += 1
                self.assertIn(delivery, self.tally.in_flight)
            else:
                self.assertEqual(state, ACCEPTED, delivery)
                self.assertGreater(self.server.accepted[f"<{key}@shop.example>"], 0)
        # What is held was not sent again.
        for message_id, count in self.server.seen.items():
            if self.is_marketing[message_id]:
                self.assertEqual(count, 1, message_id)
        print(f"  {doubts} held in doubt", flush=True)

    # --- the run ---

    def crash(self, in_doubt: str, kills: int) -> None:
        self.random = random.Random(OPTIONS.seed)
        started = time.monotonic()
        # The relay thinks a little before it answers, so that there is something in flight to be killed.
        with ScriptedSmtp(lambda turn: Behaviour(at="DOT", wait=0.02 + 0.02 * (turn.mail % 10))) as self.server:
            self.daemon = make_shop(self.folder / "shop", email_to(self.server.port),
                                    f"[delivery]\n{in_doubt}\n{RETRIES}\n", campaigns=())
            write_campaign(self.daemon.folder)
            self.tally = Tally()
            feeders = [Feeder(self.daemon, number, CUSTOMERS, OPTIONS.seed) for number in range(2)]
            with self.daemon:
                for feeder in feeders:
                    feeder.start()
                self.kill_until(kills, feeders)
                for feeder in feeders:
                    feeder.stop()
                self.orders = [one for feeder in feeders for one in feeder.orders]
                self.marks = [one for feeder in feeders for one in feeder.others]
                self.wait_until_over()
                self.look_at_mails()
                self.say(feeders, time.monotonic() - started)
                self.check_events()
                self.check_decisions()
                self.check_doubles()
            self.deliveries_at_end = rows(self.daemon, "SELECT id, state, idempotency_key FROM deliveries")

    def deliveries(self):
        return self.deliveries_at_end

    def kill_until(self, kills: int, feeders: list[Feeder]) -> None:
        crashes = 0
        while self.tally.counted < kills:
            self.assertLess(self.tally.kills.total(), 3 * kills + 10, "too few kills found anything in flight")
            time.sleep(self.random.uniform(0.0, 0.7))
            victims = ["daemon", "daemon", "both", "child", "child"]
            victim = self.random.choice(victims if crashes < MOST_CRASHES else victims[:3])
            if victim != "daemon" and not self.daemon.children():
                continue  # the channel is just being started again
            self.kill(victim, feeders)
            crashes = crashes + 1 if victim == "child" else 0
            if victim != "child":
                self.daemon.start()

    def kill(self, victim: str, feeders: list[Feeder]) -> None:
        daemon, children = self.daemon.process.pid, self.daemon.children()
        sending, is_writing = stop_to_look(self.daemon, self.look)
        try:
            reasons = {"message in flight": bool(sending), "transaction open": is_writing,
                       "request unanswered": any(feeder.waits for feeder in feeders)}
            if victim != "daemon":
                # All of them in the one case, as when the machine loses its power; else the mail channel's alone.
                for child in children if victim == "both" else [child_of(self.daemon, "email") or children[0]]:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(child, signal.SIGKILL)
                reasons = reasons if victim == "both" else {"message in flight": bool(sending)}
            self.tally.in_flight |= sending
            self.tally.kills[victim] += 1
            self.tally.counted += any(reasons.values())
            self.tally.reasons.update(reason for reason, is_so in reasons.items() if is_so)
            if victim != "child":
                self.daemon.kill()
        finally:
            if victim == "child":
                os.kill(daemon, signal.SIGCONT)

    def look(self) -> tuple[set[int], bool]:
        """The deliveries being sent, and whether the daemon is in the middle of a transaction."""
        with contextlib.closing(open_database(self.daemon)) as database:
            sending = {row[0] for row in database.execute("SELECT id FROM deliveries WHERE state = 2")}
        with contextlib.closing(sqlite3.connect(database_file(self.daemon), timeout=0, isolation_level=None)) as database:
            try:
                database.execute("BEGIN IMMEDIATE")
                database.execute("ROLLBACK")
                return sending, False
            except sqlite3.OperationalError:
                return sending, True

    def wait_until_over(self) -> None:
        try:
            wait_until(self.is_over, "all journeys have ended and nothing waits", 60)
        except TimeoutError as error:
            open_ones = rows(self.daemon, "SELECT id, state, reason, attempts, due_at FROM deliveries"
                                          " WHERE state IN (1, 2, 4) LIMIT 10")
            raise AssertionError(f"{error}; deliveries {open_ones}; {self.daemon.command('status').stdout}"
                                 f"{self.daemon.log_text()[-3000:]}") from None

    def is_over(self) -> bool:
        if not rows(self.daemon, "SELECT 1 FROM journeys WHERE ended_at IS NULL LIMIT 1"):
            lag = "SELECT (SELECT max(id) FROM events) - event_id FROM cursors WHERE reader = 'reactor'"
            if rows(self.daemon, lag) == [(0,)]:
                return not rows(self.daemon, "SELECT 1 FROM deliveries WHERE state IN (1, 2, 4) LIMIT 1")
        return False

    # --- what must be true afterwards ---

    def look_at_mails(self) -> None:
        """By subject ("first o0-1-1"): the Message-IDs under which that mail came, and what it said."""
        self.subjects = collections.defaultdict(set)
        self.contents = collections.defaultdict(set)
        self.is_marketing = {}
        for mail in self.server.mails:
            head = mail.content.decode()
            subject = head.partition("Subject: ")[2].partition("\r\n")[0]
            self.subjects[subject].add(mail.message_id)
            self.is_marketing[mail.message_id] = not subject.startswith("receipt ")
            # Date and boundary are new with each attempt; the parts are not.
            text = head.partition("text/plain")[2].partition("--=_")[0]
            self.contents[mail.message_id].add((mail.recipients, text))

    def expected_subjects(self) -> set[str]:
        return {f"{name} {order}" for order in self.orders for name, _ in MAILS.values()}

    def check_events(self) -> None:
        """Every acknowledged event is in the log exactly once."""
        for name, key, expected in (("Order Completed", "order_id", self.orders), ("Consent Given", "mark", self.marks),
                                    ("Page Viewed", "mark", self.marks)):
            found = rows(self.daemon, f"SELECT json_extract(body, '$.{key}') FROM events WHERE name = ?", name)
            self.assertEqual(sorted(one for one, in found), sorted(expected), name)

    def check_decisions(self) -> None:
        """One journey an order, every step of it once and in order, one message a sending step."""
        journeys = rows(self.daemon, "SELECT entry_key, end_reason FROM journeys")
        self.assertEqual(sorted(journeys), sorted((order, FINISHED) for order in self.orders))
        steps = collections.defaultdict(list)
        for journey, step in rows(self.daemon, "SELECT journey_id, step FROM journey_steps ORDER BY journey_id, number"):
            steps[journey].append(step)
        self.assertEqual(len(steps), len(self.orders))
        for journey, taken in steps.items():
            self.assertEqual(taken, STEPS, journey)
        messages = rows(self.daemon, "SELECT journey_id, step FROM messages")
        self.assertEqual(sorted(messages), sorted((journey, step) for journey in steps for step in MAILS))
        deliveries = rows(self.daemon, "SELECT message_id, count(*) FROM deliveries GROUP BY message_id")
        self.assertEqual(len(deliveries), len(messages))
        self.assertEqual({count for _, count in deliveries}, {1})

    def check_doubles(self) -> None:
        """What came twice came under one Message-ID and said the same."""
        for subject, message_ids in self.subjects.items():
            self.assertEqual(len(message_ids), 1, f"{subject}: {message_ids}")
        for message_id, contents in self.contents.items():
            self.assertEqual(len(contents), 1, message_id)
        known = {f"<{key}@shop.example>" for key, in rows(self.daemon, "SELECT idempotency_key FROM deliveries")}
        self.assertLessEqual(set(self.server.seen), known)

    def say(self, feeders: list[Feeder], seconds: float) -> None:
        tally = self.tally
        killed = ", ".join(f"{count} {victim}" for victim, count in sorted(tally.kills.items()))
        reasons = ", ".join(f"{reason} {count}" for reason, count in sorted(tally.reasons.items()))
        doubles = sum(1 for count in self.server.seen.values() if count > 1)
        print(f"\n{self.id().rpartition('.')[2]}: seed {OPTIONS.seed}, {seconds:.0f} s\n"
              f"  {tally.kills.total()} kills ({killed}), {tally.counted} of them count: {reasons}\n"
              f"  {len(self.orders)} orders, {len(self.server.seen)} mails, {doubles} came more than once;"
              f" {sum(feeder.sent_again for feeder in feeders)} requests sent again,"
              f" {len(tally.in_flight)} messages in flight at a kill", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=100, help="how many that count, in both tests together")
    parser.add_argument("--seed", type=int, default=None, help="to see the same moments again, as far as time allows")
    parser.add_argument("--keep", type=pathlib.Path, help="a folder for what the daemon leaves: its database and its log")
    parser.parse_known_args(namespace=OPTIONS)
    if OPTIONS.seed is None:
        OPTIONS.seed = random.SystemRandom().randrange(1_000_000)
    print(f"seed {OPTIONS.seed}", flush=True)
    sys.argv[1:] = []
    main()
