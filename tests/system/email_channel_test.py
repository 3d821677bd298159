#!/usr/bin/env -S python3 -B
"""The channel type "email" of the real daemon: mails as mailparser reads them and mailauth verifies them, over TLS and each way
to log in; and what a real Postfix sends back."""

import json
import pathlib
import smtplib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from certificates import make_certificate  # noqa: E402
from shop import (  # noqa: E402
    SMTP_SINK, MailServer, Postfix, SmtpSink, consent, free_port, identify, listens, mail_server_is_installed, main, make_shop,
    order, post_batch, postfix_can_run, program, rows, smtp_channel, wait_until)

COMPLAINT = pathlib.Path(__file__).resolve().parents[2] / "plugins/email/reports/corpus/complaint.eml"
CORPUS_KEY = b"0199d0a1b2c3d4e5f60718293a4b5c73"


def dkim_key(file: pathlib.Path, *more: str) -> dict:
    done = subprocess.run([program("lifecycled"), "keys", "dkim", file, "--domain", "shop.example", *more, "--json"], check=True,
                          capture_output=True, text=True)
    return json.loads(done.stdout)


class EmailCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.folder.chmod(0o755)

    def suppressed(self, daemon) -> list[str]:
        return [why for why, in rows(daemon, "SELECT suppression FROM address_health WHERE suppressed_at IS NOT NULL")]


@unittest.skipUnless(mail_server_is_installed(), "needs tests/peers/install")
class SendingTest(EmailCase):
    def test_a_mail_is_signed_by_both_keys_and_reads_as_large_providers_ask(self):
        daemon_folder = self.folder / "shop"
        daemon_folder.mkdir()
        rsa = dkim_key(daemon_folder / "rsa.pem", "--selector", "s1")
        ed25519 = dkim_key(daemon_folder / "ed25519.pem", "--selector", "s2", "--ed25519")
        certificate, key = make_certificate(self.folder, "localhost")
        with MailServer(certificate, key, methods=("XOAUTH2",), user="shop", password="a-token",
                        records={one["name"]: one["record"] for one in (rsa, ed25519)}) as server:
            (daemon_folder / "token").write_text("a-token\n")
            (daemon_folder / "token").chmod(0o600)
            port = free_port()
            channel = smtp_channel(server.port, more=(
                f'tls_ca_file = "{certificate}"\nuser = "shop"\npassword = "file:token"\nauth = "xoauth2"\n'
                f'envelope_sender = "bounces@shop.example"\nreport_listen = "127.0.0.1:{port}"\n'
                'unsubscribe_address = "leave@shop.example"\n'
                'dkim_domain = "shop.example"\ndkim_selector = "s1"\ndkim_key = "file:rsa.pem"\n'
                'dkim_second_selector = "s2"\ndkim_second_key = "file:ed25519.pem"'))
            with make_shop(daemon_folder, channel, campaigns=("welcome", "post-purchase")) as daemon:
                post_batch(daemon, [identify("anna", "anna@bücher.example", language="de", first_name="Änna"),
                                    consent("anna", "anna@bücher.example")])
                wait_until(lambda: server.received, f"the mail has come; see {daemon.log}")
                mail = server.received[0]
                key_of_mail, = rows(daemon, "SELECT idempotency_key FROM deliveries ORDER BY id LIMIT 1")[0]
                headers = mail["headers"]
                self.assertEqual((mail["login"], mail["loginMethod"], mail["secure"]), ("shop", "XOAUTH2", True))
                self.assertEqual(mail["mailFrom"], f"bounces+{key_of_mail}@shop.example")
                # smtp-server shows people letters; on the wire, and so in the mail, it was ASCII.
                self.assertEqual(mail["rcptTo"], ["anna@bücher.example"])
                self.assertIn("\r\nTo: anna@xn--bcher-kva.example\r\n", mail["raw"])
                self.assertEqual(mail["from"]["value"], [{"address": "shop@shop.example", "name": "Test Shop"}])
                self.assertEqual(headers["message-id"], [f"<{key_of_mail}@shop.example>"])
                self.assertEqual(headers["list-unsubscribe-post"], ["List-Unsubscribe=One-Click"])
                self.assertRegex(headers["list-unsubscribe"][0],
                                 rf"^<mailto:leave\+{key_of_mail}@shop\.example\?subject=unsubscribe>,\s+<https://[^>]+>$")
                self.assertRegex(headers["list-id"][0], r"^<welcome\.shop\.example>$")
                self.assertRegex(headers["feedback-id"][0], r"^welcome:")
                self.assertEqual(len(headers["date"]), 1)
                for absent in ("precedence", "bcc", "auto-submitted"):
                    self.assertNotIn(absent, headers)
                for text in (mail["text"], mail["html"]):
                    self.assertIn("Änna", text)
                self.assertTrue(all(len(line) <= 998 for line in mail["raw"].split("\r\n")))

                self.assertEqual({(one["selector"], one["algorithm"], one["domain"]): (one["result"], one["comment"])
                                  for one in mail["dkim"]},
                                 {("s1", "rsa-sha256", "shop.example"): ("pass", None),
                                  ("s2", "ed25519-sha256", "shop.example"): ("pass", None)})
                for one in mail["dkim"]:
                    covered = one["headers"].lower() if isinstance(one["headers"], str) else ":".join(one["headers"]).lower()
                    for name in ("from", "subject", "list-unsubscribe", "list-unsubscribe-post", "message-id"):
                        self.assertIn(name, covered)

                # An order's mail is no advertising: no list, and no holiday answers it.
                post_batch(daemon, [order("anna", "1001")])
                wait_until(lambda: any("auto-submitted" in one["headers"] for one in server.received), "the thanks have come")
                thanks = next(one for one in server.received if "auto-submitted" in one["headers"])
                self.assertEqual(thanks["headers"]["auto-submitted"], ["auto-generated"])
                self.assertNotIn("list-unsubscribe", thanks["headers"])
                self.assertTrue(all(one["result"] == "pass" for one in thanks["dkim"]))


@unittest.skipUnless(SMTP_SINK.exists() and postfix_can_run(), "needs tests/peers/install and root, for Postfix")
class ReturnTest(EmailCase):
    def shop_behind_postfix(self, answer: tuple[str, ...]):
        """A shop whose relay is Postfix, before which a mailbox provider answers so, and which brings reports to the shop."""
        listener = free_port()
        provider = SmtpSink(self.folder / "provider", arguments=answer).start()
        self.addCleanup(provider.stop)
        postfix = Postfix(self.folder / "postfix", {"customers.example": f"smtp:[127.0.0.1]:{provider.port}",
                                                    "shop.example": f"lmtp:inet:127.0.0.1:{listener}"})
        postfix.__enter__()
        self.addCleanup(postfix.__exit__)
        daemon = make_shop(self.folder / "shop", smtp_channel(postfix.port, more=(
            f'tls = "off"\nenvelope_sender = "bounces@shop.example"\nreport_listen = "127.0.0.1:{listener}"')),
            campaigns=("welcome",))
        return daemon, postfix, provider, listener

    def greet(self, daemon, postfix):
        post_batch(daemon, [identify("anna", "anna@customers.example"), consent("anna", "anna@customers.example")])
        wait_until(lambda: "status=" in postfix.log(), f"Postfix has tried; see {daemon.log}")

    def test_a_hard_bounce_of_a_real_server_ends_the_address(self):
        daemon, postfix, _, _ = self.shop_behind_postfix(("-f", "rcpt", "-B", "550 5.1.1 no such user"))
        with daemon:
            self.greet(daemon, postfix)
            wait_until(lambda: self.suppressed(daemon), f"the address is suppressed; {postfix.log()}")
            self.assertRegex(self.suppressed(daemon)[0], r"^bounced: 5\.1\.1 .*no such user")
            self.assertNotIn("@", self.suppressed(daemon)[0])

    def test_a_full_mailbox_counts_and_suppresses_nobody(self):
        daemon, postfix, _, _ = self.shop_behind_postfix(("-f", "rcpt", "-B", "552 5.2.2 mailbox full"))
        with daemon:
            self.greet(daemon, postfix)
            wait_until(lambda: rows(daemon, "SELECT 1 FROM address_health WHERE soft_failures = 1"), "the bounce is counted")
            self.assertEqual(self.suppressed(daemon), [])

    def test_a_complaint_withdraws_consent_at_once(self):
        daemon, postfix, provider, listener = self.shop_behind_postfix(())
        with daemon:
            self.greet(daemon, postfix)
            provider.wait_for(1)
            key, = rows(daemon, "SELECT idempotency_key FROM deliveries ORDER BY id LIMIT 1")[0]
            complaint = COMPLAINT.read_bytes().replace(CORPUS_KEY, key.encode())
            wait_until(lambda: listens(listener), "the channel listens")
            with smtplib.LMTP("127.0.0.1", listener) as lmtp:
                lmtp.sendmail("", ["fbl@shop.example"], complaint)
            # It said 250, so it is stored.
            self.assertEqual(self.suppressed(daemon), ["complaint"])
            wait_until(lambda: rows(daemon, "SELECT 1 FROM address_consents WHERE given = 0"), "the consent is withdrawn")


if __name__ == "__main__":
    main()
