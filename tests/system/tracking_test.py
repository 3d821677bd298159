"""Links in messages that really left: followed as a person would, as scanners do, forged, with the keys rotated and the
sent text forgotten."""

import http.client
import pathlib
import re
import shutil
import tempfile
import unittest

from shop import (consent, file_channel, identify, local_path, main, make_shop, post_batch, report, rows, track, wait_until,
                  wait_until_done)

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"

CAMPAIGN = """
title = "Tea"
serves = "conversion"
trigger = { event = "Tea Wanted", again_after = "1s" }
%s
step = [ { send = "tea/news" } ]
"""
MESSAGE = """
[email]
subject = "Tea"
html = '''<p>{{ shop.address }}</p><a href="https://shop.example/tea?size=1&amp;to={{ customer.first_name }}">Tea</a>
<a href="https://maps.example/here">Where</a> <a href="{{ links.unsubscribe }}">No more</a>
<a data-untracked href="https://law.example/">Terms</a>'''
"""


def profiling(customer: str, address: str, yes: bool = True) -> dict:
    return track(customer, "Consent Given" if yes else "Consent Withdrawn", channel="email", email=address,
                 purpose="profiling", source="form", text="You may count what I read")


class Tracking(unittest.TestCase):
    def start(self, campaign: str = "", delivery: str = "") -> None:
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="lifecycled-tracking-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.daemon = make_shop(self.folder, file_channel(), more=f"[delivery]\n{delivery}", campaigns=())
        (self.folder / "campaigns" / "tea.toml").write_text(CAMPAIGN % campaign)
        (self.folder / "messages" / "tea").mkdir()
        (self.folder / "messages" / "tea" / "news.toml").write_text(MESSAGE)
        with (self.folder / "events.toml").open("a") as events:
            events.write('\n["Tea Wanted"]\nhelp = "Of this test."\n')
        self.daemon.start()
        self.addCleanup(self.daemon.stop)
        post_batch(self.daemon, [identify("anna", "anna@example.org", first_name="Anna"), consent("anna", "anna@example.org")])

    def sent(self) -> list[str]:
        """The addresses of the links of the mail that a wish for tea brings."""
        seen = {file.name for file in (self.folder / "outbox").iterdir()}
        post_batch(self.daemon, [track("anna", "Tea Wanted")])
        wait_until_done(self.daemon)
        new = [file for file in (self.folder / "outbox").iterdir() if file.name not in seen]
        self.assertEqual(len(new), 1)
        return re.findall(r'(?:href|src)="([^"]*)"', new[0].read_text())

    def ask(self, path: str, agent: str = BROWSER, method: str = "GET") -> tuple[int, str]:
        """The status, and where it leads."""
        connection = http.client.HTTPConnection("127.0.0.1", self.daemon.port, timeout=10)
        connection.request(method, path, headers={"User-Agent": agent})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status, answer.headers.get("Location", "")

    def told(self) -> list[str]:
        """What became of the hits, once they were judged."""
        wait_until(lambda: not rows(self.daemon, "SELECT 1 FROM link_hits"), "the hits are judged", 30)
        return [name for name, in rows(self.daemon, "SELECT name FROM events WHERE name LIKE 'Message Clicked%' OR "
                                       "name LIKE 'Message Opened%' ORDER BY id")]

    def wait_until_left(self) -> None:
        """Nobody reads a mail within two seconds: hits before are a machine's."""
        wait_until(lambda: rows(self.daemon, "SELECT 1 FROM deliveries WHERE (julianday('now') - 2440587.5) * 86400000 > "
                                "first_attempt_at + 2000 ORDER BY id DESC LIMIT 1"), "the mail has lain a while", 10)

    def test_without_a_consent_to_be_counted_links_are_the_shops_own(self):
        self.start()
        links = self.sent()
        self.assertEqual(links[0], "https://shop.example/tea?size=1&amp;to=Anna")
        self.assertEqual(links[1], "https://maps.example/here")

    def test_a_person_a_scanner_and_a_forger(self):
        self.start(campaign='track = "opens and clicks"')
        post_batch(self.daemon, [profiling("anna", "anna@example.org")])
        wait_until_done(self.daemon)
        tea, where, unsubscribe, terms, picture = self.sent()
        self.assertIn("/l/", tea)
        self.assertIn("/u/", unsubscribe)
        self.assertEqual(terms, "https://law.example/")
        self.assertIn("/i/", picture)
        self.wait_until_left()

        self.assertEqual(self.ask(local_path(tea)), (302, "https://shop.example/tea?size=1&to=Anna"))
        self.assertEqual(self.ask(local_path(picture)), (200, ""))
        self.assertEqual(self.told(), ["Message Clicked", "Message Opened"])

        for link in (tea, where):
            self.assertEqual(self.ask(local_path(link), method="HEAD")[0], 302)
            self.assertEqual(self.ask(local_path(link))[0], 302)
        self.assertNotIn("Message Clicked", self.told()[2:])
        self.assertIn("Message Clicked By Machine", self.told()[2:])

        forged = local_path(tea)[:-2] + ("AA" if not tea.endswith("AA") else "BB")
        self.assertEqual(self.ask(forged), (404, ""))
        self.assertEqual(self.ask(local_path(tea).replace("/l/", "/i/")), (404, ""))
        self.assertEqual(self.ask(local_path(picture).replace("/i/", "/l/")), (404, ""))

        figures = report(self.daemon, "clicks", "tea")["messages"][0]
        self.assertEqual((figures["opened"], figures["clicked"], figures["clicks"]), (1, 1, 1))
        self.assertGreater(figures["machine_clicks"], 0)
        self.assertIn("tea/news by email", self.daemon.command("clicks").stdout)

        # Keys change and texts are forgotten; a link goes on leading where it led.
        report(self.daemon, "keys", "rotate")
        self.assertEqual(self.ask(local_path(where)), (302, "https://maps.example/here"))

        # Whoever takes the consent back is not counted, and still gets there.
        self.told()
        post_batch(self.daemon, [profiling("anna", "anna@example.org", yes=False)])
        wait_until_done(self.daemon)
        self.assertEqual(self.ask(local_path(where)), (302, "https://maps.example/here"))
        self.assertEqual(rows(self.daemon, "SELECT count(*) FROM link_hits"), [(0,)])
        self.assertEqual(self.sent()[1], "https://maps.example/here")

    def test_a_shop_marks_its_links_and_counts_nothing(self):
        self.start(delivery='track = "nothing"\nutm = true')
        post_batch(self.daemon, [profiling("anna", "anna@example.org")])
        wait_until_done(self.daemon)
        links = self.sent()
        self.assertEqual(links[0], "https://shop.example/tea?size=1&amp;to=Anna&amp;utm_source=lifecycled&amp;"
                         "utm_medium=email&amp;utm_campaign=tea")
        self.assertEqual(links[1], "https://maps.example/here")


if __name__ == "__main__":
    main()
