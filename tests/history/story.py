"""What happens in the replayed history, by the rules in README.md: the script's own telling of them."""

import csv
from dataclasses import dataclass
from datetime import datetime, timezone

DAY, HOUR, MINUTE = 86_400_000, 3_600_000, 60_000


@dataclass
class Told:
    at: int          # UTC milliseconds, as everywhere in these scripts
    customer: int    # the number in their id
    rank: int        # the order in which things of one moment are told
    line: int        # the number in the order's id
    name: str
    body: dict
    user_id: str = ""


RANKS = ["Customer Identified", "Consent Given", "Consent Withdrawn", "Order Completed", "Order Cancelled",
         "Order Refunded", "Order Delivered", "Order Returned", "Feedback Given", "Product Reviewed"]


def to_text(at):
    moment = datetime.fromtimestamp(at // 1000, timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at % 1000:03}Z"


def read_moment(text, zone):
    form = "%Y%m%d" if len(text) == 8 else "%Y-%m-%d %H:%M:%S"
    return int(datetime.strptime(text, form).replace(tzinfo=zone).timestamp()) * 1000


def day(at, days=0, hours=0):
    """So many days and hours after the midnight (UTC) before a moment."""
    return at // DAY * DAY + days * DAY + hours * HOUR


def read_story(path, shop):
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    story, firsts = [], {}
    for row in rows:
        at = read_moment(row["ordered_at"], shop.zone)
        number, line = int(row["customer_id"].lstrip("C")), int(row["order_id"].split("-")[1])

        def tell(moment, name, **body):
            story.append(Told(moment, number, RANKS.index(name), line, name, body, row["customer_id"]))

        first = firsts.setdefault(number, (at, row["customer_id"]))
        firsts[number] = min(first, (at, row["customer_id"]))
        order_id = row["order_id"]
        tell(at, "Order Completed", order_id=order_id, discounted=row["coupon"] != "")
        if row["status"] == "cancelled":
            tell(at, "Order Cancelled", order_id=order_id)
            continue
        after_order(tell, at, order_id, number, line, round(float(row["total"]) * 100))
    for number, (at, user_id) in firsts.items():
        about_customer(story, number, at, user_id)
    story.sort(key=lambda told: (told.at, told.customer, told.rank, told.line))
    return story


def after_order(tell, at, order_id, number, line, total_minor):
    h = number * 7 + line * 13
    if h % 23 == 7:
        tell(at + 6 * HOUR, "Order Cancelled", order_id=order_id)
        return
    if h % 17 == 4:
        tell(day(at, 3, 11), "Order Refunded", order_id=order_id, all=True)
    if h % 17 == 9:
        tell(day(at, 20, 11), "Order Refunded", order_id=order_id, all=True)
    if h % 17 == 14 and total_minor >= 100:
        tell(day(at, 5, 11), "Order Refunded", order_id=order_id, all=False)  # half of it: the order still counts
    parcel_days = [1, 2, 3, 4, 5, 6, 8, 12, 15, None][h % 10]
    if parcel_days is None:
        return
    delivered = day(at, parcel_days, 14)
    tell(delivered, "Order Delivered", order_id=order_id)
    if h % 29 == 11:
        tell(delivered + 4 * DAY + 2 * HOUR, "Order Returned", order_id=order_id)
    names_it = {"order_id": order_id} if line % 2 == 0 else {}
    for rule, span in ((h % 4 == 1, 3 * DAY + 6 * HOUR), (h % 4 == 2, 8 * DAY + 6 * HOUR), (h % 12 == 3, 6 * DAY)):
        if rule:
            tell(delivered + span, "Feedback Given", rating=1 + h % 5, **names_it)
    if h % 9 == 5:
        tell(delivered + 5 * DAY + 7 * HOUR, "Product Reviewed")


def about_customer(story, n, first, user_id):
    def tell(at, name, line=0, **body):
        story.append(Told(at, n, RANKS.index(name), line, name, body, user_id))

    lead = day(first, -[1, 1, 3, 9][n // 20 % 4])
    tell(lead + 8 * HOUR, "Customer Identified", email=f"cust{user_id}@example.org",
         phone=f"+3161{n:07}" if n % 3 == 0 else None,
         language=["en", "nl", "fr", "zh-Hant", "zh-Hans"][n % 5],
         time_zone=["Europe/Amsterdam", "America/New_York", "Asia/Taipei", "UTC"][n % 4])
    if n % 11:
        if n % 7 == 0:
            tell(day(first, 1, 9), "Consent Given", channel="email")
        elif n % 13 == 0:
            tell(first, "Consent Given", channel="email")
        else:
            tell(lead + 9 * HOUR, "Consent Given", channel="email")
        if n % 19 == 3:
            tell(day(first, 25, 12), "Consent Withdrawn", channel="email")
        if n % 38 == 3:
            tell(day(first, 85, 12), "Consent Given", channel="email")
    if n % 6 == 0:
        tell(lead + 12 * HOUR, "Consent Given", line=1, channel="sms")
    if n % 37 == 5:
        tell(lead + 10 * HOUR, "Consent Withdrawn", channel="email", purpose="transactional")
