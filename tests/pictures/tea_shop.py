"""Green Leaf Tea, a shop that was never there: who came, what they did, day by day. Always the same people for the same
number. What the shop's campaigns make of it is the daemon's own doing."""
import datetime
import json
import pathlib
import random
import re
import shutil

ROOT = pathlib.Path(__file__).resolve().parents[2]
UNTIL = "2026-06-01T10:00:00Z"
LIVE = {"welcome", "back-in-stock", "browse-abandonment", "cart-abandonment", "order-shipped", "post-purchase", "reactivation",
        "feedback-request", "review-request", "nps", "birthday", "replenishment"}
END = datetime.datetime.fromisoformat(UNTIL.replace("Z", "+00:00"))
BEGIN = END - datetime.timedelta(days=300)
DAY = datetime.timedelta(days=1)
PRODUCTS = [{"product_id": f"tea-{i}", "name": name, "price": price, "category": "tea", "url": f"https://tea.example/{i}"}
            for i, (name, price) in enumerate((("Sencha, 100 g", 12.5), ("Assam, 250 g", 14.9), ("Earl Grey, 250 g", 13.9),
                                               ("Rooibos, 500 g", 16.5), ("White peony, 50 g", 21.0)))]


class Person:
    def __init__(self, chance, number):
        self.chance, self.name, self.story, self.orders = chance, f"customer-{number}", [], 0
        # More and more come as the shop becomes known.
        self.now = BEGIN + (END - BEGIN) * chance.random() ** 0.7
        self.buys = chance.random() < 0.55
        self.gap = min(150.0, max(9.0, chance.lognormvariate(3.5, 0.45)))  # days between orders
        self.stays = 0.72 if chance.random() < 0.55 else 0.25  # whoever has a rhythm comes again and again

    def say(self, event, after=datetime.timedelta(), **body):
        at = self.now + after
        if at < END:
            self.story.append((at, {"at": at.strftime("%Y-%m-%dT%H:%M:%SZ"), "customer": self.name, "event": event, "body": body}))

    def wait(self, days):
        """On to a day so far away, at a time when people are awake."""
        self.now += DAY * days
        self.now = self.now.replace(hour=self.chance.randint(6, 20), minute=self.chance.randint(0, 59), second=self.chance.randint(0, 59))

    def live(self):
        chance = self.chance
        self.wait(0)
        traits = {"email": f"{self.name}@example.org", "first_name": self.name, "language": chance.choice(["en", "nl", "fr"]),
                  "country": chance.choices(["NL", "BE", "FR"], [6, 2, 2])[0],
                  "birthday": f"{chance.randint(1955, 2004)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"}
        if chance.random() < 0.35:
            traits["phone"] = f"+316{chance.randint(10_000_000, 99_999_999)}"
        self.say("Customer Identified", **traits)
        for channel in ("email", "sms"):
            if chance.random() < (0.85 if channel == "email" else 0.6) and (channel == "email" or "phone" in traits):
                self.say("Consent Given", datetime.timedelta(minutes=1), channel=channel)
        self.wait(chance.randint(0, 9))
        while self.now < END:
            self.visit()
            if self.orders and self.buys and chance.random() > self.stays:
                self.buys = False
            self.wait(max(1, round(chance.gauss(self.gap, self.gap / 5))) if self.orders and self.buys else chance.randint(12, 70))
            if not self.buys and chance.random() < 0.35:
                return

    def visit(self):
        chance, product = self.chance, self.chance.choice(PRODUCTS)
        self.say("Product Viewed", **product)
        if not self.buys and chance.random() < 0.7:
            return
        self.say("Product Added", datetime.timedelta(minutes=4), **product, quantity=1)
        if self.buys and chance.random() < 0.85:
            self.order(product)

    def order(self, product):
        chance = self.chance
        self.orders += 1
        number = f"{self.name}-{self.orders}"
        amount = chance.randint(1, 4)
        self.say("Order Completed", datetime.timedelta(minutes=11), order_id=number, total=round(product["price"] * amount, 2),
                 currency="EUR", products=[{**product, "quantity": amount}])
        if chance.random() < 0.03:
            self.say("Order Cancelled", datetime.timedelta(hours=3), order_id=number)
            return
        ships = datetime.timedelta(hours=chance.randint(8, 40))
        self.say("Order Shipped", ships, order_id=number, carrier="PostNL")
        if chance.random() < 0.12:  # carriers do not always tell
            return
        arrives = ships + datetime.timedelta(hours=chance.randint(18, 80))
        self.say("Order Delivered", arrives, order_id=number, carrier="PostNL")
        if chance.random() < 0.3:
            self.say("Feedback Given", arrives + datetime.timedelta(hours=chance.randint(2, 60)), order_id=number,
                     rating=chance.choices([1, 2, 3, 4, 5], [3, 4, 10, 33, 50])[0])
        if chance.random() < 0.12:
            self.say("Product Reviewed", arrives + datetime.timedelta(days=chance.randint(7, 12)), order_id=number,
                     product_id=product["product_id"], rating=chance.randint(3, 5))


def write_shop(folder: pathlib.Path) -> pathlib.Path:
    """The shipped files, as this shop has them."""
    shutil.copytree(ROOT / "config", folder)
    settings = folder / "lifecycled.toml"
    settings.write_text(settings.read_text().replace('"My Shop"', '"Green Leaf Tea"'))
    for file in (folder / "campaigns").glob("*.toml"):
        text = re.sub(r"(?m)^live *=.*\n", "", file.read_text())
        file.write_text(re.sub(r"(?m)^(serves *=.*)$", rf"\1\nlive = {str(file.stem in LIVE).lower()}", text, count=1))
    return settings


def write_story(file: pathlib.Path, people: int) -> None:
    chance, told = random.Random(11), []
    for number in range(people):
        person = Person(chance, number)
        person.live()
        told += person.story
    told.sort(key=lambda one: one[0])
    file.write_text("".join(json.dumps(line) + "\n" for _, line in told))
