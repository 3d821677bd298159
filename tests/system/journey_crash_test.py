#!/usr/bin/env -S python3 -B
"""SIGKILL of the daemon at random moments, many times, while journeys of many steps and waits of milliseconds advance:

    journey_crash_test.py [--kills 200] [--seed N] [--keep FOLDER]

A kill counts only if journeys were on their way and had advanced since the start before. Afterwards the same input goes
through a daemon that nobody kills, and both databases must tell the same: for each journey the same steps, each once, the
same messages, each queued and delivered once, the same events."""

import argparse
import collections
import contextlib
import pathlib
import random
import sqlite3
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from journey_crash_load import CAMPAIGNS, PER_BATCH, Feeder, send, write_campaigns  # noqa: E402
from shop import (  # noqa: E402
    DELIVERED, Daemon, database_file, file_channel, main, make_shop, rows, stop_to_look, wait_until)

OPTIONS = argparse.Namespace(kills=200, seed=None, keep=None)
LONGEST_LIFE = 0.2  # seconds between the first step after a start and the kill
# One kill in so many does not wait for that step, so that recovering is interrupted, too.
EARLY_KILLS = 10


class JourneyCrashTest(unittest.TestCase):
    def setUp(self):
        seed = OPTIONS.seed if OPTIONS.seed is not None else random.randrange(1_000_000)
        self.seed, self.random = seed, random.Random(seed)
        self.tally = collections.Counter()
        self.folder = OPTIONS.keep or pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def test_killed_journeys_decide_what_others_decide(self):
        killed, whole = self.shop("killed"), self.shop("whole")
        began = time.monotonic()
        batches = self.run_and_kill(killed)
        took = time.monotonic() - began
        with whole:
            for number in range(batches):
                send(whole, number)
            self.wait_until_over(whole)
        print(f"\nseed {self.seed}: {self.tally['kills']} kills in {took:.0f} s, {self.tally['counted']} of them count,"
              f" {took / self.tally['kills'] * 1000:.0f} ms a cycle of which {self.starting / self.tally['kills'] * 1000:.0f} ms"
              f" start; transaction open {self.tally['open']}, message in flight {self.tally['in flight']};"
              f" {batches * PER_BATCH * len(CAMPAIGNS)} journeys, {rows(killed, 'SELECT count(*) FROM journey_steps')[0][0]} steps,"
              f" {rows(killed, 'SELECT count(*) FROM deliveries')[0][0]} messages", flush=True)
        self.check_once(killed, batches * PER_BATCH * len(CAMPAIGNS))
        for what, sql in SAME.items():
            self.assert_same(what, rows(killed, sql), rows(whole, sql))

    # --- the run ---

    def shop(self, name: str) -> Daemon:
        # A file channel takes milliseconds to start, and never doubles what is sent again.
        daemon = make_shop(self.folder / name, file_channel(), campaigns=())
        write_campaigns(daemon.folder)
        return daemon

    def run_and_kill(self, daemon: Daemon) -> int:
        """How many batches it was sent meanwhile."""
        self.starting, seen = 0.0, (0, 0)
        feeder = Feeder(daemon, self.seed)
        with daemon:
            feeder.start()
            while self.tally["counted"] < OPTIONS.kills:
                self.assertLess(self.tally["kills"], 2 * OPTIONS.kills + 20, "too few kills met journeys on their way")
                if self.random.randrange(EARLY_KILLS) > 0:
                    wait_until(lambda: feeder.failure or progress(daemon) != seen, "journeys advance", 120)
                self.assertIsNone(feeder.failure)
                time.sleep(self.random.uniform(0, LONGEST_LIFE))
                seen = self.kill(daemon, seen)
                began = time.monotonic()
                daemon.start(120)
                self.starting += time.monotonic() - began
            feeder.stop()
            self.wait_until_over(daemon)
        return feeder.sent

    def kill(self, daemon: Daemon, seen: tuple[int, int]) -> tuple[int, int]:
        """How far the journeys had come."""
        now, walking, in_flight = stop_to_look(daemon, lambda: (
            progress(daemon), bool(rows(daemon, "SELECT 1 FROM journeys WHERE ended_at IS NULL LIMIT 1")),
            bool(rows(daemon, "SELECT 1 FROM deliveries WHERE state = 2 LIMIT 1"))))
        self.tally["in flight"] += in_flight
        self.tally["open"] += is_writing(daemon)
        daemon.kill()
        self.tally["kills"] += 1
        self.tally["counted"] += walking and now != seen
        return now

    def wait_until_over(self, daemon: Daemon) -> None:
        def is_over() -> bool:
            lag = "SELECT (SELECT max(id) FROM events) - event_id FROM cursors WHERE reader = 'reactor'"
            return (not rows(daemon, "SELECT 1 FROM journeys WHERE ended_at IS NULL LIMIT 1") and rows(daemon, lag) == [(0,)]
                    and not rows(daemon, "SELECT 1 FROM deliveries WHERE state IN (1, 2, 4) LIMIT 1"))
        wait_until(is_over, f"all journeys have ended and all mails have left; see {daemon.log}", 300)

    # --- what must be true afterwards ---

    def check_once(self, daemon: Daemon, journeys: int) -> None:
        self.assertEqual(rows(daemon, "SELECT count(*), count(DISTINCT customer_id || ' ' || campaign_id) FROM journeys"),
                         [(journeys, journeys)])
        # Numbers without a gap, and never a step without its successor: each was taken once and none was missed.
        self.assertEqual(rows(daemon, "SELECT journey_id FROM journey_steps GROUP BY journey_id"
                                      " HAVING max(number) + 1 <> count(*) OR count(DISTINCT step) <> count(*)"), [])
        self.assertEqual(rows(daemon, "SELECT journey_id, step FROM messages GROUP BY journey_id, step HAVING count(*) > 1"), [])
        self.assertEqual(rows(daemon, "SELECT m.id FROM messages m LEFT JOIN deliveries d ON d.message_id = m.id"
                                      " GROUP BY m.id HAVING count(d.id) <> (m.withheld IS NULL)"), [])
        self.assertEqual(rows(daemon, f"SELECT DISTINCT state FROM deliveries WHERE state <> {DELIVERED}"), [])
        for name in ("Message Sent", "Message Delivered"):
            self.assertEqual(rows(daemon, "SELECT d.id FROM deliveries d LEFT JOIN events e ON e.delivery_id = d.id"
                                          " AND e.name = ? GROUP BY d.id HAVING count(e.id) > 1", name), [], name)
        # What a person would find: one file for each message.
        files = len(list((daemon.folder / "outbox").glob("*.txt")))
        self.assertEqual([(files,)], rows(daemon, "SELECT count(*) FROM deliveries"))

    def assert_same(self, what: str, killed: list[tuple], whole: list[tuple]) -> None:
        self.assertGreater(len(whole), 0, what)
        missing = collections.Counter(whole) - collections.Counter(killed)
        surplus = collections.Counter(killed) - collections.Counter(whole)
        self.assertEqual((list(missing.items())[:5], list(surplus.items())[:5]), ([], []),
                         f"{what}: {missing.total()} missing and {surplus.total()} too many where the daemon was killed")


# Customers and campaigns are named by what the shop calls them: numbers of rows need not be the same.
NAMED = ("JOIN customer_identifiers i ON i.customer_id = {0}.customer_id AND i.value LIKE 'c%' AND i.value NOT LIKE '%@%'"
         " JOIN campaigns c ON c.id = {0}.campaign_id")
SAME = {
    "journeys": f"SELECT i.value, c.name, j.end_reason, j.steps_taken, j.path FROM journeys j {NAMED.format('j')}",
    "steps": "SELECT i.value, c.name, s.number, s.step, s.result, s.detail FROM journey_steps s"
             f" JOIN journeys j ON j.id = s.journey_id {NAMED.format('j')}",
    "messages": "SELECT i.value, c.name, m.step, m.name, m.variant, d.channel FROM messages m"
                f" JOIN deliveries d ON d.message_id = m.id {NAMED.format('m')}",
    "events": "SELECT i.value, e.name, e.depth, e.body FROM events e JOIN customer_events ce ON ce.event_id = e.id"
              " JOIN customer_identifiers i ON i.customer_id = ce.customer_id AND i.value LIKE 'c%'"
              " AND i.value NOT LIKE '%@%' WHERE e.name NOT LIKE 'Message %'",
}


def progress(daemon: Daemon) -> tuple[int, int]:
    """Another answer than before means that steps were taken; read from the end, so that asking stays cheap."""
    return rows(daemon, "SELECT ifnull(max(id), 0), total(steps_taken) FROM"
                        " (SELECT id, steps_taken FROM journeys ORDER BY id DESC LIMIT 1000)")[0]


def is_writing(daemon: Daemon) -> bool:
    """Whether the stopped daemon is in the middle of a transaction."""
    with contextlib.closing(sqlite3.connect(database_file(daemon), timeout=0, isolation_level=None)) as database:
        try:
            database.execute("BEGIN IMMEDIATE")
            database.execute("ROLLBACK")
            return False
        except sqlite3.OperationalError:
            return True


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=200, help="how many that count")
    parser.add_argument("--seed", type=int, default=None, help="to see the same moments again, as far as time allows")
    parser.add_argument("--keep", type=pathlib.Path, help="a folder for what the daemons leave: their databases and logs")
    given, rest = parser.parse_known_args()
    vars(OPTIONS).update(vars(given))
    sys.argv[1:] = rest
    main()
