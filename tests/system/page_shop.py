"""A shop whose pages are to be looked at: in each language a customer with an order on its way, and a guest whose forms are sent;
the signed links that their messages have; and a browser to look with. Used by customer_pages_test.py and page_pictures.py."""

import base64
import hashlib
import hmac
import http.client
import json
import pathlib
import shutil
import subprocess
import urllib.error
import urllib.parse
import urllib.request

from shop import DELIVERED, REPOSITORY, consent, identify, make_shop, post_batch, program, rows, track, wait_until

CHROMIUM = shutil.which("chromium")
# Nothing is asked of the network but what the page itself asks.
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"]
LANGUAGES = ("en", "nl", "fr", "zh-Hant", "zh-Hans")
PICTURE = "https://shop.example/kyusu.png"
MORE = """
[topics]
new  = { en = "New in the shop", nl = "Nieuw in de winkel", fr = "Nouveautés", zh-Hant = "新品", zh-Hans = "新品" }
offers = { en = "Offers", nl = "Aanbiedingen", fr = "Offres", zh-Hant = "優惠", zh-Hans = "优惠" }

[delivery]
track = "opens and clicks"
"""
CHANNELS = ('[channel.email]\ntype = "file"\nfolder = "{folder}/outbox"\nreaches = "email"\n'
            '[channel.sms]\ntype = "file"\nfolder = "{folder}/sms"\nreaches = "phone"\n'
            '[channel.call-list]\ntype = "file"\nfolder = "{folder}/calls"\nreaches = "shop"\n') + MORE
PRODUCTS = [{"product_id": "kyusu", "name": "Kyusu teapot, red clay", "quantity": 1, "price": 38.0, "image_url": PICTURE},
            {"product_id": "sencha", "name": "Sencha, 100 g", "quantity": 2, "price": 9.5}]
# The pages that a form's answer is, each with the page that has the form.
ANSWERS = {"unsubscribed": "unsubscribe", "confirmed": "confirm", "thanks": "rating", "address_changed": "address",
           "saved": "preferences"}


def order_key(language: str, who: str = "customer") -> str:
    return str((1001 if who == "customer" else 2001) + LANGUAGES.index(language))


class PageShop:
    """Started by start(), which waits until every customer's order is known, their thanks have been written, and every guest's
    new address waits to be proven."""

    def __init__(self, folder: pathlib.Path, more: str = ""):
        self.daemon = make_shop(folder, CHANNELS + more)
        self.folder = folder
        shutil.copytree(REPOSITORY / "config" / "messages" / "account", folder / "messages" / "account", dirs_exist_ok=True)
        made = subprocess.run([program("lifecycled"), "keys", "vapid", self.daemon.folder / "vapid.key", "--json"], check=True,
                              capture_output=True, text=True)
        with self.daemon.config.open("a") as settings:
            settings.write('\n[channel.webpush]\ntype = "webpush"\ncontact = "mailto:push@shop.example"\n'
                           f'vapid_public_key = "{json.loads(made.stdout)["public_key"]}"\nvapid_private_key = "file:vapid.key"\n')

    def start(self) -> None:
        self.daemon.start()
        calls = []
        for language, who in [(language, who) for language in LANGUAGES for who in ("customer", "guest")]:
            user, mail, key = f"{who}-{language}", f"{who}.{language}@example.org", order_key(language, who)
            calls += [identify(user, mail, language, first_name="Anna", phone="+31612345678" if who == "customer" else "+31687654321"),
                      consent(user, mail), consent(user, mail, purpose="profiling"),
                      track(user, "Order Completed", order_id=key, total=57.0, currency="EUR", products=PRODUCTS),
                      track(user, "Order Paid", order_id=key),
                      track(user, "Order Shipped", order_id=key, carrier="Post", tracking_number="3SABC",
                            tracking_url="https://carrier.example/3SABC", expected_at="2099-02-02T12:00:00Z")]
        post_batch(self.daemon, calls)
        people = 2 * len(LANGUAGES)
        self.until(lambda: len(rows(self.daemon, "SELECT 1 FROM order_marks WHERE mark = 3")) == people)
        self.until(lambda: len(rows(self.daemon, "SELECT 1 FROM deliveries d JOIN messages m ON m.id = d.message_id"
                                                 " WHERE m.name = 'order/thanks' AND d.state = ?", DELIVERED)) == people)
        self.key = next(self.folder.rglob("link.key")).read_text().split()[0]
        for language in LANGUAGES:
            self.post(self.paths(language, "guest", with_address=False)["preferences"], act="address", email=f"new.{language}@example.org")
        self.until(lambda: len(rows(self.daemon, "SELECT 1 FROM deliveries d JOIN messages m ON m.id = d.message_id"
                                                 " WHERE m.name = 'account/new-address' AND d.state = ?", DELIVERED)) == len(LANGUAGES))

    @staticmethod
    def until(holds) -> None:
        wait_until(holds, "the database says what the shop or a page was told", 60)

    def sign(self, purpose: str, payload: str) -> str:
        whole = payload.encode()
        mac = hmac.new(self.key.encode(), purpose.encode() + b"\0" + whole, hashlib.sha256).digest()[:16]
        return base64.urlsafe_b64encode(whole + mac).decode().rstrip("=")

    def ids(self, language: str, who: str = "customer", message: str = "order/thanks") -> tuple[int, int]:
        """The customer, and the delivery of their thanks or of another message."""
        return rows(self.daemon, "SELECT m.customer_id, d.id FROM deliveries d JOIN messages m ON m.id = d.message_id"
                                 " JOIN customer_identifiers i ON i.customer_id = m.customer_id WHERE m.name = ? AND i.value = ?",
                    message, f"{who}-{language}")[0]

    def paths(self, language: str, who: str = "customer", with_address: bool = True) -> dict[str, str]:
        """Every page that a link leads to, and what is said where it leads to nothing: ERRORS. A new address is proven by guests."""
        customer, delivery = self.ids(language, who)
        choice, rating = f"{customer}.{delivery}.email", f"{customer}.{delivery}.{order_key(language, who)}"
        paths = {"unsubscribe": "/u/" + self.sign("unsubscribe", choice),
                 "preferences": "/p/" + self.sign("preferences", choice),
                 "confirm": "/c/" + self.sign("confirm", choice),
                 "rating": "/r/" + self.sign("rating", rating) + "?v=4",
                 "nps": "/n/" + self.sign("nps", rating) + "?v=9",
                 "review": "/e/" + self.sign("review", rating),
                 "order": "/o/" + self.sign("order", order_key(language, who)),
                 "push": "/w/" + self.sign("push", f"{customer}.{delivery}."),
                 "view": "/v/" + self.sign("view", f"{customer}.{delivery}."),
                 "bad_link": "/u/nothing",
                 "order_unknown": "/o/" + self.sign("order", "nothing"),
                 "nothing_here": "/nothing"}
        if with_address:
            guest, mailed = self.ids(language, "guest", "account/new-address")
            paths["address"] = "/a/" + self.sign("address", f"{guest}.{mailed}.")
        return paths

    def answers(self, language: str) -> dict[str, str]:
        """The paths of the pages whose button makes each of ANSWERS; of guests, for it changes what is known of them."""
        paths = self.paths(language, "guest")
        return {name: paths[form] for name, form in ANSWERS.items()}

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.daemon.port}{path}"

    def ask(self, path: str, form: dict | None = None, **headers) -> tuple[int, dict, str]:
        body = None if form is None else urllib.parse.urlencode(form).encode()
        request = urllib.request.Request(self.url(path), body, headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, dict(answer.headers), answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, dict(error.headers), error.read().decode()

    def refused(self, method: str, path: str, language: str, headers: dict) -> tuple[int, str]:
        """What a browser gets whose request is not read to its end."""
        connection = http.client.HTTPConnection("127.0.0.1", self.daemon.port, timeout=60)
        try:
            connection.request(method, path, headers={"Accept": "text/html", "Accept-Language": language, **headers})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def post(self, path: str, **form: str) -> str:
        status, _, text = self.ask(path, form)
        if status != 200:
            raise AssertionError(f"{path} was answered {status}: {text}")
        return text

    def visit(self, path: str, language: str, **more) -> dict:
        """For look(): `language` is what the browser asks for where nothing is known of the customer."""
        return {"url": self.url(path), "language": language, "own": self.url("/"), **more}


def look(visits: list[dict]) -> list[dict]:
    """What Chromium sees: each visit has url and width (in pixels), and may have scheme ("light" or "dark"), javascript, press (the
    page's button is pressed first) and a file for a picture. Each answer has what page_look.mjs says it has."""
    script = pathlib.Path(__file__).with_name("page_look.mjs")
    told = json.dumps({"chromium": CHROMIUM, "flags": FLAGS, "visits": visits})
    done = subprocess.run(["node", str(script)], input=told, capture_output=True, text=True, timeout=600 + 20 * len(visits))
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return json.loads(done.stdout)
