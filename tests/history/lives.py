"""One customer's life: what they do, which stage they are in, and where each campaign stands with them.

A moment goes like this: the stage by time, then what is due in journeys, then what happens at that moment in the order in
which it is told (and after it what follows from it, such as another stage), then the messages leave.
"""

import math
from zoneinfo import ZoneInfo

from definitions import OrderBook, days_later, last_moment_of, next_wall_clock, span, stage_of
from story import Told

REACTIONS = {"Order Completed", "Feedback Given", "Product Reviewed"}
NOT_WANTED_ANY_MORE = ("goal reached", "exit by event")

# The conditions of the shipped campaigns. An absent value makes a comparison unknown, and unknown counts as no.
CONDITIONS = {
    "orders = 0": lambda life, journey: len(life.orders) == 0,
    "orders = 1": lambda life, journey: len(life.orders) == 1,
    "heard.rating <= 2": lambda life, journey: journey.heard is not None and journey.heard.body.get("rating", 9) <= 2,
    "discount_share < 0.1": lambda life, journey: life.discount_share() < 0.1,
    "not reacted": lambda life, journey: life.last_reaction is None or life.last_reaction < journey.started,
}


def listed(value):
    return [] if value is None else [value] if isinstance(value, str) else value


def holds(text, life, journey):
    return True if text is None else CONDITIONS[text](life, journey)


class Journey:
    """One way through one campaign. `way` stands at a wait: until `due`, or until one of the events in `hears` comes."""

    def __init__(self, campaign, key, started):
        self.campaign, self.key, self.started = campaign, key, started
        self.path, self.end, self.ended, self.due, self.hears, self.channels = None, None, None, math.inf, None, {}
        self.heard = None  # what ended the latest wait_for
        after = campaign.get("exit", {}).get("after")
        self.limit = started + span(after) if after else math.inf

    def is_meant(self, told):
        """With one_per, waits, exits and goals mean the same id; an event without one speaks of the customer."""
        one_per = self.campaign["trigger"].get("one_per")
        return one_per is None or told.body.get(one_per, self.key) == self.key

    def go(self, life, heard=False):
        try:
            self.due, self.hears = self.way.send(heard) if self.due is not None else next(self.way)
            self.due = min(self.due, self.limit)
        except StopIteration as stop:
            self.finish(life, stop.value or "finished")

    def finish(self, life, how):
        self.end, self.ended, self.due, self.hears = how, life.now, math.inf, None

    def begin(self, life):
        self.way, self.due = self.steps(life), None
        self.go(life)

    def steps(self, life):
        for step in self.campaign["step"]:
            assert set(step) <= {"id", "path", "after", "at", "wait_for", "at_most", "if_not", "where", "send", "channel",
                                 "kind", "other_than", "split", "sunset", "then"}, step
            if "path" in step and step["path"] != self.path:
                continue
            if life.now >= self.limit:
                return "time limit"
            # Wait.
            after = step.get("after", "0d")
            due = life.now + span(after)
            if "at" in step:
                # Before an hour, days are those of the calendar.
                if after.endswith("d"):
                    due = days_later(life.now, int(after[:-1]), life.zone)
                due = next_wall_clock(due, step["at"], life.zone)
            if due > life.now:
                yield due, None
                if life.now >= self.limit:
                    return "time limit"
            if "wait_for" in step and not self.is_there(life, step["wait_for"]):
                heard = yield life.now + span(step["at_most"]), step["wait_for"]
                if life.now >= self.limit:
                    return "time limit"
                if not heard:
                    self.heard = None
                if not heard and step["if_not"] == "exit":
                    return "exit by step"
            # Check.
            if not holds(step.get("where"), life, self):
                continue
            # Act.
            if "send" in step:
                self.channels[step.get("id")] = life.decide(self, step)
            if "split" in step:
                self.path = next((branch["path"] for branch in step["split"]
                                  if holds(branch.get("where"), life, self)), None)
            if step.get("sunset"):
                life.resting = True
            if step.get("then") == "exit":
                return "exit by step"
        return "time limit" if life.now >= self.limit else "finished"

    @staticmethod
    def is_there(life, wait_for):
        return isinstance(wait_for, dict) and wait_for["stage"] == life.stage

    def is_waiting_for(self, told):
        if isinstance(self.hears, dict):
            return told.name == "Stage Entered" and told.body["stage"] == self.hears["stage"]
        return told.name in listed(self.hears) and self.is_meant(told)

    def hear(self, life, told):
        campaign = self.campaign
        if told.name == campaign.get("goal"):
            # A goal that is the trigger too means a later one, of which the id is another.
            if told.name in listed(campaign["trigger"].get("event")) or self.is_meant(told):
                return self.finish(life, "goal reached")
        if told.name in listed(campaign.get("exit", {}).get("event")) and self.is_meant(told):
            return self.finish(life, "exit by event")
        if self.is_waiting_for(told):
            self.heard = told
            self.go(life, heard=True)


class Life:
    def __init__(self, shop, number, story, samples, until):
        self.shop, self.number, self.story, self.samples, self.until = shop, number, story, samples, until
        self.user_id = story[0].user_id
        self.now = -math.inf
        self.book, self.orders, self.days, self.last_order = OrderBook(), [], [], None
        self.stage, self.stage_at = "prospect", {}
        self.address, self.language, self.zone, self.consents = {}, None, shop.zone, {}
        self.last_reaction, self.resting = None, False
        self.journeys, self.starts, self.entered = [], {}, set()
        self.log, self.outbox, self.sent, self.withheld, self.limited = [], [], [], [], []

    def discount_share(self):
        return sum(order in self.book.discounted for order in self.orders) / len(self.orders) if self.orders else 0

    # Time.

    def live(self):
        told = sampled = 0
        while True:
            self.now = min([self.story[told].at if told < len(self.story) else math.inf,
                            self.samples[sampled] if sampled < len(self.samples) else math.inf,
                            self.look_at_stage_again(), *(journey.due for journey in self.running())])
            if self.now >= self.until:
                return
            self.look_at_stage(by_orders=False)
            self.work_off_log()
            while due := [journey for journey in self.running() if journey.due <= self.now]:
                due[0].go(self)
                self.work_off_log()
            while told < len(self.story) and self.story[told].at == self.now:
                self.log.append(self.story[told])
                told += 1
            self.work_off_log()
            self.hand_over()
            if sampled < len(self.samples) and self.samples[sampled] == self.now:
                self.stage_at[self.now] = self.stage
                sampled += 1

    def running(self):
        return [journey for journey in self.journeys if journey.end is None]

    # Stage.

    def gap(self):
        return self.shop.gap_of(self.days, self.shop.gap_at(self.now))

    def look_at_stage_again(self):
        """The next moment at which the stage may change by itself."""
        if not self.days:
            return math.inf
        gap, is_own = self.gap()
        border = last_moment_of(self.stage, self.last_order, gap)
        moved = None if is_own else self.shop.gap_changes_after(self.now)
        return min(math.inf if border is None else border + 1, math.inf if moved is None else moved)

    def look_at_stage(self, by_orders):
        gap, _ = self.gap()
        stage = stage_of(len(self.days), self.last_order, gap, self.now)
        if stage == self.stage:
            return
        # Whoever comes to a stage because orders changed has been in it since its first moment, by its definition.
        since = self.now
        if by_orders and stage in ("lapsing", "lapsed"):
            before = "active repeat" if stage == "lapsing" else "lapsing"
            since = min(since, last_moment_of(before, self.last_order, gap) + 1)
        self.stage = stage
        self.log.append(Told(since, self.number, 0, 0, "Stage Entered", {"stage": stage}))

    # What happens.

    def work_off_log(self):
        while self.log:
            told = self.log.pop(0)
            self.learn(told)
            running = self.running()
            for journey in running:
                if journey.end is None:
                    journey.hear(self, told)
            for campaign in self.shop.campaigns:
                self.ask_trigger(campaign, told)

    def learn(self, told):
        body = told.body
        if told.name in REACTIONS:
            self.last_reaction, self.resting = told.at, False
        if told.name == "Customer Identified":
            self.address = {"email": body["email"], "phone": body["phone"]}
            self.language, self.zone = body["language"], ZoneInfo(body["time_zone"])
        if told.name in ("Consent Given", "Consent Withdrawn"):
            self.consents[body["channel"], body.get("purpose", "marketing")] = told.name == "Consent Given"
        if self.book.hear(told):
            self.orders = self.book.counting(self.now, self.now)
            self.days, self.last_order = self.book.purchases(self.shop, self.now, self.now)
            self.look_at_stage(by_orders=True)

    def ask_trigger(self, campaign, told):
        trigger, name = campaign["trigger"], campaign["name"]
        assert set(trigger) <= {"event", "where", "one_per", "stage_entered", "start_existing", "again_after"}, trigger
        if "stage_entered" in trigger:
            if told.name != "Stage Entered" or told.body["stage"] != trigger["stage_entered"]:
                return
        elif told.name not in listed(trigger["event"]):
            return
        if self.now - told.at > span("24h"):  # old news starts nothing
            return
        # One journey for each id ever, or without ids one a customer; again where again_after says when.
        key, starts = told.body.get(trigger.get("one_per")), self.starts.setdefault(name, [])
        if "one_per" in trigger and ((name, key) in self.entered or key is None):
            return
        if "again_after" in trigger:
            inside = any(journey.campaign is campaign for journey in self.running())
            if starts and (self.now - starts[-1] < span(trigger["again_after"]) or ("one_per" not in trigger and inside)):
                return
        elif "one_per" not in trigger and starts:
            return
        if not holds(trigger.get("where"), self, None):
            return
        starts.append(self.now)
        self.entered.add((name, key))
        journey = Journey(campaign, key, self.now)
        self.journeys.append(journey)
        journey.begin(self)

    # Messages.

    def objection(self, channel, kind):
        if self.shop.channels[channel] == "shop":
            return None  # the shop's own staff
        if not self.address.get(self.shop.channels[channel]):
            return "no address"
        if kind == "transactional":
            declined = self.consents.get((channel, "transactional")) is False
            return "transactional messages declined" if declined else None
        given = self.consents.get((channel, "marketing"))
        return None if given else "no consent on record" if given is None else "consent withdrawn"

    def decide(self, journey, step):
        """The first channel on which this customer may be reached; what it is, for other_than."""
        campaign, message = journey.campaign, step["send"]
        kind = step.get("kind", campaign.get("kind", "marketing"))
        if "limit" in campaign and kind != "transactional":
            self.limited.append((self.now, campaign["name"]))
        reasons = []
        if kind == "marketing" and self.resting:
            reasons = ["the customer rests until a reaction"]
        else:
            for channel in listed(step.get("channel")) or self.shop.usual_channels:
                if "other_than" in step and channel == journey.channels.get(step["other_than"]):
                    continue
                if channel not in self.shop.channels:
                    objection = "not configured"
                elif not self.shop.has_text(message, channel):
                    objection = "the message has no text for it"
                else:
                    objection = self.objection(channel, kind)
                if objection is None:
                    self.outbox.append((journey, message, channel, kind))
                    return channel
                reasons.append(f"{channel}: {objection}")
        self.withheld.append((self.now, self.user_id, message, "; ".join(reasons) or "no other channel"))
        return None

    def hand_over(self):
        """Whoever reached the goal or left by an event at this very moment is not written to any more, but for receipts."""
        for journey, message, channel, kind in self.outbox:
            refusal = journey.end if kind != "transactional" and journey.end in NOT_WANTED_ANY_MORE else None
            refusal = refusal or self.objection(channel, kind)
            if refusal:
                self.withheld.append((self.now, self.user_id, message, refusal))
                continue
            language, subject = self.shop.text_in(message, channel, self.language, journey.key)
            recipient = self.address.get(self.shop.channels[channel], "")
            self.sent.append((self.now, self.user_id, recipient, message, channel, language, subject))
        self.outbox = []
