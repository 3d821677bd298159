#!/usr/bin/env -S python3 -B
"""Campaigns that change, are paused and ended while people are inside, on the real program."""

import json
import pathlib
import shutil
import sys
import tempfile
import unittest
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from shop import (  # noqa: E402
    Daemon, file_channel, identify, is_done, main, make_shop, order, post_batch, report, states, wait_until)

CAMPAIGN = """serves = "retention"
kind = "transactional"
trigger = { event = "Order Completed", one_per = "order_id" }
step = [ { send = "order/thanks" }, { id = "later", after = "2s", send = "order/thanks" } ]
"""


class LivingTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name) / "shop"
        self.daemon = make_shop(self.folder, file_channel("email"))
        self.write(CAMPAIGN)

    def write(self, text: str, name: str = "letters") -> None:
        campaigns = self.folder / "campaigns"
        if name == "letters":
            for file in campaigns.glob("*.toml"):
                file.unlink()
        (campaigns / f"{name}.toml").write_text(text)

    def buy(self, name: str) -> None:
        post_batch(self.daemon, [identify(name, f"{name}@example.org"), order(name, f"order-{name}")])

    def campaign_status(self) -> dict:
        return {one["name"]: one for one in report(self.daemon, "status")["campaigns"]}["letters"]

    def test_a_pause_holds_those_inside_over_a_restart_and_doubles_nothing(self):
        with self.daemon as daemon:
            self.buy("anna")
            wait_until(lambda: len(states(daemon)) == 1, "the first mail")
            told = report(daemon, "campaigns", "pause", "letters", "--why", "wrong price")
            self.assertTrue(told["changed"])
            self.assertIn("wrong price", self.campaign_status()["halt"])
            self.buy("bert")
            daemon.restart()
            self.assertIn("wrong price", self.campaign_status()["halt"])
            self.assertIn("paused since", daemon.command("status").stdout)
            explained = report(daemon, "explain", "bert", "letters")["campaigns"][0]
            self.assertIn("wrong price", json.dumps(explained["start"]["against"]))
            daemon.stop()
            # Without a daemon the same, by the lock.
            self.assertTrue(report(daemon, "campaigns", "resume", "letters")["changed"])
            daemon.start()
            wait_until(lambda: len(states(daemon)) == 2 and is_done(daemon), "anna's second mail, and nothing of bert's")
            self.assertNotIn("halt", self.campaign_status())

    def test_an_end_ends_those_inside_and_is_taken_back(self):
        with self.daemon as daemon:
            self.buy("anna")
            wait_until(lambda: len(states(daemon)) == 1, "the first mail")
            report(daemon, "campaigns", "end", "letters", "--why", "sold out")
            wait_until(lambda: report(daemon, "status")["journeys"] == 0, "nobody is inside")
            journey = report(daemon, "explain", "anna", "letters")["campaigns"][0]["journeys"][0]
            self.assertEqual(journey["end"], "campaign ended")
            self.assertEqual(daemon.command("start", "letters", "--customer", "anna").returncode, 1)
            report(daemon, "campaigns", "resume", "letters")
            self.buy("carl")
            wait_until(lambda: len(states(daemon)) == 3, "both mails of carl")

    def test_plan_and_map_beside_the_daemon(self):
        with self.daemon as daemon:
            self.write(CAMPAIGN.replace("2s", "2h"))
            report(daemon, "reload")
            self.buy("anna")
            wait_until(lambda: len(states(daemon)) == 1, "the first mail")
            self.assertEqual(report(daemon, "plan")["campaigns"], [])
            self.write(CAMPAIGN.replace('"later", after = "2s"', '"other", after = "2s"'))
            [planned] = report(daemon, "plan")["campaigns"]
            self.assertEqual((planned["change"], planned["inside"]), ("changed", 1))
            steps = {step["id"]: (step["inside"], step["change"]) for step in planned["steps"]}
            self.assertEqual(steps, {"later": (1, "gone"), "other": (0, "new")})
            self.assertIn("1 inside go on by the version", daemon.command("plan").stdout)
            self.write(CAMPAIGN.replace("2s", "2h"))

            flow = report(daemon, "map", "letters")
            self.assertEqual((flow["started"], flow["inside"], flow["steps"][1]["inside"]), (1, 1, 1))
            self.assertTrue(report(daemon, "map")["parts"]["awareness"]["missing"])
            for arguments in ((), ("letters",)):
                picture = self.folder / "map.svg"
                if arguments and not shutil.which("dot"):
                    print("skipped: drawing a campaign, for there is no program dot (graphviz)")
                    continue
                done = daemon.command("map", *arguments, "--svg", str(picture))
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual(xml.etree.ElementTree.parse(picture).getroot().tag, "{http://www.w3.org/2000/svg}svg")
            # A file with a mistake is no plan.
            self.write(CAMPAIGN + "nonsense")
            self.assertEqual(daemon.command("plan").returncode, 1)

    def test_a_move_takes_those_inside_along_over_kills_and_doubles_nothing(self):
        customers = 300
        with self.daemon as daemon:
            self.write(CAMPAIGN.replace("2s", "1h"))
            report(daemon, "reload")
            for first in range(0, customers, 50):
                post_batch(daemon, [call for i in range(first, first + 50) for call in (
                    identify(f"c{i}", f"c{i}@example.org"), order(f"c{i}", f"order-{i}"))])
            wait_until(lambda: len(states(daemon)) == customers and is_done(daemon), "the first mail of all")
            changed = CAMPAIGN.replace('{ id = "later", after = "2s", send = "order/thanks" }',
                                       '{ after = "1ms" }, { id = "later", after = "1s", send = "order/thanks" }')
            self.write(changed)
            # What has not been loaded is nobody's version yet.
            refused = daemon.command("campaigns", "move", "letters")
            self.assertEqual(refused.returncode, 1)
            self.assertIn("has changed since it was loaded", refused.stderr)
            report(daemon, "reload")
            self.assertEqual(len(states(daemon)), customers)
            [landing] = report(daemon, "campaigns", "move", "letters", "--plan")["plan"]["move"]
            self.assertEqual((landing["from"], landing["to"], landing["inside"]), ("later", "later", customers))
            self.assertIn("300  later (earlier version) -> later", daemon.command("plan").stdout)
            self.assertTrue(report(daemon, "campaigns", "move", "letters")["begun"])
            for _ in range(5):
                daemon.kill()
                daemon.start()
                daemon.command("campaigns", "move", "letters")  # said again, it is no other move
            wait_until(lambda: report(daemon, "status")["journeys"] == 0 and is_done(daemon), "everybody is through", 60)
            self.assertEqual(len(states(daemon)), 2 * customers)
            self.assertIn("nobody is moved", daemon.command("campaigns", "move", "letters").stdout)
            journey = report(daemon, "explain", "c7", "letters")["campaigns"][0]["journeys"][0]
            self.assertIn("moved_at", journey)
            self.assertEqual([step["step"].split(":")[0] for step in journey["steps"]], ["step 1", "later"])

    def test_explain_in_json_has_numbers(self):
        with self.daemon as daemon:
            self.buy("anna")
            wait_until(lambda: len(states(daemon)) == 1, "the first mail")
            profile = report(daemon, "explain", "anna")["profile"]
            self.assertEqual(profile["orders"], 1)
            self.assertIsInstance(profile["spent"], (int, float))
            self.assertEqual(profile["stage"], "active one-time")

    def test_a_name_that_nobody_knows(self):
        with self.daemon as daemon:
            done = daemon.command("campaigns", "pause", "leters")
            self.assertEqual(done.returncode, 1)
            self.assertIn('did you mean "letters"?', done.stderr)


if __name__ == "__main__":
    main()
