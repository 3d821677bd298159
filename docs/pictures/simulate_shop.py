#!/usr/bin/env -S python3 -B
"""Fills the database of a shop that has not begun yet with people on their way through its campaigns, so that there is
something to draw: simulate_shop.py LIFECYCLED lifecycled.toml. Always the same people. How the pictures beside it were made."""

import json
import random
import sqlite3
import subprocess
import sys
import time
import tomllib
import pathlib

DAY = 86_400_000
QUEUED, PASSED, SPLIT = 2, 1, 4
GOAL, TIME_LIMIT, FINISHED, STEP_EXIT = 2, 5, 1, 6
STAGES = {"prospect": 5210, "active one-time": 2340, "active repeat": 1875, "lapsing": 1120, "lapsed": 1630}
MOVES = {(0, 1): 412, (1, 2): 268, (1, 3): 131, (2, 3): 154, (3, 2): 88, (3, 4): 117, (4, 2): 23}


def ask(program: str, config: str, *arguments: str) -> dict:
    done = subprocess.run([program, *arguments, "--config", config, "--json"], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def walk(chance: random.Random, ways: dict, has_goal: bool) -> tuple[list[str], str, int | None]:
    """The steps taken, where it stands, and how it ended."""
    taken, here = [], "start"
    while True:
        choices = ways.get(here, [])
        following = chance.choices(choices, [3 if i == 0 else 2 for i in range(len(choices))])[0]
        if following["to"] == "end" or len(taken) > 30:
            return taken, "end", STEP_EXIT if following["label"] == "exit" else FINISHED
        here = following["to"]
        drawn = chance.random()
        if drawn < 0.10:
            return taken, here, None
        if taken and drawn < (0.22 if has_goal else 0.13):
            return taken, here, GOAL if has_goal else TIME_LIMIT
        if taken and drawn < 0.24:
            return taken, here, TIME_LIMIT
        taken.append(here)


def main() -> None:
    program, config = sys.argv[1:3]
    ask(program, config, "status")  # makes the database, and every campaign's version
    settings = tomllib.loads(pathlib.Path(config).read_text())
    folder = (pathlib.Path(config).parent / settings.get("state", "/var/lib/lifecycled")).resolve()
    names = [campaign["name"] for campaign in ask(program, config, "status")["campaigns"]]
    chance = random.Random(7)
    now = int(time.time() * 1000)
    with sqlite3.connect(folder / "lifecycled.db") as database:
        for stage, (name, count) in enumerate(STAGES.items()):
            database.executemany("INSERT INTO customers (known_since, stage) VALUES (?, ?)", [(now - 90 * DAY, stage)] * count)
        stages = list(STAGES)
        for (before, after), count in MOVES.items():
            body = json.dumps({"stage": stages[after], "previous": stages[before]})
            database.executemany("INSERT INTO events (name, occurred_at, received_at, source, customer_id, body)"
                                 " VALUES ('Stage Entered', ?, ?, 4, 1, ?)", [(now - 5 * DAY, now, body)] * count)
        # They have been decided upon: only what they look like is wanted.
        database.execute("INSERT OR REPLACE INTO cursors VALUES ('reactor', (SELECT max(id) FROM events))")
        for name in names:
            campaign, version = database.execute("SELECT id, current_version_id FROM campaigns WHERE name = ?", (name,)).fetchone()
            graph = ask(program, config, "map", name)
            index = {step["id"]: i for i, step in enumerate(graph["steps"])} | {"end": len(graph["steps"])}
            ways: dict[str, list] = {}
            for way in graph["ways"]:
                ways.setdefault(way["from"], []).append(way)
            people = int(chance.lognormvariate(6, 0.8))
            for _ in range(people):
                taken, here, end = walk(chance, ways, name != "nps")
                journey = database.execute(
                    "INSERT INTO journeys (campaign_id, version_id, customer_id, entry_key, started_at, step, steps_taken, since,"
                    " ended_at, end_reason) VALUES (?, ?, ?, '', ?, ?, ?, ?, ?, ?)",
                    (campaign, version, chance.randint(1, 12000), now - 20 * DAY, index[here], len(taken), now,
                     now if end else None, end)).lastrowid
                for number, step in enumerate(taken):
                    does = graph["steps"][index[step]]["does"]
                    result = QUEUED if does.startswith(("send", "test")) else SPLIT if does == "split" else PASSED
                    if result == QUEUED and chance.random() < 0.06:
                        result = 3  # withheld
                    database.execute("INSERT INTO journey_steps (journey_id, number, step, at, result) VALUES (?, ?, ?, ?, ?)",
                                     (journey, number, index[step], now, result))


main()
