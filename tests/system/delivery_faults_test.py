#!/usr/bin/env -S python3 -B
"""Relays that refuse, defer, cut and dawdle, and a channel's process that is killed while it sends: every message ends in the
state that its promise says, and what is sent again is the same message under the same Message-ID."""

import contextlib
import os
import pathlib
import signal
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from shop import (  # noqa: E402
    ACCEPT, ACCEPTED, BUSY, CUT_AFTER_DOT, DEFER, DELIVERED, FAILED, IN_DOUBT, QUEUED, REFUSE, REFUSE_CONNECTION,
    REFUSE_CONTENT, RETRYING, Behaviour, ScriptedSmtp, child_of, consent, email_to, identify, main, make_shop, order, post_batch, report,
    rows, states, track, wait_until, wait_until_done)

RETRIES = '[delivery]\nretries = { first_after = "300ms", longest_after = "1s", attempts = 5 }\n'
THANKS, HELLO = "order/thanks", "welcome/hello"


class DeliveryFaultsTest(unittest.TestCase):
    @contextlib.contextmanager
    def shop(self, behaviour, channel: str = "", more: str = RETRIES):
        with tempfile.TemporaryDirectory() as folder, ScriptedSmtp(behaviour) as self.server:
            self.daemon = make_shop(pathlib.Path(folder), email_to(self.server.port, channel), more)
            with self.daemon:
                yield self.daemon

    def buy(self, name: str, domain: str = "example.org") -> None:
        """One transactional mail."""
        post_batch(self.daemon, [identify(name, f"{name}@{domain}"), order(name, f"order-{name}")])

    def sign_up(self, name: str) -> None:
        """One advertising mail."""
        address = f"{name}@example.org"
        post_batch(self.daemon, [identify(name, address), consent(name, address)])

    def wait_for_state(self, message: str, *wanted: int) -> None:
        def found():
            return states(self.daemon, message) == list(wanted)

        with contextlib.suppress(TimeoutError):
            wait_until(found, "", 10)
        said = rows(self.daemon, "SELECT state, reason, attempts FROM deliveries")
        self.assertEqual(states(self.daemon, message), list(wanted), f"{said}; {self.daemon.log_text()[-1500:]}")

    def counts(self) -> dict[str, int]:
        return report(self.daemon, "status")["deliveries"].get("email", {})

    def email_channel(self) -> dict:
        return next(one for one in report(self.daemon, "status")["channels"] if one["name"] == "email")

    # --- refused ---

    def test_relay_is_not_there(self):
        with self.shop(ACCEPT) as daemon:
            self.server.stop_listening()
            self.buy("anna")
            wait_until(lambda: self.email_channel()["state"] == "down", "the channel is said to be down")
            self.assertIn("connect", self.email_channel()["reason"].lower())
            # A relay that is away costs a message none of its attempts.
            self.assertEqual(rows(daemon, "SELECT state, attempts FROM deliveries"), [(QUEUED, 0)])
            self.assertEqual(report(daemon, "status")["queues"], {"email": 1})
            self.server.resume()
            daemon.restart()
            self.wait_for_state(THANKS, ACCEPTED)
            self.assertEqual(list(self.server.seen.values()), [1])

    def test_relay_turns_everyone_away(self):
        for behaviour in (REFUSE_CONNECTION, BUSY):
            with self.subTest(behaviour), self.shop(behaviour) as daemon:
                self.buy("anna")
                self.wait_for_state(THANKS, RETRYING)
                self.buy("bert")
                time.sleep(0.5)  # the whole channel waits: nobody knocks a second time within the minute
                self.assertEqual(states(daemon, THANKS), [RETRYING, QUEUED])
                self.assertEqual(self.counts(), {"retrying": 1, "queued": 1})
                self.server.behaviour = ACCEPT
                daemon.restart()
                self.wait_for_state(THANKS, ACCEPTED, ACCEPTED)

    def test_deferred_and_tried_again(self):
        with self.shop(lambda turn: DEFER if turn.mail <= 2 else ACCEPT) as daemon:
            self.buy("anna")
            self.wait_for_state(THANKS, ACCEPTED)
            self.assertEqual(rows(daemon, "SELECT attempts FROM deliveries"), [(3,)])
            self.assertEqual([reason for reason, in rows(daemon, "SELECT detail FROM attempts ORDER BY number")][:2],
                             ["452 4.2.2 mailbox full"] * 2)

    def test_deferred_too_often(self):
        with self.shop(DEFER) as daemon:
            self.buy("anna")
            self.wait_for_state(THANKS, FAILED)
            reason, attempts = rows(daemon, "SELECT reason, attempts FROM deliveries")[0]
            self.assertEqual((reason, attempts), ("given up after 5 attempts: 452 4.2.2 mailbox full", 5))
            self.assertEqual(rows(daemon, "SELECT count(*) FROM address_health WHERE suppressed_at IS NOT NULL"), [(0,)])

    def test_one_destination_does_not_hold_up_others(self):
        grey = Behaviour(at="RCPT", reply="450 4.7.1 greylisted")
        with self.shop(lambda turn: grey if turn.recipient.endswith("@slow.example") else ACCEPT) as daemon:
            self.buy("anna", "slow.example")
            self.wait_for_state(THANKS, RETRYING)
            self.buy("bert", "slow.example")
            self.buy("chen", "quick.example")
            wait_until(lambda: states(daemon, THANKS)[2:] == [ACCEPTED], "the mail to another domain is sent")
            self.assertNotIn(ACCEPTED, states(daemon, THANKS)[:2])

    def test_refused_for_what_it_says(self):
        with self.shop(REFUSE_CONTENT):
            self.buy("anna")
            self.wait_for_state(THANKS, FAILED)
            self.assertEqual(self.counts(), {"failed": 1})
            # The address is as good as before.
            self.server.behaviour = ACCEPT
            post_batch(self.daemon, [order("anna", "second")])
            self.wait_for_state(THANKS, FAILED, ACCEPTED)

    def test_nobody_lives_there(self):
        with self.shop(REFUSE) as daemon:
            # Two customers who gave the same mailbox, written differently.
            post_batch(daemon, [identify("anna", "Anna@Example.org"), identify("twin", "anna@example.org"),
                                order("anna", "first")])
            self.wait_for_state(THANKS, FAILED)
            self.server.behaviour = ACCEPT
            post_batch(daemon, [order("anna", "second"), order("twin", "third"),
                                consent("anna", "Anna@Example.org")])
            wait_until_done(daemon)
            self.assertNotIn(ACCEPTED, states(daemon))
            self.assertEqual(self.server.seen, {})
            said = report(daemon, "explain", "anna")["addresses"]
            self.assertIn("invalid address", str(said))

    # --- cut and slow ---

    def test_cut_before_the_content(self):
        with self.shop(lambda turn: Behaviour(at="DATA", cut=True) if turn.mail == 1 else ACCEPT) as daemon:
            self.sign_up("anna")
            # Nothing can have arrived, so nothing is in doubt, advertising or not.
            self.wait_for_state(HELLO, RETRYING)
            daemon.restart()
            self.wait_for_state(HELLO, ACCEPTED)
            self.assertEqual(list(self.server.seen.values()), [1])

    def test_cut_after_the_content_holds_advertising(self):
        with self.shop(CUT_AFTER_DOT) as daemon:
            self.sign_up("anna")
            self.wait_for_state(HELLO, IN_DOUBT)
            self.server.behaviour = ACCEPT
            daemon.restart()
            wait_until_done(daemon)
            self.assertEqual(self.counts(), {"in doubt": 1})
            self.assertEqual(list(self.server.seen.values()), [1])

            doubts = report(daemon, "doubt")["in_doubt"]
            self.assertEqual([(one["message"], one["channel"]) for one in doubts], [(HELLO, "email")])
            # A person has looked, and says it did not arrive.
            self.assertEqual(report(daemon, "doubt", "resend")["changed"], 1)
            self.wait_for_state(HELLO, ACCEPTED)
            self.assertEqual(list(self.server.seen.values()), [2])
            self.assertEqual(report(daemon, "doubt")["in_doubt"], [])

    def test_doubt_is_closed_by_hand(self):
        with self.shop(CUT_AFTER_DOT) as daemon:
            self.sign_up("anna")
            self.wait_for_state(HELLO, IN_DOUBT)
            self.assertEqual(report(daemon, "doubt", "close")["changed"], 1)
            self.wait_for_state(HELLO, FAILED)
            self.assertEqual(report(daemon, "doubt")["in_doubt"], [])

    def test_cut_after_the_content_sends_receipts_again(self):
        with self.shop(lambda turn: CUT_AFTER_DOT if turn.mail == 1 else ACCEPT) as daemon:
            self.buy("anna")
            self.wait_for_state(THANKS, ACCEPTED)
            key = rows(daemon, "SELECT idempotency_key FROM deliveries")[0][0]
            self.assertEqual(dict(self.server.seen), {f"<{key}@shop.example>": 2})
            self.assertEqual(dict(self.server.accepted), {f"<{key}@shop.example>": 1})

    def test_doubt_may_be_skipped(self):
        more = RETRIES + 'when_in_doubt = "skip"\n'
        with self.shop(CUT_AFTER_DOT, more=more):
            self.buy("anna")
            self.wait_for_state(THANKS, IN_DOUBT)
            self.assertIn("skipped", rows(self.daemon, "SELECT reason FROM deliveries")[0][0])

    def test_slow_relay(self):
        with self.shop(Behaviour(at="DOT", wait=1.0)):
            self.buy("anna")
            self.wait_for_state(THANKS, ACCEPTED)
            self.assertEqual(list(self.server.seen.values()), [1])

    def test_too_slow_to_answer_is_doubt(self):
        with self.shop(Behaviour(at="DOT", wait=4.0), channel='response_timeout = "1s"\n'):
            self.sign_up("anna")
            self.wait_for_state(HELLO, IN_DOUBT)

    def test_too_slow_to_take_it_is_no_doubt(self):
        with self.shop(Behaviour(at="RCPT", wait=4.0), channel='response_timeout = "1s"\n'):
            self.sign_up("anna")
            self.wait_for_state(HELLO, RETRYING)
            self.assertEqual(self.server.seen, {})

    # --- the channel's own process ---

    def test_killed_while_sending(self):
        with self.shop(lambda turn: Behaviour(at="DOT", wait=2.0) if turn.mail <= 2 else ACCEPT) as daemon:
            self.buy("anna")
            self.sign_up("bert")
            wait_until(lambda: sum(self.server.seen.values()) == 2, "both mails are at the relay, unanswered")
            os.kill(child_of(daemon, "email"), signal.SIGKILL)
            # Another channel does not notice: a bad answer goes to the call list.
            list_channel = child_of(daemon, "call-list")
            post_batch(daemon, [consent("anna", "anna@example.org")])
            post_batch(daemon, [track("anna", "Order Delivered", order_id="order-anna")])
            wait_until(lambda: states(daemon, "feedback/delivery") == [ACCEPTED], "the next mail is sent")
            post_batch(daemon, [track("anna", "Feedback Given", rating=1, order_id="order-anna")])
            self.wait_for_state("feedback/call-back", DELIVERED)  # into a file: nothing further to hear of it
            self.assertEqual(child_of(daemon, "call-list"), list_channel)

            self.wait_for_state(THANKS, ACCEPTED)   # a receipt is sent again
            self.wait_for_state(HELLO, IN_DOUBT)    # advertising waits for somebody's word
            self.assertEqual(self.email_channel()["state"], "ready")
            counts = {mail.message_id: count for mail in self.server.mails[:2]
                      for count in [self.server.seen[mail.message_id]]}
            self.assertEqual(sorted(counts.values()), [1, 2])

    def test_killed_again_and_again(self):
        # With nothing to send: a message that is there at each of these ends would be taken for their cause.
        with self.shop(ACCEPT) as daemon:
            killed = set()
            while self.email_channel()["state"] != "down":
                self.assertLess(len(killed), 10, "a channel that crashes for ever is started for ever")
                with contextlib.suppress(ProcessLookupError):
                    child = child_of(daemon, "email")
                    if child and child not in killed:
                        killed.add(child)
                        os.kill(child, signal.SIGKILL)
                time.sleep(0.05)
            self.assertGreater(len(killed), 2)
            daemon.wait_for_log("channel.down")
            # The daemon itself goes on, and messages wait.
            self.buy("anna")
            self.buy("bert")
            wait_until(lambda: len(states(daemon, THANKS)) == 2, "messages are queued")
            self.assertNotIn(FAILED, states(daemon, THANKS))
            self.assertTrue(report(daemon, "reload")["reloaded"])
            self.wait_for_state(THANKS, ACCEPTED, ACCEPTED)


if __name__ == "__main__":
    main()
