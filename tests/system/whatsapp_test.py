#!/usr/bin/env -S python3 -B
"""WhatsApp by the real daemon: Meta's Cloud API with a Meta made here (values) and with Prism over Meta's own document (form).
What comes back, signed: receipts, replies, buttons, and who wants no marketing any more."""

import contextlib
import json
import pathlib
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from shop import (  # noqa: E402
    ACCEPTED, DELIVERED, FAILED, IN_DOUBT, PHONE_NUMBER_ID, PUBLIC_URL, QUEUED, RETRYING, SENDING, WHATSAPP_DOCUMENT, FakeMeta, Prism,
    identify, main, make_shop, mended_document, order, post_batch, prism_is_installed, report, rows, signed, states, told, track, wait_until)

THANKS = "order/thanks"
TOKEN, APP_SECRET, VERIFY_TOKEN = "token-of-the-test", "app-secret-of-the-test", "verify-token-of-the-test"
PHONE = "+31612345678"
WA_ID = PHONE.removeprefix("+")
READ, BOUNCED = 11, 9
REPLIES = ("stopped", "started")
TEMPLATE = 'template = "order_thanks"\n'
TEXT = 'text = "Thank you {{ customer.first_name }}: “order” {{ order.order_id }}"\n'
FULL = (TEMPLATE + 'template_language = "en_US"\nheader_image = "https://shop.example/{{ order.order_id }}.png"\n'
        'body = ["{{ customer.first_name }}", "{{ order.order_id }}"]\n'
        'buttons = ["fixed", "url:orders/{{ order.order_id }}?a=1", "reply:STOP"]\n')


def channel(url: str, more: str = "") -> str:
    return (f'[channel.whatsapp]\ntype = "whatsapp"\nphone_number_id = "{PHONE_NUMBER_ID}"\naccess_token = "file:token"\n'
            f'app_secret = "file:secret"\nverify_token = "file:verify"\nbase_url = "{url}"\nallow_private_addresses = true\n{more}\n')


def shop_with(folder: pathlib.Path, url: str, table: str, more: str = "", settings: str = ""):
    """A shop that thanks for orders on WhatsApp alone, by this [whatsapp] table, and answers replies."""
    daemon = make_shop(folder, channel(url, more), '[delivery]\nchannels = ["whatsapp"]\n' + settings, campaigns=("post-purchase",))
    file = daemon.folder / "messages" / "order" / "thanks.toml"
    file.write_text(file.read_text() + f"\n[whatsapp]\n{table}")
    answers = daemon.folder / "messages" / "replies"
    answers.mkdir(exist_ok=True)
    for name in REPLIES:
        (answers / f"{name}.toml").write_text(f'[whatsapp]\ntext = "This answers: {name}."\n')
    for name, secret in (("token", TOKEN), ("secret", APP_SECRET), ("verify", VERIFY_TOKEN)):
        (daemon.folder / name).write_text(secret + "\n")
        (daemon.folder / name).chmod(0o600)
    return daemon


def customer(name: str, phone: str) -> list[dict]:
    return [identify(name, f"{name}@shop.example", first_name="Änna", phone=phone),
            track(name, "Consent Given", channel="whatsapp", phone=phone, source="form", text="Yes, on WhatsApp")]


def consents(daemon) -> list[tuple]:
    return rows(daemon, "SELECT purpose, given FROM consents WHERE channel = 'whatsapp' ORDER BY id")


def count_events(daemon, name: str) -> int:
    return rows(daemon, "SELECT count(*) FROM events WHERE name = ?", name)[0][0]


class Meta:
    """What Meta posts to a shop."""

    def __init__(self, daemon):
        self.daemon, self.number = daemon, 0

    def post(self, body: dict, secret: str = APP_SECRET) -> tuple[int, str]:
        headers, raw = signed(secret, body)
        try:
            with urllib.request.urlopen(urllib.request.Request(self.daemon.url("/webhooks/whatsapp"), raw, headers), timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def status(self, word: str, message: str = "wamid.1", secret: str = APP_SECRET, **more) -> tuple[int, str]:
        one = {"id": message, "status": word, "timestamp": str(int(time.time())), "recipient_id": WA_ID, **more}
        return self.post(told("messages", statuses=[one]), secret)

    def message(self, seconds_ago: int = 0, **what) -> dict:
        self.number += 1
        return {"from": WA_ID, "id": f"wamid.in{self.number}", "timestamp": str(int(time.time()) - seconds_ago), **what}

    def hear(self, message: dict) -> None:
        status, said = self.post(told("messages", contacts=[{"profile": {"name": "Änna"}, "wa_id": WA_ID}], messages=[message]))
        if status != 200:
            raise AssertionError(f"answered {status}: {said}")

    def text(self, text: str, seconds_ago: int = 0) -> None:
        self.hear(self.message(seconds_ago, type="text", text={"body": text}))

    def prefer(self, wish: str) -> tuple[int, str]:
        one = {"wa_id": WA_ID, "category": "marketing_messages", "value": wish, "detail": f"User requested to {wish} marketing messages",
               "timestamp": int(time.time())}
        return self.post(told("user_preferences", contacts=[{"wa_id": WA_ID}], user_preferences=[one]))


class WhatsAppTest(unittest.TestCase):
    @contextlib.contextmanager
    def shop(self, table: str = FULL, more: str = "", settings: str = ""):
        with tempfile.TemporaryDirectory() as name, FakeMeta() as fake:
            daemon = shop_with(pathlib.Path(name) / "shop", fake.url, table, more, settings)
            with daemon:
                post_batch(daemon, customer("anna", PHONE))
                yield daemon, fake, Meta(daemon)

    def thanked(self, daemon, order_id: str = "1001", state: int = ACCEPTED) -> None:
        before = len(states(daemon, THANKS))
        post_batch(daemon, [order("anna", order_id)])
        wait_until(lambda: states(daemon, THANKS)[before:] == [state], f"the thanks for {order_id} are {state}", 60)

    def test_every_field_of_a_template(self):
        with self.shop() as (daemon, fake, _):
            arguments = ("preview", "order/thanks", "--channel", "whatsapp", "--language", "en")
            shown = json.loads(daemon.command(*arguments, "--json").stdout)["fields"]
            self.assertEqual(shown["template"], "order_thanks")
            self.assertEqual([type(shown["body"]), len(shown["body"])], [list, 2], shown)
            self.assertIn("\nbody: " + json.dumps(shown["body"], separators=(",", ":"), ensure_ascii=False) + "\n",
                          daemon.command(*arguments).stdout)
            self.thanked(daemon)
            one = fake.received[0]
            self.assertEqual((one["method"], one["path"]), ("POST", f"/v23.0/{PHONE_NUMBER_ID}/messages"))
            self.assertEqual((one["token"], one["type"], one["agent"]), (f"Bearer {TOKEN}", "application/json", "lifecycled-whatsapp/0.1.0"))
            (key, wamid), = rows(daemon, "SELECT idempotency_key, provider_message_id FROM deliveries")
            self.assertEqual(one["body"], {
                "messaging_product": "whatsapp", "recipient_type": "individual", "to": PHONE, "type": "template",
                "template": {
                    "name": "order_thanks", "language": {"code": "en_US", "policy": "deterministic"},
                    "components": [
                        {"type": "header", "parameters": [{"type": "image", "image": {"link": "https://shop.example/1001.png"}}]},
                        {"type": "body", "parameters": [{"type": "text", "text": "Änna"}, {"type": "text", "text": "1001"}]},
                        {"type": "button", "sub_type": "url", "index": "1", "parameters": [{"type": "text", "text": "orders/1001?a=1"}]},
                        {"type": "button", "sub_type": "quick_reply", "index": "2", "parameters": [{"type": "payload", "payload": "STOP"}]},
                    ]},
                "biz_opaque_callback_data": key})
            self.assertEqual(wamid, "wamid.1")

    def test_the_language_is_the_messages_own(self):
        with self.shop(TEMPLATE) as (daemon, fake, _):
            self.thanked(daemon)
            self.assertEqual(fake.received[0]["body"]["template"], {
                "name": "order_thanks", "language": {"code": "en", "policy": "deterministic"}})

    def test_free_text_within_the_window_alone(self):
        with self.shop(TEXT + 'replies = ["All is well", "Something is wrong"]\n') as (daemon, fake, meta):
            self.thanked(daemon, "1001", FAILED)
            self.assertEqual(rows(daemon, "SELECT reason FROM deliveries"), [(
                "window closed: the customer never wrote on this channel, and WhatsApp takes free text for 24 hours only; give the message "
                "a template",)])
            meta.text("Hello", seconds_ago=25 * 3600)
            self.thanked(daemon, "1002", FAILED)
            self.assertIn("window closed: the customer last wrote 25 hours ago", rows(daemon, "SELECT reason FROM deliveries")[1][0])
            self.assertEqual(count_events(daemon, "Message Failed"), 2)
            self.assertEqual(fake.received, [])
            meta.text("Are you there?", seconds_ago=23 * 3600)
            daemon.restart()  # the daemon remembers, the plugin need not
            self.thanked(daemon, "1003")
            self.assertEqual(fake.received[0]["body"], {
                "messaging_product": "whatsapp", "recipient_type": "individual", "to": PHONE, "type": "interactive",
                "interactive": {"type": "button", "body": {"text": "Thank you Änna: “order” 1003"}, "action": {"buttons": [
                    {"type": "reply", "reply": {"id": "All is well", "title": "All is well"}},
                    {"type": "reply", "reply": {"id": "Something is wrong", "title": "Something is wrong"}}]}}})

    def test_a_message_with_both_goes_as_the_window_is(self):
        with self.shop(TEMPLATE + TEXT) as (daemon, fake, meta):
            self.thanked(daemon, "1001")
            meta.text("Thanks!")
            self.thanked(daemon, "1002")
            self.assertEqual([one["body"]["type"] for one in fake.received], ["template", "text"])
            self.assertEqual(fake.received[1]["body"]["text"], {"body": "Thank you Änna: “order” 1002", "preview_url": False})

    def test_the_handshake(self):
        with self.shop() as (daemon, _, __):
            wait_until(lambda: report(daemon, "status")["channels"][0]["state"] == "ready", "the channel is ready", 60)
            asked = "/webhooks/whatsapp?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token="
            self.assertEqual(daemon.get(asked + VERIFY_TOKEN), (200, b"1158201444"))
            self.assertEqual(daemon.get(asked + "another")[0], 401)
            self.assertIn("webhook.refused", daemon.log_text())

    def test_a_receipt_counts_once_and_a_forged_one_not_at_all(self):
        with self.shop() as (daemon, _, meta):
            self.thanked(daemon)
            self.assertEqual(meta.status("delivered", secret="somebody else's")[0], 401)
            self.assertEqual(states(daemon, THANKS), [ACCEPTED])
            self.assertIn("webhook.refused", daemon.log_text())
            for _ in range(2):
                self.assertEqual(meta.status("delivered")[0], 200)
                self.assertEqual(states(daemon, THANKS), [DELIVERED])  # stored before it is answered
            self.assertEqual(meta.status("sent")[0], 200)  # late: nothing goes back
            self.assertEqual(states(daemon, THANKS), [DELIVERED])
            self.assertEqual(meta.status("read")[0], 200)
            self.assertEqual(states(daemon, THANKS), [READ])
            self.assertEqual([count_events(daemon, name) for name in ("Message Delivered", "Message Read")], [1, 1])
            self.assertEqual(rows(daemon, "SELECT count(*) FROM receipts"), [(3,)])

    def test_what_was_given_up_later_has_its_code(self):
        for code, state, suppressed in ((131026, BOUNCED, 1), (131047, FAILED, 0), (131049, RETRYING, 0)):
            # "Not now" is a day, which a receipt must live longer than to be tried again.
            lives = 'expires_after = "3d"\n'
            with self.subTest(code), self.shop(settings=lives) as (daemon, _, meta):
                self.thanked(daemon)
                self.assertEqual(meta.status("failed", errors=[{"code": code, "title": "Title", "error_data": {"details": "Why"}}])[0], 200)
                self.assertEqual(states(daemon, THANKS), [state])
                name = {131026: "not reachable on WhatsApp", 131047: "window closed", 131049: "not now for this person"}[code]
                self.assertEqual(rows(daemon, "SELECT reason FROM deliveries"), [(f"{code} {name}: Why",)])
                self.assertEqual(rows(daemon, "SELECT count(*) FROM address_health WHERE suppressed_at IS NOT NULL"), [(suppressed,)])

    def test_a_lost_answer_is_in_doubt_until_the_first_status(self):
        with self.shop(settings='when_in_doubt = "hold"\n') as (daemon, fake, meta):
            fake.cuts = True
            self.thanked(daemon, state=IN_DOUBT)
            self.assertEqual(len(fake.received), 1)
            key = fake.received[0]["body"]["biz_opaque_callback_data"]
            self.assertEqual(meta.status("delivered", "wamid.lost", biz_opaque_callback_data=key)[0], 200)
            self.assertEqual(states(daemon, THANKS), [DELIVERED])
            self.assertEqual(rows(daemon, "SELECT provider_message_id FROM deliveries"), [("wamid.lost",)])

    def test_replies_and_buttons(self):
        with self.shop() as (daemon, fake, meta):
            self.thanked(daemon)
            wait_until(lambda: consents(daemon) == [(1, 1)], "the yes is known")

            def said() -> list[str]:
                return [one["body"]["text"]["body"] for one in fake.received if one["body"]["type"] == "text"]

            meta.text("Do you fly nonstop?")
            context = {"from": "15550783881", "id": "wamid.1"}
            button = meta.message(type="button", button={"payload": "STOP", "text": "Geen berichten meer"}, context=context)
            meta.hear(button)
            wait_until(lambda: said() == ["This answers: stopped."], "it is answered", 30)
            wait_until(lambda: consents(daemon) == [(1, 1), (1, 0)], "consent is withdrawn")
            meta.hear(button)  # Meta tells it again
            daemon.restart()
            meta.text("stop")
            meta.text("START")
            wait_until(lambda: said() == ["This answers: stopped.", "This answers: started."], "the start is answered", 30)
            wait_until(lambda: consents(daemon)[-1] == (1, 1), "consent is there again")
            replies = [json.loads(body) for body, in rows(daemon, "SELECT body FROM events WHERE name = 'Reply Received' ORDER BY id")]
            self.assertEqual([one["text"] for one in replies], ["Do you fly nonstop?", "Geen berichten meer", "stop", "START"])
            self.assertEqual((replies[1]["code"], replies[1]["message"]), ("STOP", THANKS))
            self.assertNotIn("code", replies[0])

    def test_who_wants_no_marketing_says_so_at_whatsapp(self):
        with self.shop() as (daemon, _, meta):
            wait_until(lambda: consents(daemon) == [(1, 1)], "the yes is known")
            for _ in range(2):
                self.assertEqual(meta.prefer("stop")[0], 200)
            wait_until(lambda: consents(daemon)[-1] == (1, 0), "consent is withdrawn")
            self.assertEqual(meta.prefer("resume")[0], 200)
            wait_until(lambda: consents(daemon)[-1] == (1, 1), "consent is there again")
            sources = [json.loads(body)["source"] for body, in rows(
                daemon, "SELECT body FROM events WHERE name IN ('Consent Withdrawn', 'Consent Given') AND source = 5 ORDER BY id")]
            self.assertEqual(sources, ["unsubscribed by the provider", "resubscribed by the provider"])

    def test_what_another_number_of_the_account_hears_is_not_ours(self):
        with self.shop() as (daemon, _, meta):
            wait_until(lambda: consents(daemon) == [(1, 1)], "the yes is known")
            body = told("messages", number="999", messages=[meta.message(type="text", text={"body": "STOP"})])
            self.assertEqual(meta.post(body)[0], 200)
            self.assertEqual(count_events(daemon, "Reply Received"), 0)

    def test_refusals_by_their_codes(self):
        for status, code, expected in ((400, 130429, QUEUED), (400, 80007, QUEUED), (401, 190, QUEUED), (400, 131026, FAILED),
                                       (400, 131047, FAILED), (400, 131049, RETRYING), (400, 130472, RETRYING), (500, 131000, RETRYING)):
            # Long enough for a second try a day later.
            with self.subTest(code), self.shop(settings='expires_after = "3d"\n') as (daemon, fake, _):
                fake.refusals[PHONE] = (status, code)
                post_batch(daemon, [order("anna", "1001")])
                wait_until(lambda: fake.received and states(daemon, THANKS) == [expected], f"{code} is understood", 90)
                wait_until(lambda: str(code) in str(rows(daemon, "SELECT reason FROM deliveries")), "it says why")
                self.assertNotIn(PHONE, daemon.log_text())
                if code == 190:
                    wait_until(lambda: "delivery.channel_down" in daemon.log_text(), "the shop is told")
                suppressed = rows(daemon, "SELECT count(*) FROM address_health WHERE suppressed_at IS NOT NULL")
                self.assertEqual(suppressed, [(1 if code == 131026 else 0,)])

    def test_as_many_at_once_as_the_options_allow(self):
        messages, at_once, delay = 200, 20, 0.05
        with self.shop(more=f"in_flight = {at_once}\nthroughput = 1000") as (daemon, fake, _):
            fake.delay = 1.5  # until as many are there as may be, on a busy machine too
            for first in range(0, messages, 50):
                names = [f"c{number}" for number in range(first, min(first + 50, messages))]
                calls = [call for number, name in enumerate(names) for call in customer(name, f"+316{20000000 + first + number}")]
                post_batch(daemon, calls + [order(name, name) for name in names])
            wait_until(lambda: fake.busiest == at_once, "as many as may be are on their way", 60)
            fake.delay = delay
            wait_until(lambda: fake.received, "the first are answered")
            started, before = time.monotonic(), len(fake.received)
            wait_until(lambda: len(fake.received) == messages, "all are sent", 120)
            took, rest = time.monotonic() - started, messages - before
            print(f"{rest} messages, {at_once} at once, each answered after {delay * 1000:.0f} ms: {took:.2f} s, {rest / took:.0f} a "
                  f"second of {at_once / delay:.0f}")
            self.assertEqual(fake.busiest, at_once)
            wait_until(lambda: states(daemon, THANKS) == [ACCEPTED] * messages, "all are accepted", 60)
            self.assertEqual(len({one["body"]["to"] for one in fake.received}), messages)


# What each table becomes, within the window or not.
FORMS = {
    "a template alone": (TEMPLATE, False),
    "all of a template": (FULL, False),
    "a template with a film": (TEMPLATE + 'header_video = "https://shop.example/film.mp4"\n', False),
    "a template with a document": (TEMPLATE + 'header_document = "https://shop.example/a.pdf"\ndocument_name = "Invoice.pdf"\n', False),
    "a template with names": (TEMPLATE + 'header_text = "1001"\nbody = ["{{ customer.first_name }}"]\nbody_names = ["first_name"]\n', False),
    "a text": (TEXT + "preview_url = true\n", True),
    "a text below a picture": (TEXT + 'header_image = "https://shop.example/cup.png"\n', True),
    "a text below a document": (TEXT + 'header_document = "https://shop.example/a.pdf"\ndocument_name = "Invoice.pdf"\n', True),
    "a text with answers": (TEXT + 'replies = ["Yes", "No"]\nheader_image = "https://shop.example/cup.png"\n', True),
}


@unittest.skipUnless(prism_is_installed(), "needs tests/peers/install")
@unittest.skipUnless(WHATSAPP_DOCUMENT.exists(), f"needs {WHATSAPP_DOCUMENT}")
class DocumentTest(unittest.TestCase):
    def send(self, folder: pathlib.Path, prism: Prism, table: str, is_answer: bool) -> None:
        valid = prism.count_valid()
        with shop_with(folder, prism.url, table) as daemon:
            post_batch(daemon, customer("anna", PHONE))
            wait_until(lambda: consents(daemon) == [(1, 1)], "the yes is known")
            if is_answer:
                Meta(daemon).text("Hello")
                wait_until(lambda: count_events(daemon, "Reply Received") == 1, "it is heard, be it kept until the channel is ready", 60)
            post_batch(daemon, [order("anna", "1001")])
            wait_until(lambda: states(daemon, THANKS) not in ([], [QUEUED], [SENDING]), "prism has answered", 90)
            self.assertEqual(states(daemon, THANKS), [ACCEPTED], prism.log_text()[-3000:])
        self.assertEqual(prism.count_valid(), valid + 1)

    def test_metas_own_document_is_kept_to(self):
        with tempfile.TemporaryDirectory() as name, Prism(pathlib.Path(name), WHATSAPP_DOCUMENT) as prism:
            headers = {"Authorization": "Bearer x", "Content-Type": "application/json", "User-Agent": "test/1.0.0"}
            lacking = {"messaging_product": "whatsapp", "to": WA_ID, "type": "text", "text": {"body": "to whom?"}}
            request = urllib.request.Request(f"{prism.url}/v23.0/1/messages", json.dumps(lacking).encode(), headers)
            with self.assertRaises(urllib.error.HTTPError) as refused:  # prism does look
                urllib.request.urlopen(request, timeout=30)
            self.assertEqual(refused.exception.code, 422)
            self.assertIn("recipient_type", refused.exception.read().decode())
            for number, (what, (table, is_answer)) in enumerate(FORMS.items()):
                with self.subTest(what):
                    self.send(pathlib.Path(name) / f"shop{number}", prism, table, is_answer)

    def test_so_is_its_meaning_where_its_pattern_lets_no_first_button_pass(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            with Prism(folder, mended_document(folder)) as prism:
                self.send(folder / "shop", prism, TEMPLATE + 'buttons = ["url:orders/1001", "reply:STOP"]\n', False)


if __name__ == "__main__":
    main()
