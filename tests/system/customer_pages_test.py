#!/usr/bin/env -S python3 -B
"""The pages that customers see, from the real daemon, each of them and what is said where a link or a form is wrong: valid HTML in
every language, small, one request each, without overflow at 320 pixels; what their forms say is what the database then holds; a code
for the parcel; and, where Chromium, pa11y and Lighthouse are installed, no word of complaint from either of them."""

import base64
import itertools
import os
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from page_shop import FLAGS, CHROMIUM, LANGUAGES, PICTURE, PageShop, look  # noqa: E402
from shop import DELIVERED, REPOSITORY, WRITE_KEY, identify, main, order, post_batch, rows, wait_until_done  # noqa: E402

MODULES = REPOSITORY / "tests" / "node_modules"
VALIDATOR = MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
PA11Y = MODULES / "pa11y" / "package.json"
PUPPETEER = MODULES / "puppeteer-core" / "package.json"
LIGHTHOUSE = MODULES / "lighthouse" / "cli" / "index.js"
MOST_BYTES = 15_000


def node_is_new_enough(least: int) -> bool:
    node = shutil.which("node")
    version = subprocess.run([node, "--version"], capture_output=True, text=True).stdout if node else "v0"
    return int(version[1:].split(".")[0] or 0) >= least


class PagesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.holder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.holder.cleanup)
        cls.folder = pathlib.Path(cls.holder.name)
        cls.shop = PageShop(cls.folder / "shop")
        cls.daemon = cls.shop.daemon
        cls.addClassCleanup(cls.daemon.stop)
        cls.shop.start()

    def get(self, path: str, **headers) -> tuple[dict, bytes]:
        _, told, text = self.shop.ask(path, None, **headers)
        return told, text.encode()

    def all_pages(self, language: str) -> list[tuple[str, int, str]]:
        """Each with its name and its status: what links lead to, what forms are answered with, and what is said of mistakes."""
        pages = []
        for name, path in self.shop.paths(language).items():
            status, headers, text = self.shop.ask(path, None, **{"Accept-Language": language, "Accept": "text/html"})
            self.assertNotIn("Set-Cookie", headers)
            pages.append((name, status, text))
        paths = self.shop.paths(language, "guest")
        for name, path, form in (("incomplete_rating", paths["rating"], {"comment": "Well"}),
                                 ("incomplete_nps", paths["nps"], {}),
                                 ("incomplete_review", paths["review"], {}), ("thanks", paths["rating"], {"rating": "4", "form": "7"}),
                                 ("saved", paths["preferences"], {"act": "save", "shown.email": "yes", "language": language}),
                                 ("mistaken_address", paths["preferences"], {"act": "address", "email": "nobody"}),
                                 ("stopped", paths["preferences"], {"act": "stop"}), ("confirmed", paths["confirm"], {"form": "8"}),
                                 ("unsubscribed", paths["unsubscribe"], {"scope": "channel"}),
                                 ("address_changed", paths["address"], {})):
            status, _, text = self.shop.ask(path, form)
            pages.append((name, status, text))
        # Refused before any page is asked.
        for name, method, more in (("wrong_method", "PUT", {}), ("too_long", "POST", {"Content-Length": "1000000"}),
                                   ("unreadable", "GET", {"Cookie": "c" * 20_000})):
            pages.append((name, *self.shop.refused(method, paths["unsubscribe"], language, more)))
        return pages

    def test_pages_are_small_and_valid_in_every_language(self):
        files = []
        for language in LANGUAGES:
            for name, status, text in self.all_pages(language):
                missing = name in ("bad_link", "order_unknown", "nothing_here")
                mistaken = name.startswith(("incomplete", "mistaken"))
                refused = {"wrong_method": 405, "too_long": 413, "unreadable": 431}
                self.assertEqual(status, refused.get(name, 404 if missing else 400 if mistaken else 200), f"{name} in {language}")
                self.assertIn(f'<html lang="{language}"', text, name)
                self.assertIn('<link rel="icon" href="data:,">', text, name)
                if name != "view":
                    self.assertLess(len(text.encode()), MOST_BYTES, f"{name} in {language}")
                self.assertEqual(text.count("<script"), 1 if name == "push" else 0, name)
                file = self.folder / f"{name}.{language}.html"
                file.write_text(text)
                files.append(str(file))
        if not VALIDATOR.exists() or not shutil.which("java"):
            self.skipTest("needs tests/peers/install and java: vnu")
        checked = subprocess.run(["java", "-jar", str(VALIDATOR), "--stdout", *files], capture_output=True, text=True, timeout=600)
        self.assertEqual(checked.stdout, "")

    def test_a_mistake_is_told_beside_the_field(self):
        _, _, text = self.shop.ask(self.shop.paths("en", "guest")["preferences"], {"act": "address", "email": "nobody"})
        field = text[text.index('<input id="email"'):]
        self.assertIn("<details open>", text)
        self.assertRegex(field, r'^<input [^>]*value="nobody" aria-describedby="mistake" aria-invalid="true" autofocus>\s*'
                                r'<p class="alarm" id="mistake" role="alert">That does not look like an e-mail address.</p>')

    def test_a_mail_that_is_looked_at_here_counts_as_nothing_and_leads_not_to_itself(self):
        customer, delivery = self.shop.ids("en")
        sent = "".join(file.read_text() for file in (self.folder / "shop" / "outbox").rglob("*") if file.is_file())
        self.assertIn("/i/", sent)  # what follows means something: mails have the picture and the link
        self.assertIn("/v/", sent)
        page = self.get(self.shop.paths("en")["view"])[1].decode()
        self.assertIn(PICTURE, page)
        self.assertNotIn("/i/", page)
        self.assertNotIn("/v/", page)

    def test_no_to_one_campaign_reaches_the_ledger_and_the_choices_come_back(self):
        paths = self.shop.paths("nl")
        customer, _ = self.shop.ids("nl")
        self.shop.post(paths["preferences"], **{"act": "save", "shown.email": "yes", "language": "fr"})
        PageShop.until(lambda: rows(self.daemon, "SELECT language FROM customers WHERE id = ?", customer) == [("fr",)])
        PageShop.until(lambda: rows(self.daemon, "SELECT c.given FROM address_consents c JOIN addresses a ON a.id = c.address_id"
                                             " WHERE a.customer_id = ? AND c.purpose = 1", customer) == [(0,)])
        self.shop.post(paths["preferences"], **{"act": "save", "shown.email": "yes", "channel.email": "on", "language": "nl"})
        PageShop.until(lambda: rows(self.daemon, "SELECT language FROM customers WHERE id = ?", customer) == [("nl",)])

    def test_a_new_address_is_used_when_its_link_was_followed(self):
        paths = self.shop.paths("en")
        customer, _ = self.shop.ids("en")
        self.assertIn("We have sent you a link", self.shop.post(paths["preferences"], act="address", email="new@example.org"))
        wait_until_done(self.daemon)
        found = rows(self.daemon, "SELECT d.id, d.state FROM deliveries d JOIN messages m ON m.id = d.message_id"
                                  " WHERE m.name = 'account/new-address' AND m.customer_id = ?", customer)
        self.assertEqual([state for _, state in found], [DELIVERED])
        self.assertEqual(rows(self.daemon, "SELECT count(*) FROM addresses WHERE customer_id = ? AND kind = 'email'", customer), [(1,)])
        link = "/a/" + self.shop.sign("address", f"{customer}.{found[0][0]}.")
        self.assertIn("new@example.org", self.get(link)[1].decode())
        self.shop.post(link)
        PageShop.until(lambda: len(rows(self.daemon, "SELECT 1 FROM addresses WHERE customer_id = ? AND kind = 'email'", customer)) == 2)
        PageShop.until(lambda: rows(self.daemon, "SELECT a.normal, c.given FROM address_consents c JOIN addresses a"
                                             " ON a.id = c.address_id WHERE a.customer_id = ? AND c.purpose = 1 ORDER BY a.id",
                                customer) == [("customer.en@example.org", 0), ("new@example.org", 1)])

    def test_an_address_to_and_fro_and_one_that_is_a_strangers(self):
        paths = self.shop.paths("fr")
        customer, _ = self.shop.ids("fr")

        def ask(mail: str) -> int:
            seen = len(rows(self.daemon, "SELECT 1 FROM messages WHERE name = 'account/new-address'"))
            self.shop.post(paths["preferences"], act="address", email=mail)
            wait_until_done(self.daemon)
            found = rows(self.daemon, "SELECT d.id, d.state FROM deliveries d JOIN messages m ON m.id = d.message_id"
                                      " WHERE m.name = 'account/new-address' ORDER BY d.id")
            self.assertEqual((len(found), found[-1][1]), (seen + 1, DELIVERED))
            return found[-1][0]

        def move(mail: str) -> None:
            self.shop.post("/a/" + self.shop.sign("address", f"{customer}.{ask(mail)}."))
            wait_until_done(self.daemon)

        move("ailleurs@example.org")
        move("fr@example.org")
        post_batch(self.daemon, [order("customer-fr", "fr-2")])
        wait_until_done(self.daemon)
        self.assertEqual(rows(self.daemon, "SELECT a.normal, d.state FROM deliveries d JOIN messages m ON m.id = d.message_id"
                                           " JOIN addresses a ON a.id = d.address_id WHERE m.name = 'order/thanks'"
                                           " AND m.customer_id = ? ORDER BY d.id DESC LIMIT 1", customer),
                         [("fr@example.org", DELIVERED)])

        stranger = ask("personne@example.org")
        mail = max(self.folder.rglob("outbox/*"), key=lambda file: file.stat().st_mtime_ns).read_text()
        self.assertIn("/u/", mail)
        for other in ("/p/", "/v/", "Anna"):
            self.assertNotIn(other, mail)
        consents = rows(self.daemon, "SELECT * FROM address_consents")
        self.assertIn("Nous n’écrirons plus à cette adresse",
                      self.shop.post("/u/" + self.shop.sign("unsubscribe", f"{customer}.{stranger}.email"),
                                     **{"List-Unsubscribe": "One-Click"}))
        wait_until_done(self.daemon)
        self.assertEqual(rows(self.daemon, "SELECT 1 FROM addresses WHERE value LIKE 'personne%' OR normal LIKE 'personne%'"), [])
        self.assertEqual(rows(self.daemon, "SELECT * FROM address_consents"), consents)

    def test_the_code_in_the_parcel_works_before_the_order_does(self):
        token = base64.b64encode(f"{WRITE_KEY}:".encode()).decode()
        headers, picture = self.get("/v1/qr?order_id=later-1&format=svg", Authorization=f"Basic {token}")
        self.assertEqual(headers["Content-Type"], "image/svg+xml")
        made = self.daemon.command("qr", "--order", "later-1", "--svg")
        self.assertEqual(made.stderr, "")
        self.assertEqual(made.stdout.encode(), picture)
        self.shop.post("/r/" + self.shop.sign("order-rating", "later-1"), rating="5", form="7")
        self.assertEqual(rows(self.daemon, "SELECT count(*) FROM waiting_answers"), [(1,)])
        post_batch(self.daemon, [identify("late", "late@example.org"), order("late", "later-1")])
        PageShop.until(lambda: rows(self.daemon, "SELECT c.last_rating FROM customers c JOIN orders o ON o.customer_id = c.id"
                                             " WHERE o.order_key = 'later-1'") == [(5,)])
        self.assertEqual(rows(self.daemon, "SELECT count(*) FROM waiting_answers"), [(0,)])

    @unittest.skipUnless(CHROMIUM and PUPPETEER.exists() and node_is_new_enough(18), "needs chromium and puppeteer-core")
    def test_a_browser_shows_all_of_each_page_with_one_request(self):
        visits = [self.shop.visit(path, language, width=width, scheme=scheme, page=name)
                  for language in LANGUAGES for name, path in self.shop.paths(language).items()
                  for width, scheme in ((320, "dark"), (1280, "light")) if width == 320 or language == "en"]
        for visit, seen in zip(visits, look(visits), strict=True):
            with self.subTest(page=visit["page"], language=visit["language"], width=visit["width"]):
                pictures = [PICTURE] if visit["page"] == "view" else []
                self.assertEqual(seen, {"overflow": 0, "requests": [visit["url"], *pictures], "complaints": [], "cookies": 0, "lonely": []})

    @unittest.skipUnless(CHROMIUM and PA11Y.exists() and node_is_new_enough(20), "needs chromium, pa11y and Node 20")
    def test_pa11y_has_nothing_to_say(self):
        schemes = itertools.cycle(("light", "dark"))
        visits = [self.shop.visit(path, language, scheme=next(schemes), page=name, pa11y=True)
                  for language in ("fr", "zh-Hant") for name, path in self.shop.paths(language).items()]
        for visit, seen in zip(visits, look(visits), strict=True):
            with self.subTest(page=visit["page"], language=visit["language"], scheme=visit["scheme"]):
                self.assertEqual(seen["complaints"], [])

    @unittest.skipUnless(CHROMIUM and LIGHTHOUSE.exists() and node_is_new_enough(18), "needs chromium and lighthouse")
    def test_lighthouse_gives_all_its_points(self):
        for name in ("preferences", "review", "push"):
            with self.subTest(page=name):
                said = subprocess.run(
                    ["node", str(LIGHTHOUSE), self.shop.url(self.shop.paths("en")[name]), "--only-categories=accessibility", "--output=json",
                     "--quiet", "--chrome-flags=" + " ".join([*FLAGS, f"--user-data-dir={self.folder}/chrome-{name}"])],
                    capture_output=True, text=True, timeout=120, env={**os.environ, "CHROME_PATH": CHROMIUM})
                self.assertEqual(json.loads(said.stdout)["categories"]["accessibility"]["score"], 1, said.stderr)


if __name__ == "__main__":
    main()
