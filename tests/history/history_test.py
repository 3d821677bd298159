#!/usr/bin/env python3
"""history_test.py made|cdnow|completejourney REPLAY FOLDER

Runs an order history through the daemon's rooms and through the definitions, and compares line by line: who got what when,
what was withheld and why, and how many customers stood in which stage. README.md says more.
"""

import collections
import difflib
import filecmp
import os
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from zoneinfo import ZoneInfo

import histories
import limit_check

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parent.parent
SKIPPED = 77
FILES = ["sent.tsv", "withheld.tsv", "journeys.tsv", "stages.tsv"]
SEED = 20240331
REAL = {"cdnow": "cdnow/CDNOW_sample.txt", "completejourney": "completejourney/transactions_sample.csv.xz"}
CAMPAIGNS = ["welcome", "post-purchase", "reactivation", "feedback-request"]

SHOP = """
state     = "state"
campaigns = "campaigns"
messages  = "{config}/messages"
events    = "{config}/events.toml"

[shop]
name      = "History Shop"
address   = "History Shop, 1 Example Street, 1234 AB Exampletown"
url       = "https://shop.example"
time_zone = "{zone}"
language  = "en"
currency  = "USD"

[delivery]                 # no quiet hours and no cap: when a message leaves is up to its campaign
channels = ["email"]

[channel.email]
type   = "file"
folder = "outbox/email"
sender = "History Shop <hello@shop.example>"

[channel.sms]
type   = "file"
folder = "outbox/sms"

[channel.call-list]
type    = "file"
folder  = "outbox/call-list"
reaches = "shop"
"""


def replay(program, folder, until, *slicing):
    folder.mkdir()
    begun = time.monotonic()
    subprocess.run([program, folder.parent / "orders.csv", folder.parent / "lifecycled.toml", folder, until, *slicing],
                   check=True)
    return time.monotonic() - begun


def differences(got, expected, sort):
    got, expected = (path.read_text(encoding="utf-8").splitlines() for path in (got, expected))
    if sort:  # within a moment, the order is the daemon's own
        got, expected = sorted(got), sorted(expected)
    if got == expected:
        return 0, []
    diff = list(difflib.unified_diff(expected, got, "expected", "got", n=2, lineterm=""))
    return sum(line[0] in "+-" for line in diff[2:]), diff[:40]


def compare(folder, until, program):
    """The number of mistakes."""
    begun = time.monotonic()
    script = subprocess.Popen([sys.executable, "-B", HERE / "expected.py", folder / "orders.csv",
                               folder / "lifecycled.toml", folder / "expected", until])
    took = replay(program, folder / "got", until)
    if script.wait() != 0:
        sys.exit("expected.py failed")
    print(f"  rooms {took:.1f} s, definitions beside it until {time.monotonic() - begun:.1f} s")
    wrong = 0
    for name in FILES:
        got, expected = folder / "got" / name, folder / "expected" / name
        lines = len(expected.read_text(encoding="utf-8").splitlines())
        count, shown = differences(got, expected, sort=name != "stages.tsv")
        print(f"  {name}: {lines} lines expected, {count} differ")
        for line in shown:
            print("    " + line)
        wrong += count
    for what, name, columns in (("sent", "sent.tsv", [3]), ("channel", "sent.tsv", [4]), ("language", "sent.tsv", [5]),
                                ("withheld", "withheld.tsv", [3]), ("journeys", "journeys.tsv", [2, 5])):
        rows = [line.split("\t") for line in (folder / "expected" / name).read_text(encoding="utf-8").splitlines()]
        counts = collections.Counter(" ".join(row[column] for column in columns) for row in rows)
        print(f"  {what}: " + ", ".join(f"{count} {value!r}" for value, count in sorted(counts.items())))
        if what == "sent":
            wrong += leaves_something_out(counts)
    return wrong


def leaves_something_out(sent):
    """A history in which a message never leaves proves nothing about it."""
    names = set()
    for campaign in CAMPAIGNS:
        text = (SOURCE / "config" / "campaigns" / f"{campaign}.toml").read_text(encoding="utf-8")
        names |= {step["send"] for step in tomllib.loads(text)["step"] if "send" in step}
    for name in sorted(names - set(sent)):
        print(f"  nobody gets {name}")
    return len(names - set(sent))


def is_deterministic(folder, until, program, what):
    """In the smallest slices, each moment a transaction, and of the short history the very same again: the same bytes."""
    same = True
    for name, slicing in (("thin", ("1", "1")), ("again", ()))[:1 if what in REAL else 2]:
        replay(program, folder / name, until, *slicing)
        for file in FILES:
            if not filecmp.cmp(folder / "got" / file, folder / name / file, shallow=False):
                print(f"  {file} differs when run {name}")
                same = False
    return same


def breaks_limit(place, until, program):
    """The same history with a limit that makes customers wait."""
    limited = place / "limited"
    shutil.copytree(place / "campaigns", limited / "campaigns")
    file = limited / "campaigns" / "reactivation.toml"
    text = file.read_text(encoding="utf-8")
    changed = text.replace('"500/day"', f'"{limit_check.LIMIT}/day"')
    assert changed != text
    file.write_text(changed, encoding="utf-8")
    for name in ("orders.csv", "lifecycled.toml"):
        shutil.copy(place / name, limited)
    replay(program, limited / "got", until)
    wrong = limit_check.mistakes(place / "got", limited / "got")
    for line in wrong[:10]:
        print("    " + line)
    return len(wrong)


def main():
    what, program, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3]).resolve()
    shutil.rmtree(folder, ignore_errors=True)
    data = Path(os.environ.get("LIFECYCLED_SHARED_DATA", SOURCE.parent / "shared" / "data")) / REAL.get(what, "")
    if what in REAL and not data.exists():
        print(f"skipped: no {data}; set LIFECYCLED_SHARED_DATA")
        return SKIPPED
    wrong = 0
    for zone in ("UTC",) if what in REAL else ("UTC", "Europe/Amsterdam"):
        place = folder / zone.replace("/", "-")
        (place / "campaigns").mkdir(parents=True)
        for campaign in CAMPAIGNS:
            shutil.copy(SOURCE / "config" / "campaigns" / f"{campaign}.toml", place / "campaigns")
        (place / "lifecycled.toml").write_text(SHOP.format(config=SOURCE / "config", zone=zone), encoding="utf-8")
        if what == "cdnow":
            orders, customers = histories.cdnow(data, place / "orders.csv")
            until = "1999-07-01T00:00:00Z"
        elif what == "completejourney":
            orders, customers = histories.completejourney(data, place / "orders.csv")
            until = "2018-06-01T00:00:00Z"
        else:
            orders, customers = histories.made(place / "orders.csv", SEED, ZoneInfo(zone))
            until = "2026-06-01T00:00:00Z"
        print(f"{what} {zone}: {orders} orders of {customers} customers")
        wrong += compare(place, until, program)
        if what == "made" and zone == "UTC":
            wrong += breaks_limit(place, until, program)
        wrong += not is_deterministic(place, until, program, what)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
