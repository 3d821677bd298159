"""A shop whose pages are to be looked at: a customer in each language, with an order on its way, and the signed links that
their messages have; and a browser to look with. Used by customer_pages_test.py and page_pictures.py."""

import base64
import hashlib
import hmac
import json
import pathlib
import shutil
import subprocess

from shop import REPOSITORY, consent, identify, make_shop, post_batch, rows, track, wait_until

CHROMIUM = shutil.which("chromium")
# Nothing is asked of the network but what the page itself asks.
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]
LANGUAGES = ("en", "nl", "fr", "zh-Hant", "zh-Hans")
TOPICS = """
[topics]
new  = { en = "New in the shop", nl = "Nieuw in de winkel", fr = "Nouveautés", zh-Hant = "新品", zh-Hans = "新品" }
offers = { en = "Offers", nl = "Aanbiedingen", fr = "Offres", zh-Hant = "優惠", zh-Hans = "优惠" }
"""
CHANNELS = ('[channel.email]\ntype = "file"\nfolder = "{folder}/outbox"\nreaches = "email"\n'
            '[channel.sms]\ntype = "file"\nfolder = "{folder}/sms"\nreaches = "phone"\n'
            '[channel.call-list]\ntype = "file"\nfolder = "{folder}/calls"\nreaches = "shop"\n') + TOPICS
PRODUCTS = [{"product_id": "kyusu", "name": "Kyusu teapot, red clay", "quantity": 1, "price": 38.0},
            {"product_id": "sencha", "name": "Sencha, 100 g", "quantity": 2, "price": 9.5}]


def order_key(language: str) -> str:
    return str(1001 + LANGUAGES.index(language))


class PageShop:
    """Started by start(), which waits until every customer's order is known and their thanks have been written."""

    def __init__(self, folder: pathlib.Path, more: str = ""):
        self.daemon = make_shop(folder, CHANNELS + more)
        self.folder = folder
        shutil.copytree(REPOSITORY / "config" / "messages" / "account", folder / "messages" / "account", dirs_exist_ok=True)

    def start(self) -> None:
        self.daemon.start()
        calls = []
        for language in LANGUAGES:
            who = f"customer-{language}"
            calls += [identify(who, f"{language}@example.org", language, first_name="Anna", phone="+31612345678"),
                      consent(who, f"{language}@example.org"),
                      track(who, "Order Completed", order_id=order_key(language), total=57.0, currency="EUR", products=PRODUCTS),
                      track(who, "Order Paid", order_id=order_key(language)),
                      track(who, "Order Shipped", order_id=order_key(language), carrier="Post", tracking_number="3SABC",
                            tracking_url="https://carrier.example/3SABC", expected_at="2099-02-02T12:00:00Z")]
        post_batch(self.daemon, calls)
        self.until(lambda: len(rows(self.daemon, "SELECT 1 FROM order_marks WHERE mark = 3")) == len(LANGUAGES))
        self.until(lambda: len(rows(self.daemon, "SELECT 1 FROM deliveries d JOIN messages m ON m.id = d.message_id"
                                                 " WHERE m.name = 'order/thanks'")) == len(LANGUAGES))
        self.key = next(self.folder.rglob("link.key")).read_text().split()[0]

    @staticmethod
    def until(holds) -> None:
        wait_until(holds, "the database says what the shop or a page was told", 30)

    def sign(self, purpose: str, payload: str) -> str:
        whole = payload.encode()
        mac = hmac.new(self.key.encode(), purpose.encode() + b"\0" + whole, hashlib.sha256).digest()[:16]
        return base64.urlsafe_b64encode(whole + mac).decode().rstrip("=")

    def ids(self, language: str) -> tuple[int, int]:
        """The customer, and the delivery of their thanks."""
        return rows(self.daemon, "SELECT m.customer_id, d.id FROM deliveries d JOIN messages m ON m.id = d.message_id"
                                 " JOIN customers c ON c.id = m.customer_id WHERE m.name = 'order/thanks' AND c.language = ?",
                    language)[0]

    def paths(self, language: str) -> dict[str, str]:
        customer, delivery = self.ids(language)
        choice, rating = f"{customer}.{delivery}.email", f"{customer}.{delivery}.{order_key(language)}"
        return {"unsubscribe": "/u/" + self.sign("unsubscribe", choice),
                "preferences": "/p/" + self.sign("preferences", choice),
                "confirm": "/c/" + self.sign("confirm", choice),
                "rating": "/r/" + self.sign("rating", rating) + "?v=4",
                "nps": "/n/" + self.sign("nps", rating) + "?v=9",
                "review": "/e/" + self.sign("review", rating),
                "order": "/o/" + self.sign("order", order_key(language)),
                "push_none": "/w/" + self.sign("push", f"{customer}.{delivery}.")}

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.daemon.port}{path}"


def look(visits: list[dict]) -> list[dict]:
    """What Chromium sees: each visit has url and width (in pixels), and may have scheme ("light" or "dark"), javascript and a file
    for a picture. Each answer has what page_look.mjs says it has."""
    script = pathlib.Path(__file__).with_name("page_look.mjs")
    told = json.dumps({"chromium": CHROMIUM, "flags": FLAGS, "visits": visits})
    done = subprocess.run(["node", str(script)], input=told, capture_output=True, text=True, timeout=60 + 10 * len(visits))
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return json.loads(done.stdout)
