"""What journey_crash_test.py kills and compares: a campaign of many short waits with every kind of step, another that answers
it, and a shop that sends the same numbered input whoever listens, each batch again until it is acknowledged. Every customer
orders once, and nothing hangs on how long something took, so that two runs of the same input must decide the same."""

import pathlib
import random
import threading
import time

from shop import Daemon, consent, identify, order, post_batch

CAMPAIGNS = {
    "walk": """title   = "Walk"
serves  = "retention"
trigger = { event = "Order Completed", one_per = "order_id" }
step = [
  { send = "walk/receipt", kind = "transactional" },
  { after = "20ms", split = [
    { path = "home", where = "country = 'NL'" }, { path = "large", where = "event.total > 50" }, { path = "rest" } ] },
  { path = "home", after = "15ms", send = "walk/home" },
  { path = "large", after = "35ms", set = { size = "large", order = "event.order_id" } },
  { path = "rest", after = "25ms", list = { join = "walkers" } },
  { emit = { event = "Walk Asked", with = { order_id = "event.order_id" } } },
  { wait_for = "Walk Answered", at_most = "1h" },
  { after = "40ms", split = [ { path = "one", share = "30%" }, { path = "two", share = "30%" }, { path = "three" } ] },
  { path = "one", after = "10ms", send = "walk/one" },
  { path = "two", after = "7ms", set = { size = "none" } },
  { after = "30ms", test = ["walk/plain", "walk/rich"], shares = ["60%", "40%"], hold_out = "25%" },
  { wait_for = "Order Delivered", at_most = "30ms", if_not = "go on" },
  { after = "1ms" },
  { after = "60ms", where = "orders = 1" },
  { after = "90ms", where = "orders = 2", send = "walk/never" },
  { path = "three", after = "120ms", list = { leave = "walkers" } },
  { after = "2ms", send = "walk/last" },
]
""",
    # The walk stands still until this one has answered, and both are journeys of their own.
    "answer": """title   = "Answer"
serves  = "retention"
trigger = { event = "Walk Asked", one_per = "order_id" }
step = [
  { after = "25ms" },
  { after = "5ms", emit = { event = "Walk Answered", with = { order_id = "event.order_id" } } },
  { after = "3ms", then = "exit" },
]
"""}
EVENTS = """
["Walk Asked"]
help = "The walk asks."
properties = { order_id = "text" }

["Walk Answered"]
help = "It is answered."
properties = { order_id = "text" }
"""
MESSAGES = ("receipt", "home", "one", "plain", "rich", "never", "last")
MESSAGE = """[email]
subject = "{name} {{{{ event.order_id }}}}"
html = "<p>{name}</p><p><a href='{{{{ links.unsubscribe }}}}'>Stop</a> {{{{ shop.address }}}}</p>"
text = "{name} {{{{ links.unsubscribe }}}} {{{{ shop.address }}}}"
"""
COUNTRIES = ("NL", "DE", "FR")
PER_BATCH = 3
PAUSE = (0.02, 0.12)  # seconds between batches, so that there are always journeys on their way


def write_campaigns(folder: pathlib.Path) -> None:
    for name, text in CAMPAIGNS.items():
        (folder / "campaigns" / f"{name}.toml").write_text(text)
    with (folder / "events.toml").open("a") as events:
        events.write(EVENTS)
    (folder / "messages" / "walk").mkdir()
    for name in MESSAGES:
        (folder / "messages" / "walk" / f"{name}.toml").write_text(MESSAGE.format(name=name))


def batch(number: int) -> list[dict]:
    """The same events for the same number, with the same message ids."""
    calls = []
    for i in range(PER_BATCH):
        which = number * PER_BATCH + i
        customer, address = f"c{which}", f"c{which}@example.org"
        calls += [identify(customer, address, number=which, country=COUNTRIES[which % len(COUNTRIES)]),
                  consent(customer, address), order(customer, f"o{which}", total=30.0 + which * 7 % 60)]
    for i, one in enumerate(calls):
        one["messageId"] = f"{number}-{i}"
    return calls


class Feeder(threading.Thread):
    """One shop server. `sent` batches were acknowledged, in the order of their numbers."""

    def __init__(self, daemon: Daemon, seed: int):
        super().__init__(daemon=True)
        self.target, self.random = daemon, random.Random(seed)
        self.sent = self.sent_again = 0
        self.failure: Exception | None = None
        self._ending = threading.Event()

    def stop(self) -> None:
        self._ending.set()
        self.join(60)
        if self.failure or self.is_alive():
            raise AssertionError(f"the shop did not end well: {self.failure}")

    def run(self) -> None:
        try:
            while not self._ending.is_set():
                self.sent_again += send(self.target, self.sent)
                self.sent += 1
                time.sleep(self.random.uniform(*PAUSE))
        except Exception as failure:  # said by stop(), in the test's own thread
            self.failure = failure


def send(daemon: Daemon, number: int) -> int:
    """How often it took another try."""
    calls, again = batch(number), 0
    while True:
        try:
            post_batch(daemon, calls)
            return again
        except OSError:  # nobody there, or gone before the answer: a shop cannot know, and sends again
            again += 1
            time.sleep(0.02)
