#!/usr/bin/env python3
"""pictures_test.py SHOP_PICTURES: draws a small tea shop and holds the counts against each other: whoever came to a step stands
there, left there or went on, and nobody stands where nothing is waited for. Drawn again, the pictures are the same."""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import tomllib
import unittest
import xml.etree.ElementTree

from tea_shop import LIVE, ROOT, UNTIL, write_shop, write_story

PROGRAM = ""
PEOPLE = 150
SVG = "{http://www.w3.org/2000/svg}"


def texts(picture: pathlib.Path) -> list[str]:
    return [node.text for node in xml.etree.ElementTree.parse(picture).iter(f"{SVG}text")]


class Pictures(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.holder = tempfile.TemporaryDirectory()
        cls.scratch = pathlib.Path(cls.holder.name)
        write_story(cls.scratch / "story", PEOPLE)
        cls.settings = write_shop(cls.scratch / "shop")
        cls.flows = cls.draw("first")

    @classmethod
    def tearDownClass(cls):
        cls.holder.cleanup()

    @classmethod
    def draw(cls, name: str) -> list[dict]:
        (cls.scratch / name).mkdir()
        done = subprocess.run([PROGRAM, cls.settings, cls.scratch / "story", UNTIL, cls.scratch / name, *sorted(LIVE)],
                              capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def test_whoever_comes_to_a_step_stands_there_left_there_or_went_on(self):
        self.assertTrue(any(flow["inside"] for flow in self.flows))
        for flow in self.flows:
            begun = sum(way["journeys"] for way in flow["ways"] if way["from"] == "start")
            self.assertEqual(begun, flow["started"], flow["campaign"])
            for step in flow["steps"]:
                came = sum(way["journeys"] for way in flow["ways"] if way["to"] == step["id"])
                went = sum(way["journeys"] for way in flow["ways"] if way["from"] == step["id"])
                stayed = step["inside"] + sum(step["left"].values())
                with self.subTest(campaign=flow["campaign"], step=step["id"]):
                    self.assertEqual(came, went + stayed)
                    # What a wait for an event came to is told by its end, where the step does nothing else.
                    taken, waited = sum(step["taken"].values()), sum(step["waited"].values())
                    self.assertIn(went, (taken, taken + waited))
            ended = sum(way["journeys"] for way in flow["ways"] if way["to"] == "end")
            left = sum(sum(step["left"].values()) for step in flow["steps"])
            self.assertEqual(flow["started"], flow["inside"] + ended + left, flow["campaign"])

    def test_nobody_stands_where_nothing_is_waited_for_nor_past_the_limit(self):
        for flow in self.flows:
            campaign = tomllib.loads((ROOT / "config" / "campaigns" / f"{flow['campaign']}.toml").read_text())
            if "limit" in campaign:
                continue
            for step, written in zip(flow["steps"], campaign["step"], strict=True):
                if not written.keys() & {"after", "at", "until", "wait_for"}:
                    self.assertEqual((step["inside"], step["left"]), (0, {}), (flow["campaign"], step["id"]))

    def test_they_are_drawn_the_same_again(self):
        self.draw("second")
        names = sorted(path.name for path in (self.scratch / "first").iterdir())
        self.assertEqual(len(names), len(LIVE) + 2)
        for name in names:
            self.assertEqual((self.scratch / "first" / name).read_bytes(), (self.scratch / "second" / name).read_bytes(), name)

    def test_the_whole_map_shows_channels_that_are_set_up_and_have_a_text(self):
        shown = texts(self.scratch / "first" / "lifecycle.svg")
        self.assertIn("Order shipped", shown)
        self.assertNotIn("whatsapp", " ".join(shown))
        start = shown.index("Order shipped")
        self.assertEqual(shown[start + 2:start + 7], ["0", "inside", "email", "sms", "NOT LIVE"])

    def test_what_readme_shows_is_what_is_drawn(self):
        # Of the same shop at the same moment, drawn by `./dev pictures` and not by hand.
        for name in ("lifecycle.svg", "post-purchase.svg", "gaps.svg"):
            kept, drawn = texts(ROOT / "docs" / "pictures" / name), texts(self.scratch / "first" / name)
            with self.subTest(picture=name):
                self.assertEqual(kept[0], drawn[0])
                if name != "gaps.svg":
                    self.assertEqual([text for text in kept if "on 2026-06-01" in text],
                                     [text for text in drawn if "on 2026-06-01" in text])


if __name__ == "__main__":
    if not shutil.which("dot"):
        print("skipped: there is no program dot (graphviz)")
        sys.exit(77)
    PROGRAM = sys.argv.pop(1)
    unittest.main()
