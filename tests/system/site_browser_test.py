#!/usr/bin/env -S python3 -B
"""The script for the shop's own pages (/lc.js), from end to end: pages on another origin than the real daemon, a real Chromium that
looks, fills a cart and leaves, and the mail that the shipped cart-abandonment campaign then sends. And what must not
happen: anything before a consent, for who asks not to be tracked, from other sites, with other keys, or in another's name."""

import hashlib
import hmac
import http.server
import json
import pathlib
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from page_shop import CHROMIUM, FLAGS  # noqa: E402
from shop import (  # noqa: E402
    DELIVERED, PUBLIC_URL, WRITE_KEY, consent, file_channel, identify, main, make_shop, post_batch, rows, states, wait_until)

KEY = "browser-key-of-the-test"
PAGE = """<!doctype html><html lang="en"><title>Kyusu</title>
<script type="application/ld+json">{"@context": "https://schema.org", "@type": "Product", "sku": "kyusu", "name": "Kyusu",
 "image": ["https://shop.example/k.png"], "offers": {"price": "38.00", "priceCurrency": "EUR"}}</script>
<script src="DAEMON/lc.js" data-key="KEY" defer></script><p>A teapot</p>"""
MODULES = pathlib.Path(__file__).resolve().parents[1] / "node_modules"


def proof(user: str, until: int) -> str:
    """What docs/pages.md tells the shop's server to compute."""
    key = hashlib.sha256(WRITE_KEY.encode()).hexdigest()
    return f"{until}." + hmac.new(key.encode(), f"lifecycled-push.{until}.{user}".encode(), hashlib.sha256).hexdigest()


class Site:
    """The shop's own pages, on an origin of their own."""

    def __init__(self):
        site = self
        self.text = ""

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(site.text.encode())

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://localhost:{self.server.server_port}"


class SiteTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.site, cls.stranger = Site(), Site()
        cls.daemon = daemon = make_shop(cls.folder / "shop", file_channel() + file_channel("sms", "{folder}/sms") + 'reaches = "phone"\n',
                                        campaigns=("cart-abandonment",))
        cls.url = f"http://127.0.0.1:{daemon.port}"
        cls.site.text = cls.stranger.text = PAGE.replace("DAEMON", cls.url).replace("KEY", KEY)
        settings = daemon.config.read_text().replace(PUBLIC_URL, cls.url).replace("https://shop.example", cls.site.url)
        daemon.config.write_text(settings.replace("[intake]\n", '[intake]\nbrowser_keys = ["file:browser_key"]\n'))
        (daemon.folder / "browser_key").write_text(KEY)
        campaign = daemon.folder / "campaigns" / "cart-abandonment.toml"
        text = campaign.read_text()
        changed = text.replace('quiet_for = "1h"', 'quiet_for = "1s"').replace("live    = false\n", "")
        if changed == text:
            raise AssertionError("the campaign has other words than this test knows")
        campaign.write_text("\n".join(line for line in changed.splitlines() if not line.startswith("one_of")) + "\n")
        cls.enterClassContext(daemon)

    def events(self, where: str = "1") -> list[tuple]:
        return rows(self.daemon, "SELECT name, user_id, json_extract(body, '$.product_id') FROM events"
                                 f" WHERE source = 1 AND anonymous_id IS NOT NULL AND {where} ORDER BY id")

    def visit(self, *steps: dict) -> dict:
        told = json.dumps({"chromium": CHROMIUM, "flags": FLAGS + ["--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost"],
                           "steps": steps})
        done = subprocess.run(["node", pathlib.Path(__file__).with_name("site_visit.mjs")], input=told, capture_output=True, text=True,
                              timeout=180)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def tell(self, body, origin: str | None = None, method: str = "POST") -> tuple[int, dict, dict]:
        request = urllib.request.Request(f"{self.url}/browser/events", method=method,
                                         data=json.dumps(body).encode() if method == "POST" else None,
                                         headers={"Content-Type": "text/plain", "Origin": origin or self.site.url})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                text = answer.read()
                return answer.status, json.loads(text) if text else {}, dict(answer.headers)
        except urllib.error.HTTPError as error:
            text = error.read()
            return error.code, json.loads(text) if text else {}, dict(error.headers)

    # --- in Chromium ---

    @unittest.skipUnless(CHROMIUM and (MODULES / "puppeteer-core").exists(), "needs chromium and tests/peers/install")
    def test_a_cart_that_was_left_is_reminded_of(self):
        post_batch(self.daemon, [identify("anna", "anna@example.org", "en", first_name="Anna", country="NL"),
                                 consent("anna", "anna@example.org")])
        signed = proof("anna", int(time.time()) + 3600)
        found = self.visit(
            {"open": f"{self.site.url}/kyusu", "wait": 300},
            {"run": "lifecycled.cart.add({product_id: 'before consent'}); localStorage.length"},
            {"run": "lifecycled.consent(true)", "wait": 1500},
            {"run": f"lifecycled.identify('anna', '{signed}')"},
            # Told by the last breath of the page.
            {"run": "lifecycled.cart.add({cart_id: 'c1', product_id: 'kyusu', name: 'Kyusu', price: 38, quantity: 1, currency: 'EUR'})"},
            {"close": True})
        self.assertEqual(found["ran"][:2], [0, True])
        self.assertEqual((found["cookies"], found["complaints"]), (0, []))
        self.assertEqual(sorted(found["kept"]), ["lifecycled_anonymous_id", "lifecycled_consent", "lifecycled_who"])
        wait_until(lambda: len(self.events("user_id = 'anna'")) > 0, "the cart has come")
        told = self.events("body NOT LIKE '%of the wire%'")
        self.assertEqual(told, [("Page Viewed", None, None), ("Product Viewed", None, "kyusu"), ("Product Added", "anna", "kyusu")])
        wait_until(lambda: states(self.daemon, "cart/reminder") == [DELIVERED], "the reminder is sent", 60)
        mail = "".join(file.read_text(errors="replace") for file in (self.daemon.folder / "outbox").iterdir())
        self.assertIn("Kyusu", mail)

    @unittest.skipUnless(CHROMIUM and (MODULES / "puppeteer-core").exists(), "needs chromium and tests/peers/install")
    def test_who_asks_not_to_be_tracked_is_left_alone(self):
        for asked in ("gpc", "dnt"):
            with self.subTest(asked):
                found = self.visit({"signal": asked, "open": f"{self.site.url}/kyusu"}, {"run": "lifecycled.consent(true)"},
                                   {"run": "lifecycled.cart.add({product_id: 'kyusu'})", "wait": 1300}, {"close": True})
                self.assertEqual((found["ran"][0], found["kept"], found["cookies"]), (False, {}, 0))
                self.assertEqual([request for request in found["requests"] if request.startswith("POST")], [])

    @unittest.skipUnless(CHROMIUM and (MODULES / "puppeteer-core").exists(), "needs chromium and tests/peers/install")
    def test_a_no_forgets_and_another_site_is_not_heard(self):
        found = self.visit({"open": f"{self.site.url}/kyusu"}, {"run": "lifecycled.consent(true); lifecycled.consent(false)", "wait": 1300},
                           {"close": True})
        self.assertEqual((found["ran"], found["kept"]), ([False], {}))
        self.assertEqual([request for request in found["requests"] if request.startswith("POST")], [])
        found = self.visit({"open": f"{self.stranger.url}/kyusu"}, {"run": "lifecycled.consent(true)", "wait": 1500})
        self.assertIn("CORS", " ".join(found["complaints"]))

    # --- without a browser ---

    def told(self, **more) -> dict:
        return {"key": KEY, "anonymous_id": "of-the-wire-0123456789",
                "events": [{"event": "Product Viewed", "id": "1", "properties": {"product_id": "p", "note": "of the wire"}}], **more}

    def test_what_a_page_may_say(self):
        status, answer, headers = self.tell(self.told())
        self.assertEqual((status, answer), (200, {"success": True, "refused": 0}))
        self.assertEqual(headers["Access-Control-Allow-Origin"], self.site.url)
        self.assertNotIn("Access-Control-Allow-Credentials", headers)
        count = "SELECT count(*) FROM events WHERE anonymous_id = 'of-the-wire-0123456789'"
        before = rows(self.daemon, count)
        self.assertEqual(self.tell(self.told())[0], 200)
        self.assertEqual(rows(self.daemon, count), before)  # twice is once
        for event in ("Order Completed", "Consent Given", "Customer Identified", "Product Back In Stock", "Message Sent"):
            status, answer, _ = self.tell(self.told(events=[{"event": event, "id": event, "properties": {"email": "a@b.example"}}]))
            self.assertEqual((status, answer["refused"]), (200, 1), event)
        self.assertEqual(rows(self.daemon, count), before)

    def test_who_may_not(self):
        self.assertEqual(self.tell(self.told(), self.stranger.url)[0], 403)
        self.assertEqual(self.tell(self.told(key="another"))[0], 401)
        self.assertEqual(self.tell(self.told(anonymous_id="short"))[1]["field"], "anonymous_id")
        self.assertEqual(self.tell({"key": KEY})[1]["field"], "events")
        for word in (None, "x", proof("bert", int(time.time()) + 60), proof("anna", int(time.time()) - 60)):
            status, answer, _ = self.tell(self.told(user_id="anna", **({"proof": word} if word else {})))
            self.assertEqual((status, answer["field"]), (403, "proof"))
        # A typed address is no proof, and no trait either.
        self.assertEqual(self.tell(self.told(email="anna@example.org", events=[]))[0], 200)
        self.assertEqual(self.tell(None, method="OPTIONS")[0], 204)
        self.assertEqual(self.tell(None, self.stranger.url, "OPTIONS")[0], 403)


if __name__ == "__main__":
    main()
