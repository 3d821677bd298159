"""The shop, its orders and the stages of buying, as they are defined:

- Orders of one customer on one day (shop's time zone) are one purchase; cancelled and fully refunded orders do not count.
- A gap is the time between consecutive purchases in whole days. A customer with at least 4 gaps is measured by the own
  median, the others by the shop's quantile: 0.8 of all gaps, nearest rank, the ceil(q * n)-th smallest; 60 days while there
  is none.
- `active` while now <= last purchase + 1.0 gap, `lapsing` while now <= last purchase + 2.5 gaps, then `lapsed`. So a stage
  ends one millisecond after its border.
- The shop's gap is worked out at each midnight (shop's time zone) from what was known before it, and is constant between.
"""

import bisect
import math
import statistics
import tomllib
from datetime import datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

DAY = 86_400_000
QUANTILE, OWN_GAPS_FROM, GAP_UNTIL_KNOWN = Fraction(8, 10), 4, 60 * DAY
ACTIVE, LAPSING = Fraction(1), Fraction(5, 2)


def local(at, zone):
    return datetime.fromtimestamp(at / 1000, zone)


def instant(moment):
    return round(moment.timestamp() * 1000)


def stage_of(purchases, last, gap, now):
    if purchases == 0:
        return "prospect"
    if now <= last + ACTIVE * gap:
        return "active one-time" if purchases == 1 else "active repeat"
    return "lapsing" if now <= last + LAPSING * gap else "lapsed"


def last_moment_of(stage, last, gap):
    """The border of a stage that ends by itself."""
    if stage in ("active one-time", "active repeat"):
        return int(last + ACTIVE * gap)
    return int(last + LAPSING * gap) if stage == "lapsing" else None


class OrderBook:
    """One customer's orders: when each was placed, and when it was undone."""

    def __init__(self):
        self.placed, self.undone, self.discounted, self.changes = {}, {}, set(), []

    def hear(self, told):
        order = told.body.get("order_id")
        if told.name == "Order Completed":
            self.placed[order] = told.at
            if told.body["discounted"]:
                self.discounted.add(order)
        elif told.name == "Order Cancelled" or (told.name == "Order Refunded" and told.body["all"]):
            self.undone.setdefault(order, told.at)
        else:
            return False
        self.changes.append(told.at)
        return True

    def counting(self, at, known_at):
        """Orders up to a moment that count as far as was known at another."""
        return [order for order, placed in self.placed.items()
                if placed <= min(at, known_at) and not self.undone.get(order, math.inf) <= known_at]

    def purchases(self, shop, at, known_at):
        """The days of purchases, and the moment of the last order."""
        placed = [self.placed[order] for order in self.counting(at, known_at)]
        days = sorted({local(moment, shop.zone).date().toordinal() for moment in placed})
        return days, max(placed, default=None)


class Shop:
    def __init__(self, settings):
        with open(settings, "rb") as file:
            table = tomllib.load(file)
        self.name, self.language = table["shop"]["name"], table["shop"]["language"]
        self.zone = ZoneInfo(table["shop"]["time_zone"])
        self.channels = {"email": "email", "sms": "phone", "call-list": "shop"}  # what each reaches
        assert set(table["channel"]) == set(self.channels)
        self.usual_channels = table["delivery"]["channels"]
        self.messages = settings.parent / table["messages"]
        self.campaigns = []
        for path in sorted((settings.parent / table["campaigns"]).glob("*.toml")):
            with open(path, "rb") as file:
                self.campaigns.append({"name": path.stem, **tomllib.load(file)})
        self.texts, self.gap_from_when, self.gap_then = {}, [], []

    # Gaps.

    @staticmethod
    def gaps(days):
        return [later - earlier for earlier, later in zip(days, days[1:])]

    @staticmethod
    def nearest_rank(gaps):
        """The quantile of all gaps, in days; None if there are none."""
        return sorted(gaps)[math.ceil(QUANTILE * len(gaps)) - 1] if gaps else None

    @staticmethod
    def gap_from(quantile):
        return GAP_UNTIL_KNOWN if quantile is None else quantile * DAY

    def gap_of(self, days, shop_gap):
        """A customer's gap, and whether it is the own one."""
        gaps = self.gaps(days)
        if len(gaps) >= OWN_GAPS_FROM:
            return int(statistics.median(gaps) * DAY), True
        return shop_gap, False

    def midnight_after(self, at):
        day = local(at, self.zone).date() + timedelta(days=1)
        return instant(datetime(day.year, day.month, day.day, tzinfo=self.zone))

    def lay_out_gaps(self, books, start, until):
        """The shop's gap at every moment: a row for each midnight at which it changes."""
        self.gap_from_when, self.gap_then = [start], [GAP_UNTIL_KNOWN]
        changes = sorted((moment, number) for number, book in books.items() for moment in book.changes)
        gaps_of, all_gaps, done = {}, [], 0
        midnight = self.midnight_after(start)
        while midnight < until:
            touched = set()
            while done < len(changes) and changes[done][0] < midnight:
                touched.add(changes[done][1])
                done += 1
            for number in touched:
                for gap in gaps_of.get(number, []):
                    del all_gaps[bisect.bisect_left(all_gaps, gap)]
                days, _ = books[number].purchases(self, midnight - 1, midnight - 1)
                gaps_of[number] = self.gaps(days)
                for gap in gaps_of[number]:
                    bisect.insort(all_gaps, gap)
            gap = self.gap_from(self.nearest_rank(all_gaps))
            if gap != self.gap_then[-1]:
                self.gap_from_when.append(midnight)
                self.gap_then.append(gap)
            midnight = self.midnight_after(midnight)

    def gap_at(self, at):
        return self.gap_then[bisect.bisect_right(self.gap_from_when, at) - 1]

    def gap_changes_after(self, at):
        row = bisect.bisect_right(self.gap_from_when, at)
        return self.gap_from_when[row] if row < len(self.gap_from_when) else None

    # Messages: one file a language beside the message's own, which holds only what differs.

    def read_text(self, message, language=None):
        key = (message, language)
        if key not in self.texts:
            path = self.messages / (message + (f".{language}" if language else "") + ".toml")
            self.texts[key] = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        return self.texts[key]

    def has_text(self, message, channel):
        return channel in self.read_text(message)

    def text_in(self, message, channel, language, order_id):
        """Language and subject of a message for a customer who speaks that language."""
        chosen = language if self.read_text(message, language).get(channel) else self.language
        subject = self.read_text(message)[channel].get("subject", "")
        if chosen == language:
            subject = self.read_text(message, language).get(channel, {}).get("subject", subject)
        subject = subject.replace("{{ shop.name }}", self.name).replace("{{ order.order_id }}", order_id or "")
        assert "{{" not in subject and "{%" not in subject, subject
        return chosen, subject

    def check_limits(self, lives):
        """Days on which a campaign's limit makes customers wait are not worked out here: which of them wait is the daemon's
        own choice."""
        for campaign in self.campaigns:
            if "limit" not in campaign:
                continue
            most, per = campaign["limit"].split("/")
            assert per == "day"
            asked = [local(at, self.zone).date() for life in lives for at, name in life.limited
                     if name == campaign["name"]]
            busiest = max((asked.count(day) for day in set(asked)), default=0)
            if busiest > int(most):
                raise SystemExit(f"{campaign['name']}: {busiest} messages on one day, more than its limit")


def next_wall_clock(at, text, zone):
    """The first moment at or after `at` at which the wall clock there shows that time."""
    hour, minute = (int(part) for part in text.split(":"))
    day = local(at, zone).date()
    while True:
        moment = instant(datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone))
        if moment >= at:
            return moment
        day += timedelta(days=1)


def days_later(at, days, zone):
    """When the wall clock there shows the same time, so many days of the calendar later."""
    then = local(at, zone)
    return at if days == 0 else instant((then + timedelta(days=days)).replace(fold=0))


def span(text):
    return int(text[:-1]) * {"d": DAY, "h": 3_600_000, "m": 60_000}[text[-1]]
