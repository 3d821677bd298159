#!/usr/bin/env -S python3 -B
"""SIGKILL of the daemon while customers join the line of a daily limit, and while its places are handed out:

    limit_crash_test.py [--kills 40] [--seed N] [--keep FOLDER]

The line is served by `serve_first`. First everybody asks; then the limit is raised a few times, which hands out places at once.
After each, those who were served are exactly those with the most in the line, each has one message, and as many places are
taken as the limit allows."""

import argparse
import datetime
import pathlib
import random
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from shop import (  # noqa: E402
    DELIVERED, IN_DOUBT, RETRYING, Daemon, consent, file_channel, identify, main, make_shop, order, post_batch, rows, wait_until, wait_until_done)

OPTIONS = argparse.Namespace(kills=40, seed=None, keep=None)
CUSTOMERS, PER_BATCH, FIRST_LIMIT, RAISED_BY = 72, 4, 2, 10
LONGEST_LIFE = 0.15  # seconds between a start and the kill
CAMPAIGN = """title = "Line"
serves = "retention"
trigger = {{ event = "Order Completed", one_per = "order_id" }}
limit = "{limit}/day"
serve_first = "spent"
step = [
  {{ send = "line/news" }},
  {{ after = "5ms", then = "exit" }},
]
"""
MESSAGE = """[email]
subject = "News"
html = "<p>News</p><p><a href='{{ links.unsubscribe }}'>Stop</a> {{ shop.address }}</p>"
text = "News {{ links.unsubscribe }} {{ shop.address }}"
"""
SERVED = ("SELECT CAST(substr(i.value, 2) AS INTEGER) FROM messages m JOIN customer_identifiers i ON i.customer_id = m.customer_id"
          " AND i.value LIKE 'c%' AND i.value NOT LIKE '%@%' WHERE m.withheld IS NULL ORDER BY m.id")
IN_LINE = "SELECT count(*), count(DISTINCT journey_id) FROM limit_line"


def worth(customer: int) -> float:
    """Everybody's is another, and the order of asking says nothing about it."""
    return 20.0 + customer * 29 % CUSTOMERS


def zone_at_noon() -> str:
    """A time zone in which it is about noon, so that no midnight brings a day's new places."""
    ahead = 12 - datetime.datetime.now(datetime.timezone.utc).hour
    return f"Etc/GMT{'-' if ahead > 0 else '+'}{abs(ahead)}"


class LimitCrashTest(unittest.TestCase):
    def setUp(self):
        seed = OPTIONS.seed if OPTIONS.seed is not None else random.randrange(1_000_000)
        self.seed, self.random, self.kills, self.counted = seed, random.Random(seed), 0, 0
        folder = OPTIONS.keep or pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.daemon = make_shop(folder / "shop", file_channel(), campaigns=())
        self.daemon.config.write_text(self.daemon.config.read_text().replace("Europe/Amsterdam", zone_at_noon()))
        (self.daemon.folder / "messages" / "line").mkdir()
        (self.daemon.folder / "messages" / "line" / "news.toml").write_text(MESSAGE)
        self.allow(FIRST_LIMIT)

    def test_places_are_handed_out_once_and_in_order(self):
        raises = -(-(CUSTOMERS - FIRST_LIMIT) // RAISED_BY)
        self.everybody_asks(OPTIONS.kills // 2)
        served = self.served(FIRST_LIMIT)
        for number in range(1, raises + 1):
            limit = min(FIRST_LIMIT + number * RAISED_BY, CUSTOMERS)
            self.allow(limit)
            for _ in range(-(-OPTIONS.kills // 2 // raises)):
                self.live_for_a_moment()
            with self.daemon:
                wait_until(lambda: len(rows(self.daemon, SERVED)) >= limit, f"{limit} are served", 60)
                wait_until_done(self.daemon)
            best = sorted(set(range(CUSTOMERS)) - set(served), key=worth, reverse=True)[:limit - len(served)]
            now_served = self.served(limit)
            self.assertEqual(now_served[:len(served)], served, f"seed {self.seed}")
            self.assertEqual(set(now_served[len(served):]), set(best), f"seed {self.seed}, limit {limit}")
            served = now_served
        self.assertEqual(rows(self.daemon, "SELECT count(*) FROM journeys WHERE ended_at IS NULL"), [(0,)])
        self.assertGreater(self.counted, OPTIONS.kills // 8, "too few kills met somebody on the way")
        print(f"\nseed {self.seed}: {self.kills} kills, {self.counted} of them while something had changed; {len(served)} served",
              flush=True)

    def allow(self, limit: int) -> None:
        (self.daemon.folder / "campaigns" / "line.toml").write_text(CAMPAIGN.format(limit=limit))

    def everybody_asks(self, kills: int) -> None:
        """A batch after the other, each until it is acknowledged, with kills between and under them."""
        batches = [range(first, min(first + PER_BATCH, CUSTOMERS)) for first in range(0, CUSTOMERS, PER_BATCH)]
        for number, batch in enumerate(batches):
            calls = []
            for customer in batch:
                name, address = f"c{customer}", f"c{customer}@example.org"
                calls += [identify(name, address), consent(name, address), order(name, f"o{customer}", total=worth(customer))]
            for one, each in enumerate(calls):
                each["messageId"] = f"{number}-{one}"
            while True:
                if self.daemon.process is None or self.daemon.process.poll() is not None:
                    self.daemon.start(60)
                try:
                    post_batch(self.daemon, calls)
                    break
                except OSError:
                    continue
            if self.kills < kills:
                time.sleep(self.random.uniform(0, LONGEST_LIFE / 3))
                self.kill()
        if self.daemon.process.poll() is not None:
            self.daemon.start(60)
        wait_until(lambda: rows(self.daemon, IN_LINE) == [(CUSTOMERS - FIRST_LIMIT,) * 2], "the others stand in line", 60)
        wait_until_done(self.daemon)
        self.daemon.stop()

    def live_for_a_moment(self) -> None:
        self.daemon.start(60)
        time.sleep(self.random.uniform(0, LONGEST_LIFE))
        self.kill()

    def kill(self) -> None:
        before = getattr(self, "seen", None)
        self.daemon.kill()
        self.seen = rows(self.daemon, "SELECT (SELECT count(*) FROM limit_line), (SELECT count(*) FROM messages),"
                                      " (SELECT total(limit_used) FROM campaigns)")
        self.kills += 1
        self.counted += self.seen != before

    def served(self, limit: int) -> list[int]:
        """Those who got a message, in that order, after looking whether everything about them is true."""
        what = f"seed {self.seed}, limit {limit}"
        served = [customer for customer, in rows(self.daemon, SERVED)]
        self.assertEqual(len(served), limit, what)
        self.assertEqual(len(set(served)), limit, what)
        self.assertEqual(rows(self.daemon, "SELECT limit_used FROM campaigns WHERE name = 'line'"), [(limit,)], what)
        self.assertEqual(rows(self.daemon, IN_LINE), [(CUSTOMERS - limit,) * 2], what)
        self.assertEqual(rows(self.daemon, "SELECT count(*) FROM limit_line l LEFT JOIN journeys j ON j.id = l.journey_id"
                                           " WHERE j.ended_at IS NOT NULL OR j.id IS NULL"), [(0,)], what)
        # Whose attempt a kill cut off waits for its next one, or for somebody who knows better.
        self.assertEqual(rows(self.daemon, "SELECT state, count(*) FROM deliveries"
                                           f" WHERE state NOT IN ({DELIVERED}, {IN_DOUBT}, {RETRYING}) GROUP BY state"), [], what)
        self.assertEqual(rows(self.daemon, "SELECT count(*) FROM deliveries"), [(limit,)], what)
        return served


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=40, help="how many")
    parser.add_argument("--seed", type=int, default=None, help="to see the same moments again, as far as time allows")
    parser.add_argument("--keep", type=pathlib.Path, help="a folder for what the daemon leaves: its database and log")
    given, rest = parser.parse_known_args()
    vars(OPTIONS).update(vars(given))
    sys.argv[1:] = rest
    main()
