#!/usr/bin/env -S python3 -B
"""A plugin that does its worst, beside a healthy channel, in the real daemon: the daemon answers, the other channel goes on,
no message is lost, and the operator reads in log and status what happened. What a plugin must not reach it does not reach."""

import contextlib
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from shop import (  # noqa: E402
    ACCEPTED, DELIVERED, FAILED, IN_DOUBT, QUEUED, RETRYING, SENDING, identify, main, make_shop, order, post_batch, report, rows,
    states, wait_until)
import daemon as peers_daemon  # noqa: E402

TEST_PLUGINS = peers_daemon.program("lifecycled").parents[1] / "lib" / "test_plugins"
CHANNELS = """[channel.email]
type = "misbehaving"
plugin = "{plugin}"
{options}
[channel.list]
type = "file"
folder = "{{folder}}/outbox"
reaches = "shop"
"""
CAMPAIGN = """title   = "{name}"
serves  = "retention"
trigger = {{ event = "Order Completed", one_per = "order_id" }}
step    = [ {{ send = "{name}", channel = "{channel}", kind = "transactional" }} ]
"""
MESSAGE = '[{channel}]\nsubject = "Order {{{{ order.order_id }}}}"\ntext = "Thanks."\n'
RETRIES = '[delivery]\nretries = { first_after = "300ms", longest_after = "1s", attempts = 3 }\n'
WAITING = (QUEUED, SENDING, RETRYING)
POISONOUS = (*WAITING, FAILED)  # failed when it has ended the plugin alone, again and again
# What the plugin does; the states that the rules allow for its message afterwards; what the log says; "": the channel goes on.
FAULTS = [
    ("crash", POISONOUS, "signal 11", "crashed"),
    ("thread-crash", POISONOUS, "signal 11", "crashed"),
    ("fork-crash", POISONOUS, "signal 11", "crashed"),
    ("exit", POISONOUS, "exited with status 3", "crashed"),
    ("close", POISONOUS, "closed its connection to the daemon", "crashed"),
    ("loop", POISONOUS, "has not answered any more", "crashed"),
    ("throw", (*WAITING, IN_DOUBT, FAILED), "thrown in submit", ""),
    ("drop", (*WAITING, IN_DOUBT, FAILED), "the plugin dropped this message", ""),
    ("garbage", (*WAITING, IN_DOUBT, FAILED), "an outcome that does not exist", ""),
    ("twice", (ACCEPTED,), "that it does not hold", ""),
    ("unknown", (SENDING,), "that it does not hold", ""),
    ("never", (SENDING,), "", ""),
    ("flood", (ACCEPTED,), "flood 0", ""),
    ("leak", (*WAITING, IN_DOUBT, FAILED), "", "either"),
]


class PluginFaultsTest(unittest.TestCase):
    @contextlib.contextmanager
    def shop(self, options: str = "", plugin: str = "misbehaving", start: bool = True):
        with tempfile.TemporaryDirectory() as scratch:
            channels = CHANNELS.format(plugin=TEST_PLUGINS / f"{plugin}.so", options=options)
            self.daemon = make_shop(pathlib.Path(scratch) / "shop", channels, RETRIES, campaigns=())
            for name, channel in (("bad", "email"), ("good", "list")):
                (self.daemon.folder / "campaigns" / f"{name}.toml").write_text(CAMPAIGN.format(name=name, channel=channel))
                (self.daemon.folder / "messages" / f"{name}.toml").write_text(MESSAGE.format(channel=channel))
            with self.daemon if start else contextlib.nullcontext():
                yield self.daemon

    def buy(self, name: str) -> None:
        post_batch(self.daemon, [identify(name, f"{name}@example.org"), order(name, f"order-{name}")])

    def channel(self, name: str) -> dict:
        return next(one for one in report(self.daemon, "status")["channels"] if one["name"] == name)

    def wait_for_ready(self) -> None:
        wait_until(lambda: self.channel("email")["state"] == "ready", f"the channel is ready; see {self.daemon.log}")

    def lines_with(self, text: str) -> list[str]:
        return [line for line in self.daemon.log_text().splitlines() if text in line]

    def test_faults_stay_inside(self):
        for deed, allowed, said, after in FAULTS:
            with self.subTest(deed), self.shop() as daemon:
                self.wait_for_ready()
                self.buy(deed)
                wait_until(lambda: not said or self.lines_with(said), f"the log says {said!r}; see {daemon.log}", 40)
                if not said:
                    wait_until(lambda: rows(daemon, "SELECT 1 FROM attempts"), "the plugin has the message")
                # The others go on, and the daemon answers.
                self.buy("ok")
                wait_until(lambda: states(daemon, "good") == [DELIVERED] * 2, f"the healthy channel sends; see {daemon.log}")
                self.assertEqual(self.channel("list")["state"], "ready")
                bad = self.channel("email")
                if after == "crashed":
                    self.assertIn(said, bad["reason"])
                    # One clear line for each end of the process, and nothing else that says it again.
                    log = daemon.log_text().splitlines()
                    ends = [line for line in log if " channel.restarting " in line or " channel.down " in line]
                    self.assertEqual([line for line in log if said in line], ends)
                    self.assertTrue(ends)
                elif not after:
                    if allowed in ((ACCEPTED,), (SENDING,)) and said and deed != "flood":
                        self.assertEqual(len(self.lines_with(said)), 1)
                    self.assertEqual(bad["state"], "ready")
                    wait_until(lambda: states(daemon, "bad")[1] == ACCEPTED, "the next message of the channel is sent")
                def settled() -> bool:
                    return states(daemon, "bad")[0] in allowed
                wait_until(settled, f"{deed}: its message is in one of {allowed}")
                self.assertEqual(len(states(daemon, "bad")), 2)
                self.assertLess(len(self.lines_with("channel.says")), 1000)
                daemon.kill()  # with messages that nobody will answer, a stop would only wait

    def test_what_cannot_be_loaded_is_said_before_anything_starts(self):
        # What crashes when it is only asked is a warning: the daemon starts, and this one channel is down.
        for plugin, options, said, status in (("crash_at_load", "", "was killed by signal 11", 1),
                                              ("misbehaving", 'create = "crash"', "was killed by signal 11", 0),
                                              ("misbehaving", 'create = "throw"', "thrown in create", 1)):
            with self.subTest(plugin=plugin, options=options), self.shop(options, plugin, start=False) as daemon:
                checked = daemon.command("check")
                self.assertEqual(checked.returncode, status)
                self.assertEqual(len([line for line in checked.stdout.splitlines() if said in line]), 1, checked.stdout)

    def test_status_shows_the_fence(self):
        with self.shop() as daemon:
            self.wait_for_ready()
            fence = self.channel("email")["fence"]
            self.assertRegex(fence, r"^(no landlock|landlock \d+), seccomp, (1 GiB|no limit) of memory")
            self.assertIn(f"email: fenced by {fence}\n", daemon.command("status").stdout)

    def test_what_a_plugin_must_not_reach(self):
        with self.shop('target = "{folder}/state/lifecycled.db"') as daemon:
            self.wait_for_ready()
            if "no landlock" in self.channel("email")["fence"]:
                self.skipTest("this kernel has no Landlock")
            deeds = ("read-target", "write-target", "read-parent-environ", "read-parent-mem", "ptrace-parent", "connect-target")
            for deed in deeds:
                self.buy(deed)
            wait_until(lambda: states(daemon, "bad") == [FAILED] * len(deeds), f"every deed is tried; see {daemon.log}")
            found = [detail for detail, in rows(daemon, "SELECT detail FROM attempts WHERE detail IS NOT NULL AND detail <> ''")
                     if detail not in ("Permission denied", "Operation not permitted")]
            self.assertEqual(found, [])


if __name__ == "__main__":
    main()
