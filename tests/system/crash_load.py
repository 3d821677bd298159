"""What goes on while crash_test.py kills: a campaign with three mails and two waits, customers who order without pause, and a
shop that sends an event again until somebody has acknowledged it."""

import pathlib
import random
import threading
import time

from shop import Daemon, call, consent, identify, order, post_batch, track

CAMPAIGN = """title   = "Crash"
serves  = "retention"
trigger = { event = "Order Completed", one_per = "order_id" }
step = [
  { send = "crash/receipt", kind = "transactional" },
  { after = "1s", send = "crash/first" },
  { wait_for = "Order Delivered", at_most = "2s", if_not = "go on" },
  { send = "crash/second" },
]
"""
STEPS = [0, 1, 2, 3]
# By step: the mail's name, and whether it is advertising.
MAILS = {0: ("receipt", False), 1: ("first", True), 3: ("second", True)}

MESSAGE = """[email]
subject = "{name} {{{{ order.order_id }}}}"
html = "<p>{name} {{{{ order.order_id }}}}</p><p><a href='{{{{ links.unsubscribe }}}}'>Stop</a> {{{{ shop.address }}}}</p>"
text = "{name} {{{{ order.order_id }}}} {{{{ links.unsubscribe }}}} {{{{ shop.address }}}}"
"""


def write_campaign(folder: pathlib.Path) -> None:
    (folder / "campaigns" / "crash.toml").write_text(CAMPAIGN)
    (folder / "messages" / "crash").mkdir()
    for name, _ in MAILS.values():
        (folder / "messages" / "crash" / f"{name}.toml").write_text(MESSAGE.format(name=name))


class Feeder(threading.Thread):
    """One shop server. Keeps the calls that were acknowledged; `waits` while it has no answer to what it has sent."""

    def __init__(self, daemon: Daemon, number: int, customers: int, seed: int):
        super().__init__(daemon=True)
        self.target, self.number, self.customers = daemon, number, customers
        self.random = random.Random(f"{seed} {number}")
        self.waits = False
        self.orders: list[str] = []         # acknowledged
        self.others: list[str] = []         # acknowledged, the marks of events that are no orders
        self.sent_again = 0
        self.failure: Exception | None = None
        self._ending = threading.Event()

    def stop(self) -> None:
        self._ending.set()
        self.join(60)
        if self.failure or self.is_alive():
            raise AssertionError(f"feeder {self.number} did not end well: {self.failure}")

    def run(self) -> None:
        try:
            batch = 0
            while not self._ending.is_set():
                batch += 1
                self._feed(batch)
                time.sleep(self.random.uniform(0.1, 0.5))
        except Exception as failure:  # said by stop(), in the test's own thread
            self.failure = failure

    def _feed(self, batch: int) -> None:
        calls, orders, others = [], [], []
        for _ in range(2):
            customer = f"c{self.random.randrange(self.customers)}"
            mark = f"{self.number}-{batch}-{len(orders)}"
            address = f"{customer}@example.org"
            calls += [identify(customer, address), consent(customer, address, mark=mark),
                      order(customer, f"o{mark}"), call("page", customer, properties={"mark": mark})]
            orders.append(f"o{mark}")
            others.append(mark)
            if self.random.random() < 0.5:
                calls.append(track(customer, "Order Delivered", order_id=f"o{mark}"))
        while not self._is_acknowledged(calls):
            self.sent_again += 1
            time.sleep(0.1)
        self.orders += orders
        self.others += others

    def _is_acknowledged(self, calls: list[dict]) -> bool:
        self.waits = True
        try:
            post_batch(self.target, calls)
            return True
        except OSError:  # nobody there, or gone before the answer: a shop cannot know, and sends again
            return False
        finally:
            self.waits = False
