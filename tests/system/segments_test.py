#!/usr/bin/env -S python3 -B
"""Segments in the running daemon: a reload brings them, events and time move customers, commands tell why."""

import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from shop import file_channel, identify, main, make_shop, order, post_batch, report, wait_until, wait_until_done  # noqa: E402

LINES = """[segments]
dutch  = { title = "Dutch", where = "country = 'NL'" }
buyers = { title = "Buyers", where = "orders >= 1 and (country = 'NL' or spent > 100)" }
"""


class SegmentsTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.shop = make_shop(pathlib.Path(folder.name) / "shop", file_channel() + file_channel("call-list") + 'reaches = "shop"\n',
                              campaigns=())

    def size(self, daemon, name: str) -> int | None:
        """Once it is filled."""
        one = report(daemon, "segment", name)
        return one["size"] if one["state"] == "ready" else None

    def test_from_a_file_to_the_commands(self):
        file = self.shop.folder / "segments.toml"
        with self.shop as daemon:
            stages = ["prospect", "active-one-time", "active-repeat", "lapsing", "lapsed"]
            self.assertEqual([one["segment"] for one in report(daemon, "segments")["segments"]], stages)
            post_batch(daemon, [identify("anna", "anna@example.org", country="NL"), order("anna", "1"),
                                identify("ben", "ben@example.org", country="BE"), order("ben", "2")])
            wait_until_done(daemon)
            file.write_text(LINES.replace("spent", "spnet"))
            refused = daemon.command("reload")
            self.assertEqual(refused.returncode, 1)
            self.assertIn('segments.toml:3:74: unknown name "spnet"; did you mean "spent"?', refused.stdout)
            file.write_text(LINES)
            self.assertEqual(daemon.command("reload").returncode, 0)
            wait_until(lambda: self.size(daemon, "buyers") == 1, "buyers are filled")
            self.assertEqual(self.size(daemon, "dutch"), 1)
            self.assertEqual(self.size(daemon, "active-one-time"), 2)
            self.assertEqual(report(daemon, "status")["lag"], 0)
            told = report(daemon, "segment", "buyers", "--customer", "ben")["customer"]
            self.assertEqual((told["inside"], told["now"]), (False, "no"))
            self.assertEqual([(part["part"], part["answer"]) for part in told["parts"]],
                             [("orders >= 1", "yes"), ("country = 'NL'", "no"), ("spent > 100", "no")])
            self.assertEqual(told["parts"][2]["values"], {"spent": "25.0"})
            # Those inside did not enter; who comes now does.
            post_batch(daemon, [order("ben", "3", 90.0)])
            wait_until(lambda: self.size(daemon, "buyers") == 2, "ben came in")
            days = report(daemon, "segment", "buyers")["days"]
            self.assertEqual((days[0]["size"], days[0]["entered"], days[0]["left"]), (2, 1, 0))
            text = daemon.command("segment", "buyers", "--customer", "ben").stdout
            self.assertIn("is in it since", text)
            self.assertIn("spent > 100   (spent = 115.0)", text)
            self.assertIn("Buyers", daemon.command("segments").stdout)
            wrong = daemon.command("segment", "buyer")
            self.assertIn('there is no segment "buyer"; did you mean "buyers"?', wrong.stderr)
        # The same answers without a daemon.
        self.assertEqual(report(self.shop, "segment", "buyers")["size"], 2)

    def test_gaps_are_a_picture(self):
        # Before the first start there is nothing to look at, and looking makes nothing.
        self.assertEqual(self.shop.command("gaps").returncode, 1)
        with self.shop as daemon:
            self.assertIn("nobody has bought twice yet", daemon.command("gaps").stdout)
            calls = []
            for customer in range(60):
                for number in range(2):
                    call = order(f"c{customer}", f"{customer}-{number}")
                    call["timestamp"] = f"2026-0{1 + number}-{1 + customer % 20:02}T12:00:00Z"
                    calls.append(call)
            post_batch(daemon, calls)
            wait_until_done(daemon)
            told = report(daemon, "gaps")
            self.assertEqual(told["gaps"], 60)
            self.assertEqual({one["days"] for one in told["quantiles"]}, {31})
            self.assertEqual(sum(bar["count"] for bar in told["histogram"]), 60)
            self.assertEqual(list(told["suggestion"]), ["lapsing"])
            picture = daemon.folder / "gaps.svg"
            text = daemon.command("gaps", "--svg", str(picture)).stdout
            self.assertIn("█", text)
            self.assertIn("lapsing = 1.5", text)
            self.assertRegex(text, r"expected gap of this shop since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d \S+: \d+d, from \d+ gaps\n")
            for drawn in ("60 gaps</text>", "this shop's gap: 60 d</text>", ">50 %</text>", ">active</text>", "lapsing = 1.5 (now 2.5)"):
                self.assertIn(drawn, picture.read_text())
            nowhere = daemon.command("gaps", "--svg", str(daemon.folder / "none" / "gaps.svg"))
            self.assertIn(f"{daemon.folder}/none/gaps.svg: cannot create: No such file or directory", nowhere.stderr)


if __name__ == "__main__":
    main()
