#!/usr/bin/env -S python3 -B
"""preview and send-test with the shipped messages: made-up and real customers, every language, valid HTML, and mails that
really leave, by SMTP and into files."""

import base64
import email
import email.policy
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from shop import (  # noqa: E402
    CONFIG, PUBLIC_URL, REPOSITORY, REFUSE, ScriptedSmtp, email_to, file_channel, identify, main, make_shop,
    order, post_batch, rows, track, wait_until_done)

LANGUAGES = ("en", "nl", "fr", "zh-Hans", "zh-Hant")
VALIDATOR = REPOSITORY / "tests" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def validator_is_missing() -> str:
    if not shutil.which("java"):
        return "needs java for the Nu Html Checker"
    return "" if VALIDATOR.exists() else "needs tests/peers/install for the Nu Html Checker"


def validate(pages: pathlib.Path) -> subprocess.CompletedProcess:
    return subprocess.run(["java", "-jar", VALIDATOR, "--errors-only", "--skip-non-html", pages], capture_output=True,
                          text=True, check=False)


def shipped_mails() -> list[str]:
    """The names of all messages that can be a mail."""
    folder = CONFIG / "messages"
    return sorted(str(file.relative_to(folder).with_suffix("")) for file in folder.glob("*/*.toml")
                  if "." not in file.stem and "[email]" in file.read_text())


# What a customer did, and no advertising: nothing to unsubscribe from.
TRANSACTIONAL = ("help/question", "order/thanks", "parcel/delivered", "parcel/late", "parcel/out-for-delivery", "parcel/shipped",
                 "subscription/renewal")


class PreviewTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.shop = make_shop(self.folder / "shop", file_channel() + file_channel("sms")
                              + file_channel("call-list") + 'reaches = "shop"\n')

    def preview(self, *arguments: str) -> dict:
        done = self.shop.command("preview", *arguments, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def refused(self, *arguments: str) -> str:
        done = self.shop.command(*arguments)
        self.assertEqual(done.returncode, 1, done.stdout)
        return done.stderr

    # --- preview ---

    def test_every_shipped_mail_in_every_language(self):
        mails = shipped_mails()
        self.assertGreater(len(mails), 10)
        for message in mails:
            subjects = set()
            for language in LANGUAGES:
                with self.subTest(message=message, language=language):
                    shown = self.preview(message, "--language", language)
                    self.assertEqual(shown["language"], language)
                    subjects.add(shown["fields"]["subject"])
                    self.check_mail(shown["fields"], message)
            self.assertEqual(len(subjects), len(LANGUAGES), f"{message} has the same subject in two languages")

    def check_mail(self, fields: dict, message: str) -> None:
        html, text = fields["html"], fields["text"]
        for part in (html, text, fields["subject"]):
            self.assertNotRegex(part, r"\{\{|\{%|\}\}|%\}|Liquid error")
        # Nothing of HTML is left in the text, and every link of the mail is in it.
        self.assertNotRegex(text, r"</?(p|div|table|tr|td|span|a|br)\b|&[a-z]+;|\n\n\n")
        page = re.sub(r"<!--.*?-->", "", html, flags=re.S)
        for link in set(re.findall(r'<a [^>]*href="([^"]+)"', page)):
            self.assertIn(link.replace("&amp;", "&"), text)
        self.assertIn("Teststraat 1, 1011 AB Amsterdam", text)
        self.assertEqual(f"{PUBLIC_URL}/u/sample" in text, message not in TRANSACTIONAL)

    @unittest.skipIf(validator_is_missing(), validator_is_missing())
    def test_the_html_of_every_shipped_mail_is_valid(self):
        pages = self.folder / "pages"
        pages.mkdir()
        for message in shipped_mails():
            for language in LANGUAGES:
                page = pages / f"{message.replace('/', '-')}-{language}.html"
                done = self.shop.command("preview", message, "--language", language, "--out", str(page))
                self.assertEqual(done.returncode, 0, done.stderr)
        done = validate(pages)
        self.assertEqual(done.returncode, 0, done.stderr[:3000])
        # It would have said so.
        (pages / "bad.html").write_text("<!doctype html><title>x</title><p><div align=center></p>")
        self.assertNotEqual(validate(pages / "bad.html").returncode, 0)

    def test_from_right_to_left(self):
        """A language that the layout does not speak itself, with emoji and combining marks; the facts in it are from left to right."""
        (self.shop.folder / "messages" / "order" / "thanks.ar.toml").write_text(
            '[email]\nsubject = "شكراً {{ customer.first_name | isolate }} 🎉"\n'
            'html = """<h1>شكراً {{ customer.first_name }} 👩‍👩‍👧 عُمَر e\u0301</h1><p>{{ order.ordered_at | date: "long" }}</p>'
            '{% render \'order\', order: order, title: "طلبك", total: "المجموع" %}"""\n')
        fields = self.preview("order/thanks", "--language", "ar-EG")["fields"]
        self.assertEqual(fields["subject"], "شكراً \u2068Anna\u2069 🎉")
        self.assertIn('<html lang="ar" dir="rtl">', fields["html"])
        self.assertIn('<p dir="auto">Teststraat 1, 1011 AB Amsterdam</p>', fields["html"])
        for part in ("text", "html"):
            self.assertIn("شكراً Anna 👩‍👩‍👧 عُمَر e\u0301", fields[part])
            self.assertIn("٣١ يناير ٢٠٢٦", fields[part])
        if not validator_is_missing():
            page = self.folder / "ar.html"
            page.write_text(fields["html"])
            done = validate(page)
            self.assertEqual(done.returncode, 0, done.stderr)

    def test_the_mail_in_the_browser(self):
        with self.shop as daemon:
            post_batch(daemon, [identify("anna", "anna@example.org", "fr"), order("anna", "A-1")])
            wait_until_done(daemon)
            sent = next((daemon.folder / "outbox").iterdir()).read_text()
            link = re.search(f"{re.escape(PUBLIC_URL)}(/v/[^\"]+)\">Voir dans le navigateur", sent)[1]
            status, body = daemon.get(link)
            self.assertEqual(status, 200)
            page = body.decode() if isinstance(body, bytes) else body
            self.assertTrue(page.startswith("<!doctype html>"), page[:200])
            # The browser asks for no icon, and the page does not lead to itself; all else is what was sent.
            page = page.replace('<link rel="icon" href="data:,">', "", 1)
            self.assertIn(page.strip(), sent.replace(f'<a href="{PUBLIC_URL}{link}">Voir dans le navigateur</a>', ""))
            self.assertEqual(daemon.get(link[:-1] + ("A" if link[-1] != "A" else "B"))[0], 404)

    def test_what_was_left_in_the_cart(self):
        cart = {"cart_id": "c1", "currency": "EUR", "checkout_url": "https://shop.example/checkout/c1"}
        with self.shop as daemon:
            (daemon.folder / "messages" / "welcome" / "hello.toml").write_text(
                '[email]\nsubject = "{{ cart.count }} for {{ cart.total | money: cart.currency }}"\n'
                'text = "{% for item in cart.items %}{{ item.quantity }} {{ item.name }} {{ item.image_url }} {{ item.url }} '
                '{{ item.price | money: cart.currency }};{% endfor %} {{ cart.checkout_url }} '
                '{{ links.unsubscribe }} {{ shop.address }}"\n')
            cup = {"product_id": "cup", "name": "Cup", "price": 15, "image_url": "https://shop.example/cup.jpg",
                   "url": "https://shop.example/cup"}
            post_batch(daemon, [identify("anna", "anna@example.org", "en"),
                                track("anna", "Product Added", cart_id="c1", quantity=2, **cup),
                                track("anna", "Product Added", cart_id="c1", product_id="pot", name="Pot", price=30),
                                track("anna", "Product Removed", cart_id="c1", product_id="pot"),
                                track("anna", "Checkout Started", **cart)])
            wait_until_done(daemon)
            fields = self.preview("welcome/hello", "--customer", "anna", "--language", "en")["fields"]
            self.assertEqual(fields["subject"], "2 for €30.00")
            self.assertTrue(fields["text"].startswith(
                "2 Cup https://shop.example/cup.jpg https://shop.example/cup €15.00; https://shop.example/checkout/c1 "),
                fields["text"])

    def test_a_real_customer_with_a_running_daemon(self):
        products = [{"product_id": "cup", "name": "Cup <blue>", "quantity": 3, "price": 12.5,
                     "image_url": "https://img.example/cup.jpg", "url": "javascript:alert(1)"}]
        with self.shop as daemon:
            post_batch(daemon, [identify("anna", "anna@example.org", "fr", firstName="Zoë"),
                                track("anna", "Order Completed", order_id="A-7", total=37.5, currency="EUR",
                                      products=products),
                                identify("bert", "bert@example.org", "nl")])
            wait_until_done(daemon)
            before = rows(daemon, "SELECT count(*) FROM events"), rows(daemon, "SELECT count(*) FROM messages")
            for name in ("anna", "anna@example.org"):
                shown = self.preview("order/thanks", "--customer", name)
                self.assertEqual((shown["language"], shown["note"]), ("fr", ""))
                self.assertIn("Merci pour votre commande A-7", shown["fields"]["subject"])
                self.assertIn("Bonjour Zoë,", shown["fields"]["text"])
                self.assertIn("Cup <blue> ×\u00a03", shown["fields"]["text"])
                self.assertIn('src="https://img.example/cup.jpg"', shown["fields"]["html"])
                self.assertNotIn("javascript", shown["fields"]["html"])
            self.assertEqual(self.preview("order/thanks", "--customer", "anna", "--language", "zh-TW")["language"], "zh-Hant")
            shown = self.preview("order/thanks", "--customer", "bert")
            self.assertEqual(shown["language"], "nl")
            self.assertIn("has no order", shown["note"])
            # Looking has no consequences, and a preview's links unsubscribe nobody.
            self.assertEqual((rows(daemon, "SELECT count(*) FROM events"), rows(daemon, "SELECT count(*) FROM messages")), before)
            self.assertEqual(daemon.get("/u/sample")[0], 404)
            self.assertIn('no customer is known as "nobody"', self.refused("preview", "order/thanks", "--customer", "nobody"))

    def test_what_it_writes(self):
        page = self.folder / "page.html"
        done = self.shop.command("preview", "welcome/hello", "--language", "nl", "--out", str(page))
        self.assertEqual((done.returncode, done.stdout), (0, ""))
        self.assertIn('<html lang="nl" dir="ltr">', page.read_text())
        self.assertEqual(page.stat().st_mode & 0o777, 0o600)
        text = self.folder / "page.txt"
        self.assertEqual(self.shop.command("preview", "welcome/hello", "--out", str(text)).returncode, 0)
        self.assertIn("Hello Anna,", text.read_text())
        shown = self.shop.command("preview", "welcome/hello").stdout
        self.assertTrue(shown.startswith("subject: Welcome to Test Shop\n"), shown)
        self.assertIn("Visit the shop:\nhttps://shop.example\n", shown)
        self.assertIn("One tap: ", self.shop.command("preview", "feedback/delivery", "--channel", "sms").stdout)

    def test_a_shop_of_another_language_and_a_mail_of_a_region(self):
        settings = self.shop.folder / "lifecycled.toml"
        settings.write_text(re.sub(r'(?m)^language\s*=.*$', 'language = "nl"', settings.read_text(), count=1))
        for language in ("nl", "de"):
            shown = self.preview("welcome/hello", "--language", language)
            self.assertEqual(shown["language"], "nl")
            self.assertIn("Fijn dat je er bent", shown["fields"]["html"])
        self.assertIn("Good to have you here", self.preview("welcome/hello", "--language", "en-GB")["fields"]["html"])
        regional = self.shop.folder / "messages" / "welcome" / "hello.nl-BE.toml"
        regional.write_text('[email]\nsubject = "Dag"\n')
        shown = self.preview("welcome/hello", "--language", "nl-BE")
        self.assertEqual((shown["language"], shown["fields"]["subject"]), ("nl-BE", "Dag"))
        for words in ('<html lang="nl-BE"', "Fijn dat je er bent", "Afmelden", "omdat je bij"):
            self.assertIn(words, shown["fields"]["html"])

    def test_mistakes_are_told(self):
        self.assertIn('there is no message "welcome/helo"; did you mean "welcome/hello"?',
                      self.refused("preview", "welcome/helo"))
        self.assertIn('has no text for the channel "fax"; it has: email', self.refused("preview", "welcome/hello", "--channel", "fax"))
        self.assertIn("is no language", self.refused("preview", "welcome/hello", "--language", "french!"))
        self.assertIn("must end with", self.refused("preview", "welcome/hello", "--out", str(self.folder / "x.pdf")))
        self.assertIn("does not exist yet", self.refused("preview", "welcome/hello", "--customer", "anna"))
        file = self.shop.folder / "messages" / "welcome" / "hello.toml"
        file.write_text(file.read_text().replace("{{ shop.name }}", "{{ shop.name | upcas }}", 1))
        self.assertRegex(self.refused("preview", "welcome/hello"), r"messages/welcome/hello.toml:\d+:\d+: unknown filter")

    def break_others(self, shop) -> None:
        """Every kind of mistake that other messages and campaigns may have."""
        messages = shop.folder / "messages"
        (messages / "order" / "thanks.toml").write_text("[email\nsubject = ")
        (messages / "order" / "thanks.fr.toml").write_text('[email]\nsubject = "{{ a | upcas }}"\n')
        (messages / "reactivation" / "nudge.toml").write_text('[email]\nsubject = "{% if %}"\nlayout = "none"\nhtml = "x"\n')
        (messages / "layouts" / "broken.html").write_text("{{ content | nosuch }}")
        (messages / "partials" / "broken.html").write_text("{% for %}")
        (shop.folder / "campaigns" / "broken.toml").write_text('title = "Broken"\nstep = [ { send = "no/such" } ]\n')

    def test_beside_broken_messages(self):
        self.break_others(self.shop)
        self.assertEqual(self.shop.command("check").returncode, 1)
        for language in LANGUAGES:
            self.assertEqual(self.preview("welcome/hello", "--language", language)["language"], language)
        done = self.shop.command("send-test", "welcome/hello", "--to", "me@shop.example")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(list((self.shop.folder / "outbox").iterdir())), 1)
        self.assertIn("order/thanks.toml", self.refused("send-test", "order/thanks", "--to", "me@shop.example"))
        # Its own mistakes are told, those of others are not.
        file = self.shop.folder / "messages" / "welcome" / "hello.toml"
        file.write_text(file.read_text().replace("{{ shop.name }}", "{{ shop.name | upcas }}", 1))
        for command in (("preview", "welcome/hello"), ("send-test", "welcome/hello", "--to", "me@shop.example")):
            said = self.refused(*command)
            self.assertRegex(said, r"messages/welcome/hello.toml:\d+:\d+: unknown filter")
            self.assertNotIn("thanks", said)

    def test_send_test_starts_its_own_channel_only(self):
        settings = self.shop.folder / "lifecycled.toml"
        settings.write_text(settings.read_text() + '\n[channel.fax]\ntype = "email"\nhost = "mail.example"\nno_such_key = 1\n')
        self.assertEqual(self.shop.command("check").returncode, 1)
        done = self.shop.command("send-test", "welcome/hello", "--to", "me@shop.example")
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_open(self):
        bin_folder = self.folder / "bin"
        bin_folder.mkdir()
        viewer = bin_folder / "xdg-open"
        viewer.write_text(f'#!/bin/sh\ncp "$1" {self.folder}/seen.html\n')
        viewer.chmod(0o755)
        self.shop.environment["PATH"] = f"{bin_folder}:/usr/bin:/bin"
        done = self.shop.command("preview", "welcome/hello", "--open")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("Good to have you here", (self.folder / "seen.html").read_text())
        shutil.rmtree(pathlib.Path(done.stdout.strip()).parent)

    # --- send-test ---

    def test_a_qr_code_travels_with_the_mail(self):
        with ScriptedSmtp() as server:
            shop = make_shop(self.folder / "mail", email_to(server.port))
            file = shop.folder / "messages" / "welcome" / "hello.toml"
            file.write_text(file.read_text().replace("{% render 'button'", "{% render 'qr', text: shop.url, alt: 'To us' %}"
                                                     "{% render 'button'", 1))
            page = self.folder / "page.html"
            self.assertEqual(shop.command("preview", "welcome/hello", "--out", str(page)).returncode, 0)
            self.assertIn('src="data:image/png;base64,', page.read_text())
            done = shop.command("send-test", "welcome/hello", "--to", "me@shop.example")
            self.assertEqual(done.returncode, 0, done.stderr)
            mail = email.message_from_bytes(server.mails[0].content, policy=email.policy.default)
            pictures = [part for part in mail.walk() if part.get_content_type() == "image/png"]
            self.assertEqual(len(pictures), 1)
            self.assertTrue(pictures[0].get_content().startswith(b"\x89PNG"))
            cid = re.search('src="cid:([^"]+)"', mail.get_body(("html",)).get_content())[1]
            self.assertEqual(pictures[0]["Content-ID"], f"<{cid}>")
            self.assertIn("To us", mail.get_body(("plain",)).get_content())

    def test_a_picture_of_the_shop_s_own_travels_with_the_mail(self):
        with ScriptedSmtp() as server:
            shop = make_shop(self.folder / "mail", email_to(server.port))
            pictures = shop.folder / "messages" / "pictures"
            pictures.mkdir()
            # One white dot.
            dot = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAtX1+kgAAAABJRU5ErkJggg==")
            (pictures / "tëe.png").write_bytes(dot)
            file = shop.folder / "messages" / "welcome" / "hello.toml"
            written = file.read_text()
            file.write_text(written.replace("{% render 'button'", "<img src='{{ 'tëe.pn' | picture }}' alt='Tea'>{% render 'button'", 1))
            done = shop.command("check")
            self.assertIn('there is no picture "tëe.pn" in messages/pictures; did you mean "tëe.png"?', done.stdout + done.stderr)
            file.write_text(written.replace("{% render 'button'", '<img src="{{ \'tëe.png\' | picture }}" alt="Tea">{% render \'button\'', 1))
            page = self.folder / "page.html"
            done = shop.command("preview", "welcome/hello", "--out", str(page))
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(f'src="data:image/png;base64,{base64.b64encode(dot).decode()}"', page.read_text())
            done = shop.command("send-test", "welcome/hello", "--to", "me@shop.example")
            self.assertEqual(done.returncode, 0, done.stderr)
            raw = server.mails[0].content
            mail = email.message_from_bytes(raw, policy=email.policy.default)
            [picture] = [part for part in mail.walk() if part.get_content_type() == "image/png"]
            self.assertEqual(picture.get_content(), dot)
            self.assertEqual(picture.get_filename(), "tëe.png")
            self.assertTrue(all(byte < 128 for byte in raw), "a name of letters stands in RFC 2231's form")
            cid = re.search('src="cid:([^"]+)" alt="Tea"', mail.get_body(("html",)).get_content())[1]
            self.assertEqual(picture["Content-ID"], f"<{cid}>")

    def test_a_mail_that_really_leaves(self):
        with ScriptedSmtp() as server:
            shop = make_shop(self.folder / "mail", email_to(server.port))
            done = shop.command("send-test", "order/thanks", "--to", "me@shop.example", "--language", "nl")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertTrue(done.stdout.startswith("sent to me@shop.example by email: accepted"), done.stdout)
            mail = email.message_from_bytes(server.mails[0].content, policy=email.policy.default)
            self.assertEqual(server.mails[0].recipients, ("me@shop.example",))
            self.assertEqual(mail["Subject"], "[Test] Bedankt voor je bestelling 1001")
            self.assertEqual([part.get_content_type() for part in mail.iter_parts()], ["text/plain", "text/html"])
            self.assertIsNone(mail["List-Unsubscribe"])
            self.assertEqual(shop.command("send-test", "welcome/hello", "--to", "me@shop.example").returncode, 0)
            marketing = email.message_from_bytes(server.mails[1].content, policy=email.policy.default)
            self.assertIn(f"{PUBLIC_URL}/u/sample", marketing["List-Unsubscribe"])
            self.assertNotEqual(mail["Message-ID"], marketing["Message-ID"])
            # Without a daemon there is no database, and a test makes none.
            self.assertFalse((shop.folder / "state" / "lifecycled.db").exists())

            server.behaviour = REFUSE
            done = shop.command("send-test", "welcome/hello", "--to", "me@shop.example", "--json")
            self.assertEqual(done.returncode, 1)
            self.assertFalse(json.loads(done.stdout)["sent"])

    def test_beside_a_running_daemon(self):
        with self.shop as daemon:
            done = daemon.command("send-test", "welcome/hello", "--to", "me@shop.example")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(len(list((daemon.folder / "outbox").iterdir())), 1)
            self.assertEqual(rows(daemon, "SELECT count(*) FROM deliveries"), [(0,)])
            post_batch(daemon, [identify("anna", "anna@example.org"), order("anna", "A-1")])
            wait_until_done(daemon)
            self.assertEqual(len(list((daemon.folder / "outbox").iterdir())), 2)

    def test_who_may_get_it(self):
        shop = make_shop(self.folder / "staging", file_channel() + file_channel("sms") + 'reaches = "phone"\n'
                         + file_channel("call-list") + 'reaches = "shop"\n', '[delivery]\nonly_to = ["@shop.example"]\n')
        self.assertEqual(shop.command("send-test", "welcome/hello", "--to", "Me@Shop.example").returncode, 0)
        for arguments, said in ((("welcome/hello", "--to", "me@elsewhere.example"), "is not among [delivery] only_to"),
                                (("welcome/hello", "--to", "me"), "is no address for the channel email"),
                                (("feedback/delivery", "--channel", "sms", "--to", "x@shop.example"), "which reaches phone")):
            done = shop.command("send-test", *arguments)
            self.assertEqual(done.returncode, 1, done.stdout)
            self.assertIn(said, done.stderr)
        self.assertEqual(len(list((shop.folder / "outbox").iterdir())), 1)


if __name__ == "__main__":
    main()
