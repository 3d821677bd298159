#!/usr/bin/env -S python3 -B
"""SMS by the real daemon: Twilio's API with a Twilio made here (values), with Prism over Twilio's own document (form) and with
signatures by npm's twilio; Kannel's sendsms with the real Kannel, over SMPP to an operator. What comes back: receipts and replies."""

import contextlib
import pathlib
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.parse
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from shop import (  # noqa: E402
    ACCEPTED, DELIVERED, FAILED, IN_DOUBT, PUBLIC_URL, QUEUED, RETRYING, SENDING, FakeTwilio, Kannel, Prism, TWILIO_DOCUMENT, identify,
    kannel_is_installed, main, make_shop, order, post_batch, prism_is_installed, report, rows, sign, signer_is_installed, states, track,
    wait_until)

THANKS = "order/thanks"
ACCOUNT = "AC" + "0123456789abcdef" * 2
TOKEN = "twilio-auth-token-of-the-test"
SECRET = "webhook-secret-of-the-test"
PHONE = "+31612345678"
TEXT = "Thank you {{ customer.first_name }}: “order” {{ order.order_id }} costs €5"
BOUNCED = 9
REPLIES = ("stopped", "stopped-all", "started", "help")


def twilio_channel(url: str, more: str = "") -> str:
    return (f'[channel.sms]\ntype = "twilio.sms"\nsender = "Test Shop"\naccount_sid = "{ACCOUNT}"\nauth_token = "file:token"\n'
            f'base_url = "{url}"\ncallback_url = "{PUBLIC_URL}/webhooks/sms"\nallow_private_addresses = true\n{more}\n')


def kannel_channel(url: str, port: int) -> str:
    return (f'[channel.sms]\ntype = "kannel.sms"\nsender = "Test Shop"\nurl = "{url}"\nusername = "shop"\npassword = "file:token"\n'
            f'webhook_secret = "file:secret"\ncallback_url = "http://127.0.0.1:{port}/webhooks/sms"\n'
            f'allow_private_addresses = true\nstop_words = ["basta"]\n')


def shop_with(folder: pathlib.Path, channel: str, port: int | None = None, more: str = "", password: str = TOKEN):
    """A shop that thanks for orders by SMS alone, and answers replies."""
    daemon = make_shop(folder, channel, '[delivery]\nchannels = ["sms"]\n' + more, campaigns=("post-purchase",), port=port)
    file = daemon.folder / "messages" / "order" / "thanks.toml"
    file.write_text(file.read_text().split("\n[sms]")[0] + f'\n[sms]\ntext = "{TEXT}"\n')
    answers = daemon.folder / "messages" / "replies"
    answers.mkdir(exist_ok=True)
    for name in REPLIES:
        (answers / f"{name}.toml").write_text(f'[sms]\ntext = "This answers: {name}."\n')
    for name, secret in (("token", password), ("secret", SECRET)):
        (daemon.folder / name).write_text(secret + "\n")
        (daemon.folder / name).chmod(0o600)
    return daemon


def customer(name: str, phone: str) -> list[dict]:
    return [identify(name, f"{name}@shop.example", first_name="Änna", phone=phone),
            track(name, "Consent Given", channel="sms", phone=phone, source="form", text="Yes, by SMS")]


def consents(daemon) -> list[tuple]:
    return rows(daemon, "SELECT purpose, given FROM consents WHERE channel = 'sms' ORDER BY id")


def sent_names(daemon) -> list[str]:
    return [name for name, in rows(daemon, "SELECT m.name FROM messages m ORDER BY m.id")]


def answer_of(request: urllib.request.Request) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


class TwilioTest(unittest.TestCase):
    @contextlib.contextmanager
    def shop(self, more: str = "", settings: str = ""):
        with tempfile.TemporaryDirectory() as name, FakeTwilio() as twilio:
            daemon = shop_with(pathlib.Path(name) / "shop", twilio_channel(twilio.url, more), more=settings)
            with daemon:
                post_batch(daemon, customer("anna", PHONE))
                yield daemon, twilio

    def callback(self, daemon, path: str, fields: dict[str, str], token: str = TOKEN) -> tuple[int, str]:
        """What Twilio posts, signed by its own library for the address that it was given."""
        request = urllib.request.Request(daemon.url("/webhooks/sms" + path), urllib.parse.urlencode(fields).encode())
        request.add_header("X-Twilio-Signature", sign(token, PUBLIC_URL + "/webhooks/sms" + path, fields))
        return answer_of(request)

    def reply(self, daemon, number: int, text: str) -> None:
        fields = {"MessageSid": f"SM-reply-{number}", "From": PHONE, "To": "+3197010281234", "Body": text, "NumMedia": "0"}
        self.assertEqual(self.callback(daemon, "", fields)[0], 200)

    def test_every_field_of_a_message(self):
        with self.shop('transliterate = true\nvalidity = "1h"') as (daemon, twilio):
            post_batch(daemon, [order("anna", "1001")])
            wait_until(lambda: states(daemon, THANKS) == [ACCEPTED], "Twilio has taken it", 30)
            one = twilio.received[0]
            self.assertEqual(one["path"], f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json")
            self.assertEqual((one["method"], one["kind"], one["user"], one["password"]), ("POST", "Basic", ACCOUNT, TOKEN))
            self.assertEqual(one["type"], "application/x-www-form-urlencoded")
            (key, sid), = rows(daemon, "SELECT idempotency_key, provider_message_id FROM deliveries")
            self.assertEqual(one["fields"], {
                "To": [PHONE], "From": ["Test Shop"], "Body": ['Thank you Änna: "order" 1001 costs €5'], "ValidityPeriod": ["3600"],
                "StatusCallback": [f"{PUBLIC_URL}/webhooks/sms/status?key={key}"]})
            self.assertEqual(sid, f"SM{1:032d}")

    @unittest.skipUnless(signer_is_installed(), "needs tests/peers/install")
    def test_a_receipt_counts_once_and_a_forged_one_not_at_all(self):
        with self.shop() as (daemon, twilio):
            post_batch(daemon, [order("anna", "1001")])
            wait_until(lambda: states(daemon, THANKS) == [ACCEPTED], "Twilio has taken it", 30)
            path = urllib.parse.urlsplit(twilio.received[0]["fields"]["StatusCallback"][0])
            path = path.path.removeprefix("/webhooks/sms") + "?" + path.query
            fields = {"MessageSid": f"SM{1:032d}", "MessageStatus": "delivered", "To": PHONE, "From": "Test Shop", "AccountSid": ACCOUNT}
            self.assertEqual(self.callback(daemon, path, fields, token="somebody else's")[0], 401)
            self.assertEqual(states(daemon, THANKS), [ACCEPTED])
            self.assertIn("webhook.refused", daemon.log_text())
            for _ in range(2):
                status, body = self.callback(daemon, path, fields)
                self.assertEqual((status, body), (200, '<?xml version="1.0" encoding="UTF-8"?><Response/>'))
                # Stored before it is answered.
                self.assertEqual(states(daemon, THANKS), [DELIVERED])
            self.assertEqual(rows(daemon, "SELECT count(*) FROM events WHERE name = 'Message Delivered'"), [(1,)])
            self.assertEqual(rows(daemon, "SELECT count(*) FROM receipts"), [(1,)])

    @unittest.skipUnless(signer_is_installed(), "needs tests/peers/install")
    def test_a_lost_answer_is_in_doubt_until_the_receipt_comes(self):
        with self.shop(settings='when_in_doubt = "hold"\n') as (daemon, twilio):
            twilio.cuts = True
            post_batch(daemon, [order("anna", "1001")])
            wait_until(lambda: states(daemon, THANKS) == [IN_DOUBT], "nobody knows", 30)
            self.assertEqual(len(twilio.received), 1)
            path = urllib.parse.urlsplit(twilio.received[0]["fields"]["StatusCallback"][0])
            path = path.path.removeprefix("/webhooks/sms") + "?" + path.query
            self.assertEqual(self.callback(daemon, path, {"MessageSid": "SMlost", "MessageStatus": "delivered", "To": PHONE})[0], 200)
            self.assertEqual(states(daemon, THANKS), [DELIVERED])
            self.assertEqual(rows(daemon, "SELECT provider_message_id FROM deliveries"), [("SMlost",)])

    @unittest.skipUnless(signer_is_installed(), "needs tests/peers/install")
    def test_replies(self):
        with self.shop() as (daemon, twilio):
            wait_until(lambda: consents(daemon) == [(1, 1)], "the yes is known")

            def said() -> list[str]:
                return [one["fields"]["Body"][0] for one in twilio.received]

            self.reply(daemon, 1, "Do you fly nonstop?")
            self.reply(daemon, 2, "Stop please")
            wait_until(lambda: said() == ["This answers: stopped."], "it is answered", 30)
            wait_until(lambda: consents(daemon) == [(1, 1), (1, 0)], "consent is withdrawn")
            self.reply(daemon, 2, "Stop please")  # Twilio tells it again
            self.reply(daemon, 3, "STOP")
            daemon.restart()
            self.reply(daemon, 4, "Arrêt!")
            self.reply(daemon, 5, "help")
            wait_until(lambda: len(said()) == 2, "help is answered", 30)
            self.assertEqual(said()[1:], ["This answers: help."])
            self.reply(daemon, 6, "help")
            self.reply(daemon, 7, "START")
            wait_until(lambda: len(said()) == 3, "the start is answered", 30)
            wait_until(lambda: consents(daemon)[-1] == (1, 1), "consent is there again")
            self.assertEqual(said()[2:], ["This answers: started."])
            self.reply(daemon, 8, "STOPALL")
            wait_until(lambda: len(said()) == 4, "the end is answered", 30)
            self.assertEqual(said()[3:], ["This answers: stopped-all."])
            wait_until(lambda: consents(daemon)[-2:] == [(1, 0), (2, 0)], "nothing is agreed to")
            post_batch(daemon, [order("anna", "1001")])
            wait_until(lambda: THANKS in sent_names(daemon), "the order is thanked for")
            time.sleep(0.3)
            self.assertEqual(len(said()), 4)
            self.assertEqual(rows(daemon, "SELECT count(*) FROM events WHERE name = 'Reply Received'"), [(8,)])

    def test_nothing_is_sent_where_nothing_can_arrive(self):
        with self.shop('countries = ["NL", "BE"]\nmost_parts = 1') as (daemon, twilio):
            others = {"ben": "+31201234567", "carl": "+33612345678"}
            for name, phone in others.items():
                post_batch(daemon, customer(name, phone) + [order(name, name)])
            wait_until(lambda: states(daemon, THANKS) == [FAILED, FAILED], "both are refused", 30)
            self.assertEqual(sorted(reason for reason, in rows(daemon, "SELECT reason FROM deliveries")), [
                "the number is no mobile one and can receive no SMS", "this channel does not send to FR; see its countries"])
            self.assertEqual(twilio.received, [])
            self.assertEqual(rows(daemon, "SELECT a.value FROM address_health h JOIN addresses a ON a.id = h.address_id"
                                          " WHERE h.suppressed_at IS NOT NULL"), [(others["ben"],)])

    def test_refusals_by_their_codes(self):
        for status, code, expected in ((400, 21614, FAILED), (400, 21610, FAILED), (429, 20429, QUEUED), (500, 20500, RETRYING), (401, 20003, QUEUED)):
            with self.subTest(code), self.shop() as (daemon, twilio):
                twilio.refusals[PHONE] = (status, code)
                post_batch(daemon, [order("anna", "1001")])
                wait_until(lambda: twilio.received and states(daemon, THANKS) == [expected], f"{code} is understood", 30)
                wait_until(lambda: str(code) in str(rows(daemon, "SELECT reason FROM deliveries")), "it says why")
                self.assertNotIn(PHONE, daemon.log_text())
                if code == 21610:
                    wait_until(lambda: consents(daemon)[-1] == (1, 0), "Twilio's stop is ours")

    def test_as_many_at_once_as_the_options_allow(self):
        messages, at_once, delay = 200, 20, 0.05
        with self.shop(f"in_flight = {at_once}") as (daemon, twilio):
            twilio.delay = 1.5  # until as many are there as may be, on a busy machine too
            for first in range(0, messages, 50):
                names = [f"c{number}" for number in range(first, min(first + 50, messages))]
                calls = [call for number, name in enumerate(names) for call in customer(name, f"+316{20000000 + first + number}")]
                post_batch(daemon, calls + [order(name, name) for name in names])
            wait_until(lambda: twilio.busiest == at_once, "as many as may be are on their way", 60)
            twilio.delay = delay
            wait_until(lambda: twilio.received, "the first are answered")
            started, before = time.monotonic(), len(twilio.received)
            wait_until(lambda: len(twilio.received) == messages, "all are sent", 120)
            took, rest = time.monotonic() - started, messages - before
            print(f"{rest} messages, {at_once} at once, each answered after {delay * 1000:.0f} ms: {took:.2f} s, {rest / took:.0f} a "
                  f"second of {at_once / delay:.0f}")
            self.assertEqual(twilio.busiest, at_once)
            wait_until(lambda: states(daemon, THANKS) == [ACCEPTED] * messages, "all are accepted", 60)
            self.assertEqual(len({one["fields"]["To"][0] for one in twilio.received}), messages)

    @unittest.skipUnless(prism_is_installed(), "needs tests/peers/install")
    @unittest.skipUnless(TWILIO_DOCUMENT.exists(), f"needs {TWILIO_DOCUMENT}")
    def test_twilios_own_document_is_kept_to(self):
        with tempfile.TemporaryDirectory() as name, Prism(pathlib.Path(name), TWILIO_DOCUMENT) as prism:
            form = urllib.request.Request(f"{prism.url}/2010-04-01/Accounts/{ACCOUNT}/Messages.json", b"Body=to+whom", {"Authorization": "Basic eDp5"})
            self.assertEqual(answer_of(form)[0], 422)  # prism does look
            for number, more in enumerate(("", f'messaging_service = "MG{"0" * 32}"')):
                with self.subTest(more):
                    daemon = shop_with(pathlib.Path(name) / f"shop{number}", twilio_channel(prism.url, more))
                    with daemon:
                        post_batch(daemon, customer("anna", PHONE) + [order("anna", "1001")])
                        wait_until(lambda: states(daemon, THANKS) not in ([], [QUEUED], [SENDING]), "prism has answered", 90)
                        self.assertEqual(states(daemon, THANKS), [ACCEPTED], prism.log_text()[-2000:])
                    self.assertEqual(prism.count_valid(), number + 1)


@unittest.skipUnless(kannel_is_installed(), "needs tests/peers/install")
class KannelTest(unittest.TestCase):
    @contextlib.contextmanager
    def shop(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            daemon = shop_with(folder / "shop", "")
            hears_at = daemon.url("/webhooks/sms")
            with Kannel(folder / "kannel", hears_at, SECRET) as kannel:
                settings = daemon.config.read_text()
                daemon.config.write_text(settings.replace("[delivery]", kannel_channel(kannel.url, daemon.port) + "[delivery]"))
                (daemon.folder / "token").write_text("kannel-password\n")
                with daemon:
                    post_batch(daemon, customer("anna", PHONE))
                    yield daemon, kannel

    def test_to_the_phone_and_back(self):
        with self.shop() as (daemon, kannel):
            post_batch(daemon, [order("anna", "1001")])
            wait_until(lambda: kannel.submitted, "the operator has it", 60)
            one = kannel.submitted[0]
            # Quotation marks are outside the GSM alphabet, so it goes as UCS-2.
            self.assertEqual((one["from"], one["to"], one["coding"], one["receipt"]), ("Test Shop", PHONE[1:], 8, 1))
            self.assertEqual(one["text"], "Thank you Änna: “order” 1001 costs €5")
            wait_until(lambda: rows(daemon, "SELECT count(*) FROM receipts WHERE kind = 1") == [(1,)], "8 has come: sent", 30)
            self.assertEqual(states(daemon, THANKS), [ACCEPTED])
            kannel.tell(do="receipt", id=one["id"], stat="DELIVRD", err="000")
            wait_until(lambda: states(daemon, THANKS) == [DELIVERED], "1 has come: delivered", 30)

    def test_what_does_not_arrive(self):
        with self.shop() as (daemon, kannel):
            post_batch(daemon, [order("anna", "1001")])
            wait_until(lambda: kannel.submitted, "the operator has it", 60)
            kannel.tell(do="receipt", id=kannel.submitted[0]["id"], stat="UNDELIV", err="011")
            wait_until(lambda: states(daemon, THANKS) == [BOUNCED], "2 has come", 30)
            self.assertEqual(rows(daemon, "SELECT reason FROM deliveries"), [("UNDELIV 011",)])
            kannel.tell(do="refuse", status=11)
            post_batch(daemon, customer("ben", "+31687654321") + [order("ben", "1002")])
            wait_until(lambda: states(daemon, THANKS) == [BOUNCED, BOUNCED], "16 has come", 60)
            self.assertEqual(rows(daemon, "SELECT a.value FROM address_health h JOIN addresses a ON a.id = h.address_id"
                                          " WHERE h.suppressed_at IS NOT NULL"), [("+31687654321",)])

    def test_replies_in_whatever_letters(self):
        with self.shop() as (daemon, kannel):
            wait_until(lambda: consents(daemon) == [(1, 1)], "the yes is known")

            def write(text: str, coding: int = 0) -> None:
                kannel.tell(do="inbound", to="12345", text=text, coding=coding, **{"from": PHONE[1:]})

            def said() -> list[str]:
                return [one["text"] for one in kannel.submitted]

            write("nonstop")
            write("STOP")
            wait_until(lambda: said() == ["This answers: stopped."], "it is answered", 60)
            self.assertEqual((kannel.submitted[0]["from"], kannel.submitted[0]["to"]), ("Test Shop", PHONE[1:]))
            wait_until(lambda: consents(daemon)[-1] == (1, 0), "consent is withdrawn")
            write("START")
            wait_until(lambda: len(said()) == 2, "it is answered", 60)
            write("退订", 8)
            wait_until(lambda: len(said()) == 3, "it is answered", 60)
            wait_until(lambda: consents(daemon)[-1] == (1, 0), "consent is withdrawn again")
            write("¡Basta!")  # the shop's own word, once more
            wait_until(lambda: len(consents(daemon)) == 5, "it is heard", 60)
            self.assertEqual(said(), ["This answers: stopped.", "This answers: started.", "This answers: stopped."])

    def test_a_forged_report_is_refused(self):
        with self.shop() as (daemon, kannel):
            wait_until(lambda: report(daemon, "status")["channels"][0]["state"] == "ready", "the channel is ready", 60)
            for query in ("/report?key=abc&sig=00&status=1", f"/reply?token=wrong&from=%2B{PHONE[1:]}&text=STOP&id=1", "/report", "/reply"):
                self.assertEqual(daemon.get("/webhooks/sms" + query)[0], 401, query)
            self.assertEqual(daemon.log_text().count("webhook.refused"), 4)
            self.assertEqual(consents(daemon), [(1, 1)])


if __name__ == "__main__":
    main()
