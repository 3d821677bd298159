#!/usr/bin/env -S python3 -B
"""A provider's way back into the real daemon: its reports become states, events and suppressions, count once, and are neither
lost nor taken on trust when the plugin's process or the daemon dies."""

import contextlib
import os
import pathlib
import signal
import sys
import tempfile
import unittest
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from shop import (  # noqa: E402
    ACCEPTED, DELIVERED, child_of, consent, identify, main, make_shop, order, post_batch, program, rows, states, track, wait_until)

PLUGIN = program("x").parents[1] / "lib" / "test_plugins" / "echo_provider.so"
CHANNEL = f'[channel.email]\ntype = "echo"\nplugin = "{PLUGIN}"\nreaches = "email"\n'
BOUNCED, COMPLAINED = 9, 10
THANKS = "order/thanks"


class WebhookTest(unittest.TestCase):
    @contextlib.contextmanager
    def shop(self):
        with tempfile.TemporaryDirectory() as folder:
            self.daemon = make_shop(pathlib.Path(folder), CHANNEL, campaigns=("post-purchase",))
            with self.daemon:
                yield self.daemon

    def buy(self, name: str) -> str:
        """One message that the provider accepts; its id there."""
        post_batch(self.daemon, [identify(name, f"{name}@example.org"), consent(name, f"{name}@example.org"),
                                 order(name, f"order-{name}")])
        sql = ("SELECT provider_message_id FROM deliveries d JOIN addresses a ON a.id = d.address_id "
               "WHERE a.normal = ? AND provider_message_id IS NOT NULL")
        wait_until(lambda: rows(self.daemon, sql, f"{name}@example.org"), "the message is accepted")
        return rows(self.daemon, sql, f"{name}@example.org")[0][0]

    def tell(self, *lines: str, signature: str = "open sesame") -> tuple[int, bytes]:
        request = urllib.request.Request(self.daemon.url("/webhooks/email"), "\n".join(lines).encode(),
                                         {"X-Signature": signature})
        try:
            with urllib.request.urlopen(request, timeout=15) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read()

    def events(self, name: str) -> int:
        return rows(self.daemon, "SELECT count(*) FROM events WHERE name = ?", name)[0][0]

    def test_reports_are_stored_before_the_answer(self):
        with self.shop() as daemon:
            message = self.buy("anna")
            self.assertEqual(self.tell(f"2 {message} -"), (200, b"1 heard"))
            daemon.kill()  # what was answered is on disk
            daemon.start()
            self.assertEqual(states(daemon, THANKS), [DELIVERED])
            # The channel may still be starting; then what comes is kept, and counts no more often either.
            wait_until(lambda: self.tell(f"2 {message} -") == (200, b"1 heard"), "the channel is ready")
            self.assertEqual(self.events("Message Delivered"), 1)

    def test_a_complaint_ends_advertising(self):
        with self.shop() as daemon:
            message = self.buy("anna")
            self.assertEqual(self.tell(f"9 {message} -")[0], 200)
            self.assertEqual(states(daemon, THANKS), [COMPLAINED])
            self.assertEqual(rows(daemon, "SELECT suppression FROM address_health"), [("complaint",)])
            wait_until(lambda: rows(daemon, "SELECT given FROM consents ORDER BY id DESC LIMIT 1") == [(0,)],
                       "the withdrawal is on record")

    def test_an_address_of_the_plugins_own_kind(self):
        channel = CHANNEL.replace("[channel.email]", "[channel.chat]").replace('"email"', '"chat-id"')
        with tempfile.TemporaryDirectory() as folder:
            more = '[delivery]\nchannels = ["chat", "email"]\n'
            daemon = make_shop(pathlib.Path(folder), CHANNEL + channel, more, campaigns=("post-purchase",))
            (daemon.folder / "messages" / "order" / "thanks.toml").write_text(
                '[chat]\ntext = "Thank you"\n')
            for translation in (daemon.folder / "messages" / "order").glob("thanks.*.toml"):
                translation.unlink()
            with daemon:
                post_batch(daemon, [track("anna", "Consent Given", channel="chat", address="8812-AB"), order("anna", "1")])
                wait_until(lambda: states(daemon, THANKS) == [ACCEPTED], "it is sent")
                self.assertEqual(rows(daemon, "SELECT d.channel, a.kind, a.value FROM deliveries d JOIN addresses a "
                                              "ON a.id = d.address_id"), [("chat", "chat-id", "8812-AB")])

    def test_a_wrong_signature_changes_nothing(self):
        with self.shop() as daemon:
            message = self.buy("anna")
            self.assertEqual(self.tell(f"6 {message} -", signature="guess")[0], 401)
            self.assertEqual(states(daemon, THANKS), [ACCEPTED])
            self.assertEqual(rows(daemon, "SELECT count(*) FROM receipts"), [(0,)])

    def test_the_way_is_there_for_channels_that_have_one(self):
        with self.shop() as daemon:
            self.buy("anna")
            self.assertEqual(daemon.get("/webhooks/email?hub.challenge=77"), (200, b"hub.challenge=77"))
            self.assertEqual(daemon.get("/webhooks/telex")[0], 404)

    def test_what_comes_while_the_channel_is_down_is_kept_and_verified_later(self):
        with self.shop() as daemon:
            message = self.buy("anna")
            os.kill(child_of(daemon, "email"), signal.SIGSTOP)  # it hangs: nobody answers for eight seconds
            self.assertEqual(self.tell(f"6 {message} -"), (200, b"kept\n"))
            self.assertEqual(self.tell(f"9 {message} -", signature="guess"), (200, b"kept\n"))
            self.assertEqual(rows(daemon, "SELECT count(*) FROM kept_webhooks"), [(2,)])
            self.assertEqual(daemon.get("/webhooks/email", seconds=15)[0], 503)
            daemon.kill()  # and then the daemon dies as well
            daemon.start()
            wait_until(lambda: rows(daemon, "SELECT count(*) FROM kept_webhooks") == [(0,)], "they are handed over")
            # The bounce counts; the complaint that nobody signed does not.
            wait_until(lambda: states(daemon, THANKS) == [BOUNCED], "the bounce is written down")
            self.assertEqual(self.events("Message Complained"), 0)
            daemon.wait_for_log("webhook.handed_over")

    def test_a_webhook_that_kills_the_plugin_is_set_aside(self):
        with self.shop() as daemon:
            message = self.buy("anna")
            self.assertEqual(self.tell("crash"), (200, b"kept\n"))
            wait_until(lambda: rows(daemon, "SELECT count(*) FROM quarantine") == [(1,)], "it is set aside", 60)
            wait_until(lambda: self.tell(f"2 {message} -") == (200, b"1 heard"), "the channel works again", 30)


if __name__ == "__main__":
    main()
