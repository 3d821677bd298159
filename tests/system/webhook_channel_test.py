#!/usr/bin/env -S python3 -B
"""The channel type "webhook" of the real daemon, with a receiver that verifies by Standard Webhooks' own library: a call list
for the shop's staff, secrets that change, and receivers that are wrong, gone or in a hurry."""

import base64
import contextlib
import json
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from shop import (  # noqa: E402
    DELIVERED, QUEUED, RETRYING, StandardWebhooks, consent, identify, main, make_shop, order, post_batch, report, rows,
    standard_webhooks_is_installed, states, wait_until)

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
OTHER = "whsec_" + base64.b64encode(bytes(range(32, 64))).decode()
THANKS = "order/thanks"


@unittest.skipUnless(standard_webhooks_is_installed(), "needs tests/peers/install")
class WebhookChannelTest(unittest.TestCase):
    @contextlib.contextmanager
    def shop(self, url: str, more: str = "allow_private_addresses = true\n"):
        with tempfile.TemporaryDirectory() as folder:
            for name, secret in (("secret", SECRET), ("other", OTHER)):
                file = pathlib.Path(folder) / name
                file.write_text(secret + "\n")
                file.chmod(0o600)
            channel = (f'[channel.email]\ntype = "webhook"\nreaches = "email"\nurl = "{url}"\n'
                       f'secret = "file:secret"\n{more}')
            with make_shop(pathlib.Path(folder), channel, campaigns=("post-purchase",)) as daemon:
                post_batch(daemon, [identify("anna", "anna@example.org"), consent("anna", "anna@example.org"),
                                    order("anna", "1001")])
                yield daemon

    def channel(self, daemon) -> dict:
        return report(daemon, "status")["channels"][0]

    def test_the_receiver_verifies_what_it_gets(self):
        with StandardWebhooks(SECRET) as receiver, self.shop(receiver.url()) as daemon:
            wait_until(lambda: states(daemon, THANKS) == [DELIVERED], "it is delivered")
            wait_until(lambda: receiver.received, "the receiver has said so")
            one = receiver.received[0]
            self.assertTrue(one["verified"])
            self.assertEqual(one["id"], rows(daemon, "SELECT idempotency_key FROM deliveries")[0][0])
            self.assertEqual(one["body"]["type"], "message")
            self.assertEqual(one["body"]["data"]["recipient"], "anna@example.org")
            self.assertIn("<html", one["body"]["data"]["html"])

    def test_while_the_secret_changes_old_and_new_receivers_verify(self):
        with StandardWebhooks(OTHER) as receiver, \
                self.shop(receiver.url(), 'next_secret = "file:other"\nallow_private_addresses = true\n') as daemon:
            wait_until(lambda: states(daemon, THANKS) == [DELIVERED], "it is delivered")
            wait_until(lambda: receiver.received, "the receiver has said so")
            self.assertTrue(receiver.received[0]["verified"])

    def test_a_receiver_that_does_not_know_us_takes_the_channel_down(self):
        with StandardWebhooks(OTHER) as receiver, self.shop(receiver.url()) as daemon:
            wait_until(lambda: self.channel(daemon)["state"] == "down", "the channel is down")
            self.assertIn("401", self.channel(daemon)["reason"])
            self.assertEqual(rows(daemon, "SELECT state, attempts FROM deliveries"), [(QUEUED, 0)])
            self.assertNotIn(SECRET[6:20], daemon.log_text())

    def test_a_busy_receiver_is_given_the_time_it_asks_for(self):
        with StandardWebhooks(SECRET) as receiver, self.shop(receiver.url("/429?retry=1000")) as daemon:
            wait_until(lambda: "channel_paused" in daemon.log_text(), "the channel pauses")
            self.assertIn("16m40s", daemon.log_text())
            self.assertEqual(rows(daemon, "SELECT state, attempts FROM deliveries"), [(QUEUED, 0)])

    def test_a_failing_receiver_is_tried_again_with_the_same_id(self):
        with StandardWebhooks(SECRET) as receiver, \
                self.shop(receiver.url("/500"), 'allow_private_addresses = true\n[delivery]\n'
                                                'retries = { first_after = "200ms", longest_after = "1s", attempts = 3 }\n'
                          ) as daemon:
            wait_until(lambda: receiver.received and states(daemon, THANKS) == [RETRYING], "it will be tried again")
            self.assertEqual(len({one["id"] for one in receiver.received}), 1)

    def test_a_chat_gets_the_text(self):
        with StandardWebhooks(SECRET) as receiver, tempfile.TemporaryDirectory() as folder:
            url = pathlib.Path(folder) / "chat"
            url.write_text(receiver.url("/200") + "\n")
            url.chmod(0o600)
            channel = ('[channel.email]\ntype = "chat"\nreaches = "email"\nwebhook_url = "file:chat"\n'
                       'allow_private_addresses = true\n')
            with make_shop(pathlib.Path(folder), channel, campaigns=("post-purchase",)) as daemon:
                post_batch(daemon, [identify("anna", "anna@example.org"), order("anna", "1001")])
                wait_until(lambda: states(daemon, THANKS) == [DELIVERED], "it is delivered")
                wait_until(lambda: receiver.received, "the chat has said so")
                posted = json.loads(receiver.received[0]["body"])
                self.assertEqual(list(posted), ["text"])
                self.assertIn("Test Shop", posted["text"])
                self.assertNotIn(receiver.url("/200"), daemon.log_text())

    def test_private_addresses_need_the_shops_word(self):
        with StandardWebhooks(SECRET) as receiver, self.shop(receiver.url(), "") as daemon:
            wait_until(lambda: "delivery.not_accepted" in daemon.log_text(), "the host refuses")
            self.assertIn("private", daemon.log_text())
            self.assertEqual(receiver.received, [])


if __name__ == "__main__":
    main()
