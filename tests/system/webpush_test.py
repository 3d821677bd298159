#!/usr/bin/env -S python3 -B
"""The channel type "webpush" of the real daemon, with a push service and a browser that decrypts and verifies by what npm's
web-push is made of: what arrives, what the service's answers lead to, and addresses that nobody may be sent to."""

import contextlib
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from certificates import make_certificate  # noqa: E402
from shop import (  # noqa: E402
    ACCEPTED, FAILED, IN_DOUBT, QUEUED, RETRYING, PushService, identify, main, make_shop, order, post_batch, program,
    push_service_is_installed, report, rows, states, track, wait_until)

THANKS = "order/thanks"
MESSAGE = """
[webpush]
title   = "Thank you, {{ customer.first_name | default: 'friend' }}"
body    = "We have your order."
url     = "https://shop.example/orders"
icon    = "https://shop.example/icon.png"
topic   = "thanks"
urgency = "high"
ttl     = "2h"
"""


@unittest.skipUnless(push_service_is_installed(), "needs tests/peers/install")
class WebPushTest(unittest.TestCase):
    def vapid(self, file: pathlib.Path) -> dict:
        done = subprocess.run([program("lifecycled"), "keys", "vapid", file, "--json"], check=True, capture_output=True, text=True)
        self.assertNotIn(file.read_text().strip(), done.stdout)
        return json.loads(done.stdout)

    @contextlib.contextmanager
    def shop(self, path: str = "/wpush", private: bool = True, known: bool = True, message: str = MESSAGE):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            certificate, key = make_certificate(folder, "localhost")
            with PushService(certificate, key) as service:
                daemon = make_shop(folder / "shop", "", campaigns=("post-purchase",))
                made = self.vapid(daemon.folder / "vapid.key")
                daemon.config.write_text(
                    daemon.config.read_text()
                    + '\n[channel.webpush]\ntype = "webpush"\ncontact = "mailto:push@shop.example"\n'
                    + f'vapid_public_key = "{made["public_key"]}"\nvapid_private_key = "file:vapid.key"\n'
                    + (f'push_services = ["{service.host}"]\n' if known else "")
                    + ("allow_private_addresses = true\n" if private else "")
                    + '[delivery]\nchannels = ["webpush"]\n'
                      'retries = { first_after = "1m", longest_after = "1h", attempts = 3 }\n')
                file = daemon.folder / "messages" / "order" / "thanks.toml"
                file.write_text(file.read_text() + message)
                daemon.environment["SSL_CERT_FILE"] = str(certificate)
                with daemon:
                    self.public_key = made["public_key"]
                    post_batch(daemon, [
                        identify("anna", "anna@example.org", first_name="Änna"),
                        track("anna", "Consent Given", channel="webpush", webpush=service.subscription(path), source="form", text="Yes"),
                        order("anna", "1001")])
                    yield daemon, service

    def test_the_browser_reads_it_and_the_service_knows_who_sends(self):
        with self.shop() as (daemon, service):
            wait_until(lambda: states(daemon, THANKS) == [ACCEPTED], "the service has taken it")
            wait_until(lambda: service.received, "the service has said so")
            one = service.received[0]
            self.assertNotIn("error", one)
            self.assertEqual(json.loads(one["text"]), {
                "title": "Thank you, Änna", "body": "We have your order.", "url": "https://shop.example/orders",
                "icon": "https://shop.example/icon.png", "tag": "thanks", "lang": "en"})
            self.assertEqual(one["http"], "2.0")
            for name, value in {"ttl": "7200", "urgency": "high", "topic": "thanks", "content-encoding": "aes128gcm",
                                "content-type": "application/octet-stream"}.items():
                self.assertEqual(one["headers"][name], value, name)
            self.assertEqual(one["claims"]["aud"], f"https://{service.host}")
            self.assertEqual(one["claims"]["sub"], "mailto:push@shop.example")
            self.assertEqual(one["claims"]["key"], self.public_key)
            self.assertEqual(rows(daemon, "SELECT provider_message_id FROM deliveries"), [("https://localhost/message/1",)])

    def test_a_subscription_that_is_gone_is_dropped(self):
        for status in (404, 410):
            with self.subTest(status), self.shop(f"/{status}") as (daemon, service):
                wait_until(lambda: states(daemon, THANKS) == [FAILED], "it is given up")
                dropped = rows(daemon, "SELECT suppression FROM address_health WHERE suppressed_at IS NOT NULL AND channel = 'webpush'")
                self.assertEqual(len(dropped), 1)
                self.assertIn(str(status), dropped[0][0])

    def test_a_busy_service_is_given_the_time_it_asks_for(self):
        with self.shop("/429?retry=1000") as (daemon, service):
            wait_until(lambda: service.received and rows(daemon, "SELECT due_at FROM delivery_queue"), "it waits")
            wait_until(lambda: "429" in str(rows(daemon, "SELECT reason FROM deliveries")), "it says why")
            self.assertEqual(rows(daemon, "SELECT state, attempts FROM deliveries"), [(QUEUED, 0)])
            self.assertEqual(len(service.received), 1)
            self.assertEqual(report(daemon, "status")["channels"][0]["state"], "ready")

    def test_a_failing_service_is_tried_again(self):
        with self.shop("/503") as (daemon, service):
            wait_until(lambda: states(daemon, THANKS) == [RETRYING], "it will be tried again")

    def test_an_answer_that_is_lost_leaves_the_message_in_doubt(self):
        # Transactional messages are sent again unless the shop says otherwise, so what was written down tells.
        with self.shop("/cut") as (daemon, service):
            wait_until(lambda: service.received, "it has arrived")
            wait_until(lambda: states(daemon, THANKS)[0] in (IN_DOUBT, RETRYING, QUEUED), "it is settled")
            self.assertNotIn(FAILED, states(daemon, THANKS))

    def test_a_private_address_needs_the_shops_word(self):
        with self.shop(private=False) as (daemon, service):
            wait_until(lambda: "private" in daemon.log_text(), "the host refuses")
            self.assertEqual(service.received, [])

    def test_only_push_services_are_sent_to(self):
        with self.shop(known=False) as (daemon, service):
            wait_until(lambda: states(daemon, THANKS) == [FAILED], "it is given up")
            self.assertIn("no push service that this channel knows", rows(daemon, "SELECT reason FROM deliveries")[0][0])
            self.assertEqual(service.received, [])

    def test_what_is_too_long_is_told_with_its_size(self):
        with self.shop(message=MESSAGE.replace("We have your order.", "x" * 4000)) as (daemon, service):
            wait_until(lambda: states(daemon, THANKS) == [FAILED], "it is given up")
            self.assertIn("bytes of at most 3993", rows(daemon, "SELECT reason FROM deliveries")[0][0])
            self.assertEqual(service.received, [])


if __name__ == "__main__":
    main()
