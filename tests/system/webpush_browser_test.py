#!/usr/bin/env -S python3 -B
"""Web push on the shop's own pages, from end to end: the pages lie on another origin than the real daemon and embed its script; a
real Chromium subscribes, decrypts what the daemon's channel pushed through a push service, shows it, follows it, renews and
unsubscribes."""

import contextlib
import hashlib
import hmac
import http.server
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from certificates import make_certificate  # noqa: E402
from page_shop import PageShop  # noqa: E402
from shop import (  # noqa: E402
    PUBLIC_URL, REPOSITORY, WITHHELD, WRITE_KEY, PushBrowser, file_channel, identify, instant, main, make_shop, post_batch, program,
    push_browser_is_installed, report, rows, track, wait_until)

CAMPAIGN = """
title = "Tea"
serves = "conversion"
trigger = { event = "Tea Wanted", again_after = "0s" }
step = [ { send = "tea/news" } ]
"""
MESSAGE = """
[webpush]
title = "Tea is here"
body  = "{% if event.kind %}{{ event.kind }}{% endif %} came today."
url   = "SITE/tea"
icon  = "https://shop.example/icon.png"
topic = "tea"
"""
PAGE = """<!doctype html><html lang="nl"><title>Shop</title>
<script src="{daemon}/push.js" data-worker="/push-worker.js" {more} defer></script>
<p id="question">Shall we tell you when tea comes?</p>
<button id="on" data-lifecycled-push="subscribe" data-text="#question" hidden>Yes</button>
<button id="off" data-lifecycled-push="unsubscribe" hidden>No more</button>"""


class Site:
    """The shop's own pages, on an origin of their own: the snippet, and the worker of one line."""

    def __init__(self, daemon_url: str):
        site = self
        self.more = ""

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                is_worker = self.path == "/push-worker.js"
                text = f'importScripts("{daemon_url}/push-worker.js");' if is_worker else PAGE.format(daemon=daemon_url, more=site.more)
                self.send_response(200)
                self.send_header("Content-Type", "text/javascript" if is_worker else "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://localhost:{self.server.server_port}"
        self.scope = f"{self.url}/lifecycled-push/"


def proof(user: str, until: int) -> str:
    """What docs/pages.md tells the shop's server to compute."""
    key = hashlib.sha256(WRITE_KEY.encode()).hexdigest()
    return f"{until}." + hmac.new(key.encode(), f"lifecycled-push.{until}.{user}".encode(), hashlib.sha256).hexdigest()


@unittest.skipUnless(push_browser_is_installed(), "needs chromium and tests/peers/install")
class WebPushBrowserTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        certificate, key = make_certificate(cls.folder, "jmt17.google.com")
        cls.browser = cls.enterClassContext(PushBrowser(certificate, key))
        cls.daemon = daemon = make_shop(cls.folder / "shop", file_channel(), campaigns=(),
                                        more='[delivery]\nchannels = ["webpush"]\n[consent]\nprofiling_default = true\n')
        cls.url = f"http://127.0.0.1:{daemon.port}"
        cls.sites = [Site(cls.url) for _ in range(7)]
        names = ", ".join(f'"{site.url}"' for site in cls.sites)
        made = cls.make_key()
        daemon.config.write_text(
            daemon.config.read_text().replace(PUBLIC_URL, cls.url) + '\n[channel.webpush]\ntype = "webpush"\n'
            'contact = "mailto:push@shop.example"\nvapid_private_key = "file:vapid.key"\nallow_private_addresses = true\n'
            f'vapid_public_key = "{made}"\nsites = [{names}]\nproxy = "http://127.0.0.1:{cls.browser.port}"\n')
        (daemon.folder / "campaigns" / "tea.toml").write_text(CAMPAIGN)
        cls.message = daemon.folder / "messages" / "tea" / "news.toml"
        cls.message.parent.mkdir()
        cls.message.write_text(MESSAGE.replace("SITE", cls.sites[0].url))
        with (daemon.folder / "events.toml").open("a") as events:
            events.write('\n["Tea Wanted"]\nhelp = "Of this test."\nproperties = { kind = "text" }\n')
        daemon.environment["SSL_CERT_FILE"] = str(certificate)
        cls.enterClassContext(daemon)

    @classmethod
    def make_key(cls) -> str:
        file = cls.daemon.folder / "vapid.key"
        file.unlink(missing_ok=True)
        done = subprocess.run([program("lifecycled"), "keys", "vapid", file, "--json"], check=True, capture_output=True, text=True)
        return json.loads(done.stdout)["public_key"]

    def tearDown(self):
        self.assertEqual([line for line in self.browser.complaints if "lifecycled" in line], [])

    # --- what the visitor does, and what is then known ---

    def arrive(self, more: str = "") -> Site:
        site = self.sites.pop()
        site.more = more
        self.browser.permit(site.url)
        self.browser.open(site.url + "/")
        return site

    def say_yes(self) -> dict:
        """The browser's subscription, once its yes is on record."""
        self.browser.press("#on")
        return self.recorded(True)

    def state(self) -> str:
        return self.browser.evaluate("window.lifecycledPush.state()")

    def subscription(self, site: Site) -> dict | None:
        return self.browser.evaluate(f"navigator.serviceWorker.getRegistration('{site.scope}').then((r) => r.pushManager.getSubscription())"
                                     ".then((s) => s && s.toJSON())")

    def recorded(self, is_on: bool) -> dict:
        wait_until(lambda: self.state() == ("on" if is_on else "off"), "the browser is on or off", 30)
        wait_until(lambda: self.lag() == 0, "the reactor has read everything", 30)
        return self.told()

    def lag(self) -> int:
        return rows(self.daemon, "SELECT ifnull(max(id), 0) - (SELECT event_id FROM cursors WHERE reader = 'reactor') FROM events")[0][0]

    def told(self) -> dict | None:
        return self.browser.evaluate("""new Promise((resolve) => {
            const opening = indexedDB.open("lifecycled-push", 1);
            opening.onsuccess = () => {
                const asked = opening.result.transaction("told").objectStore("told").get("browser");
                asked.onsuccess = () => { opening.result.close(); resolve(asked.result ? asked.result.subscription : null); };
            };
        })""")

    def consents(self, subscription: dict) -> list[tuple[int, int]]:
        """Of each customer who has it: the purpose, and whether they agree."""
        return rows(self.daemon, "SELECT c.purpose, c.given FROM address_consents c JOIN addresses a ON a.id = c.address_id"
                                 " WHERE instr(a.value, ?) AND c.channel = 'webpush' ORDER BY a.id, c.purpose", subscription["endpoint"])

    def push(self, kind: str) -> None:
        visitor = self.browser.evaluate("localStorage.getItem('lifecycled_anonymous_id')")
        post_batch(self.daemon, [{"type": "track", "anonymousId": visitor, "messageId": f"{visitor}-{kind}", "timestamp": instant(),
                                  "event": "Tea Wanted", "properties": {"kind": kind}}])

    def shown(self, site: Site, body: str) -> dict:
        wait_until(lambda: [one["body"] for one in self.browser.notifications(site.scope)] == [body],
                   f"Chromium shows {body!r} and nothing else", 60)
        return self.browser.notifications(site.scope)[0]

    # --- tests ---

    def test_a_visitor_says_yes_sees_what_was_pushed_and_is_counted_when_following_it(self):
        site = self.arrive()
        subscription = self.say_yes()
        self.assertTrue(subscription["endpoint"].startswith("https://jmt17.google.com/fcm/send/"))
        self.assertEqual(self.consents(subscription), [(1, 1)])
        self.assertEqual(
            rows(self.daemon, "SELECT c.wording, c.language, c.source, e.ip FROM consents c JOIN consent_evidence e ON e.consent_id = c.id"
                              " JOIN addresses a ON a.id = c.address_id WHERE instr(a.value, ?)", subscription["endpoint"]),
            [("Shall we tell you when tea comes?", "nl", f"web push on {site.url}", "127.0.0.1")])

        self.push("Sencha")
        one = self.shown(site, "Sencha came today.")
        self.assertEqual((one["title"], one["tag"], one["lang"], one["dir"], one["icon"]),
                         ("Tea is here", "tea", "en", "auto", "https://shop.example/icon.png"))
        self.assertNotIn("Sencha", json.dumps(self.browser.received))
        self.push("Gyokuro")  # of the same topic
        self.shown(site, "Gyokuro came today.")

        left = time.monotonic()
        link = self.browser.follow(site.scope)
        self.assertTrue(link.startswith(f"{self.url}/l/"), link)
        wait_until(lambda: time.monotonic() > left + 3, "a person has read it", 10)
        self.browser.open(link)
        self.assertIn("/tea", self.browser.evaluate("location.pathname"))
        wait_until(lambda: rows(self.daemon, "SELECT name FROM events WHERE name LIKE 'Message Clicked%'") == [("Message Clicked",)],
                   "a person's click is counted", 40)

    def test_who_switches_it_off_is_withdrawn_and_may_say_yes_again(self):
        site = self.arrive()
        first = self.say_yes()
        self.browser.press("#off")
        self.assertIsNone(self.recorded(False))
        self.assertEqual(self.consents(first), [(1, 0), (2, 0)])
        self.assertIsNone(self.subscription(site))
        self.push("Hojicha")
        wait_until(lambda: rows(self.daemon, "SELECT state FROM messages m LEFT JOIN deliveries d ON d.message_id = m.id ORDER BY m.id DESC LIMIT 1")
                   in ([(None,)], [(WITHHELD,)]), "nothing is sent", 30)
        second = self.say_yes()
        self.assertNotEqual(second["endpoint"], first["endpoint"])
        self.assertEqual(self.consents(second), [(1, 1)])

    def test_a_new_subscription_takes_the_place_of_the_old_one(self):
        site = self.arrive()
        first = self.say_yes()
        # As when the push service renews it, while no page is open.
        self.browser.worker(site.scope, """(async () => {
            await (await self.registration.pushManager.getSubscription()).unsubscribe();
            const event = new ExtendableEvent("pushsubscriptionchange");
            let done;
            event.waitUntil = (work) => void (done = work);
            self.dispatchEvent(event);
            await done;
        })()""")
        second = self.recorded(True)
        self.assertNotEqual(second["endpoint"], first["endpoint"])
        self.assertEqual(self.subscription(site)["endpoint"], second["endpoint"])
        self.assertEqual(self.consents(first), [(1, 0), (2, 0)])
        self.assertEqual(self.consents(second), [(1, 1)])
        self.push("Matcha")
        self.shown(site, "Matcha came today.")

    def test_another_key_of_the_shop_is_taken_at_the_next_visit(self):
        site = self.arrive()
        first = self.say_yes()
        made = self.make_key()
        self.daemon.config.write_text(re.sub('vapid_public_key = ".*"', f'vapid_public_key = "{made}"', self.daemon.config.read_text()))
        report(self.daemon, "reload")
        self.browser.open(site.url + "/")
        wait_until(lambda: (self.told() or first)["endpoint"] != first["endpoint"], "the browser has subscribed anew", 30)
        second = self.recorded(True)
        self.assertEqual(self.consents(first), [(1, 0), (2, 0)])
        self.assertEqual(self.consents(second), [(1, 1)])
        self.push("Genmaicha")
        self.shown(site, "Genmaicha came today.")

    def test_a_no_in_the_browsers_settings_reaches_the_shop_at_the_next_visit(self):
        site = self.arrive()
        first = self.say_yes()
        self.browser.permit(site.url, "denied")
        self.browser.open(site.url + "/")
        wait_until(lambda: self.consents(first) == [(1, 0), (2, 0)], "the consent is withdrawn", 30)
        self.assertEqual(self.state(), "denied")

    def test_whom_the_shop_vouches_for_is_that_customer_and_a_browser_is_of_one(self):
        post_batch(self.daemon, [identify("anna", "anna@example.org"), identify("ben", "ben@example.org")])
        until = int(time.time()) + 600
        site = self.arrive(f'data-user-id="anna" data-user-proof="{proof("anna", until)}"')
        subscription = self.say_yes()

        def owners():
            return rows(self.daemon, "SELECT i.value, c.given FROM address_consents c JOIN addresses a ON a.id = c.address_id JOIN customer_identifiers i"
                                     " ON i.customer_id = a.customer_id WHERE instr(a.value, ?) AND c.purpose = 1 AND i.kind = 1 ORDER BY i.value",
                        subscription["endpoint"])

        self.assertEqual(owners(), [("anna", 1)])
        site.more = f'data-user-id="ben" data-user-proof="{proof("ben", until)}"'
        self.browser.open(site.url + "/")
        wait_until(lambda: owners() == [("anna", 0), ("ben", 1)], "the browser is Ben's", 30)

    def test_the_worker_shows_what_it_is_given_and_follows_the_button_that_was_pressed(self):
        site = self.arrive()
        self.say_yes()
        self.browser.deliver(site.scope, {"title": "שלום", "dir": "rtl", "lang": "he", "url": "https://shop.example/", "actions": [
            {"title": "Look", "url": "https://shop.example/look"}, {"title": "Bad", "url": "javascript:alert(1)"},
            {"title": "Later", "url": "https://shop.example/later"}]})
        wait_until(lambda: self.browser.notifications(site.scope), "it is shown", 20)
        one = self.browser.notifications(site.scope)[0]
        self.assertEqual((one["title"], one["dir"], one["lang"], one["actions"]), ("שלום", "rtl", "he", ["Look", "Later"]))
        self.assertEqual(self.browser.follow(site.scope, "action-1"), "https://shop.example/later")
        self.browser.deliver(site.scope, "plain words")
        wait_until(lambda: "plain words" in [one["title"] for one in self.browser.notifications(site.scope)], "it is shown", 20)
        self.assertEqual(self.browser.follow(site.scope), site.url)

    def test_the_page_of_our_own_switches_on_and_off(self):
        post_batch(self.daemon, [identify("carla", "carla@example.org", "fr")])
        wait_until(lambda: rows(self.daemon, "SELECT 1 FROM customers WHERE language = 'fr'"), "she is known", 30)
        customer = rows(self.daemon, "SELECT id FROM customers WHERE language = 'fr'")[0][0]
        signer = PageShop.__new__(PageShop)
        signer.key = next(self.daemon.folder.rglob("link.key")).read_text().split()[0]
        self.browser.permit(self.url)
        self.browser.open(f"{self.url}/w/{signer.sign('push', f'{customer}.0.')}")
        consents = "SELECT c.purpose, c.given FROM address_consents c JOIN addresses a ON a.id = c.address_id WHERE a.customer_id = ? ORDER BY 1"
        self.browser.press("#yes")
        wait_until(lambda: rows(self.daemon, consents, customer) == [(1, 1)], "she has said yes", 30)
        for scheme in ("light", "dark"):
            self.assertEqual(self.browser.picture(self.folder / f"push-{scheme}.png", 320, scheme), 0)
        self.browser.press("#no")
        wait_until(lambda: rows(self.daemon, consents, customer) == [(1, 0), (2, 0)], "she has said no", 30)
        self.browser.press("#yes")
        wait_until(lambda: (1, 1) in rows(self.daemon, "SELECT c.purpose, c.given FROM address_consents c JOIN addresses a ON a.id ="
                                                      " c.address_id WHERE a.customer_id = ? ORDER BY a.id DESC", customer), "yes again", 30)

    def test_every_service_that_the_channel_sends_to_may_be_subscribed_with(self):
        source = (REPOSITORY / "plugins" / "webpush" / "subscription.cpp").read_text()
        known = re.findall(r'"([a-z0-9.-]+)"', re.search(r"known_services\[\] = \{(.*?)\};", source, re.S)[1])
        self.assertGreaterEqual(len(known), 5)
        keys = {"p256dh": "A" * 87, "auth": "A" * 22}
        origin = self.sites[0].url
        for host in (*known, "push.evil.example", "127.0.0.1"):
            body = {"subscription": {"endpoint": f"https://{'x' if host.startswith('.') else ''}{host}/abc", "keys": keys},
                    "anonymous_id": f"visitor-of-{host}-16"}
            request = urllib.request.Request(f"{self.url}/push/subscribe", json.dumps(body).encode(),
                                             {"Content-Type": "application/json", "Origin": origin})
            with contextlib.suppress(urllib.error.HTTPError):
                with urllib.request.urlopen(request, timeout=20) as answer:
                    self.assertEqual(answer.status, 200)
                    self.assertIn(host, known)
                    continue
            self.assertNotIn(host, known)


if __name__ == "__main__":
    main()
