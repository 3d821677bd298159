#!/usr/bin/env -S python3 -B
"""A channel's daily volume and its warm-up, and the stop by what came back, with a mailbox provider that is told what to say."""

import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from shop import (  # noqa: E402
    ACCEPTED, FAILED, QUEUED, Behaviour, ScriptedSmtp, consent, email_to, identify, main, make_shop, order, post_batch, report, states,
    wait_until)


WELCOME, THANKS = "welcome/hello", "order/thanks"


class ChannelsTest(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name)
        self.server = ScriptedSmtp()
        self.server.__enter__()
        self.addCleanup(self.server.__exit__)

    def shop(self, more: str):
        return make_shop(self.folder / "shop", email_to(self.server.port, more), campaigns=("welcome", "post-purchase"))

    def readers(self, daemon, count: int, group: str) -> None:
        people = [f"{group}{number}" for number in range(count)]
        post_batch(daemon, [call for one in people for call in (identify(one, f"{one}@example.org"), consent(one, f"{one}@example.org"))])

    def channel(self, daemon) -> dict:
        return report(daemon, "channels")["channels"][0]

    def test_a_warm_up_lets_so_many_go_and_all_receipts(self):
        with self.shop("warm_up = [3, 50]\n") as daemon:
            self.readers(daemon, 5, "reader")
            wait_until(lambda: states(daemon, WELCOME).count(ACCEPTED) == 3, "three have gone")
            post_batch(daemon, [order("reader0", "1001")])
            wait_until(lambda: states(daemon, THANKS) == [ACCEPTED], "the receipt has gone")
            self.assertEqual(states(daemon, WELCOME).count(QUEUED), 2)
            daemon.restart()
            self.assertEqual(self.channel(daemon)["today"], {"messages": 4, "most": 3, "warm_up_day": 1})
            self.assertIn("4 messages of 3, day 1 of its warm-up", daemon.command("channels").stdout)
            waiting = daemon.command("explain", "reader4", "welcome").stdout
            self.assertIn("email has sent its 3 messages of today, day 1 of its warm-up", waiting)

    def test_dead_addresses_stop_marketing_until_somebody_resumes_it(self):
        with self.shop("") as daemon:
            self.server.behaviour = lambda turn: Behaviour("RCPT", "550 5.1.1 no such user") if turn.recipient.startswith("dead") else Behaviour()
            self.readers(daemon, 50, "reader")
            wait_until(lambda: states(daemon, WELCOME).count(ACCEPTED) == 50, "fifty have gone")
            self.readers(daemon, 3, "dead")
            daemon.wait_for_log("delivery.marketing_stopped")
            why = "3 of 53 messages of the last 7 days went to dead addresses, more than 5%"
            self.assertIn(why, daemon.log_text())
            self.assertIn(why, daemon.command("status").stdout)
            daemon.restart()
            self.readers(daemon, 1, "late")
            post_batch(daemon, [order("reader0", "1002")])
            wait_until(lambda: states(daemon, THANKS) == [ACCEPTED], "the receipt has gone")
            self.assertEqual(states(daemon, WELCOME).count(QUEUED), 1)
            self.assertRegex(daemon.command("explain", "late0", "welcome").stdout, f"channel: held: email stopped since .* by itself: {why}")
            self.assertIn("last 7 days  0 sent", daemon.command("channels", "resume", "email").stdout)
            wait_until(lambda: QUEUED not in states(daemon, WELCOME), "the welcome has gone")
            self.assertEqual(states(daemon, WELCOME).count(FAILED), 3)
            self.assertIn("channel.resumed", daemon.log_text())

    def test_a_person_stops_a_channel_with_and_without_a_daemon(self):
        with self.shop("") as daemon:
            self.assertTrue(report(daemon, "channels", "stop", "email", "--why", "wrong list")["changed"])
            self.assertFalse(report(daemon, "channels", "stop", "email")["changed"])
            self.readers(daemon, 1, "reader")
            wait_until(lambda: states(daemon, WELCOME) == [QUEUED], "the welcome waits")
            self.assertIn("wrong list", daemon.command("channels").stdout)
            self.assertIn('there is no channel "emial"; did you mean "email"?', daemon.command("channels", "stop", "emial").stderr)
            daemon.stop()
            self.assertTrue(report(daemon, "channels", "resume", "email")["changed"])
            daemon.start()
            wait_until(lambda: states(daemon, WELCOME) == [ACCEPTED], "the welcome has gone")


if __name__ == "__main__":
    main()
