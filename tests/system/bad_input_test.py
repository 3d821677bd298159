#!/usr/bin/env -S python3 -B
"""What strangers and broken shops send: the right status, so that a sender knows whether to try again, what did not fit kept
with its reason, what did fit never lost, and the daemon alive."""

import gzip
import json
import pathlib
import random
import socket
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from shop import (  # noqa: E402
    WRITE_KEY, email_to, free_port, identify, main, make_shop, order, post_batch, report, rows, track, wait_until)

DEEP = b'{"a":' * 5000 + b"1" + b"}" * 5000


class BadInputTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        # The relay is not there: nothing here is about mails.
        self.daemon = make_shop(pathlib.Path(folder.name) / "shop", email_to(free_port())).start()
        self.addCleanup(self.daemon.__exit__, None)
        self.good = 0

    def tearDown(self):
        """After all of it: everything good is there, and one more is taken."""
        self.send_good()
        wait_until_done_taking_in(self.daemon)
        found = rows(self.daemon, "SELECT json_extract(body, '$.order_id') FROM events WHERE name = 'Order Completed'")
        self.assertEqual(sorted(name for name, in found), sorted(f"good-{number}" for number in range(1, self.good + 1)))
        self.assertIsNone(self.daemon.process.poll(), self.daemon.log_text()[-2000:])

    def send_good(self):
        self.good += 1
        post_batch(self.daemon, [order("good", f"good-{self.good}")])

    def quarantine(self) -> list[tuple[str, str]]:
        self.assertEqual(report(self.daemon, "status")["quarantine"],
                         rows(self.daemon, "SELECT count(*) FROM quarantine")[0][0])
        return [(reason, body if isinstance(body, str) else body.decode(errors="replace"))
                for reason, body in rows(self.daemon, "SELECT reason, body FROM quarantine ORDER BY id")]

    def refused(self, status: int, path: str, body, **more) -> dict:
        found, answer = self.daemon.post(path, body, **more)
        self.assertEqual(found, status, answer)
        self.assertEqual(self.daemon.get("/healthz")[0], 200)
        return json.loads(answer)

    # --- bodies ---

    def test_bodies_that_are_no_json(self):
        for body in (b"", b"{", b"nonsense", b"[]", b"null", b'"text"', b'{"batch": [', b'{"a": 1} trailing', DEEP,
                     b"\x00\x01\x02", b'{"event": "\xff\xfe", "userId": "u"}', b'{"event": "\xed\xa0\x80", "userId": "u"}'):
            for path in ("/v1/track", "/v1/batch", "/v1/identify"):
                with self.subTest(path + repr(body[:30])):
                    problem = self.refused(400, path, body)
                    self.assertEqual(problem["status"], 400)
                    self.assertTrue(problem["detail"])

    def test_calls_that_name_the_wrong_field(self):
        at = "2026-01-31T09:00:00Z"
        for body, word in (({"event": "Order Completed"}, "userId"), ({"userId": "u"}, "event"),
                           ({"userId": "u", "event": ""}, "event"), ({"userId": "u", "event": 5}, "event"),
                           ({"userId": {"a": 1}, "event": "x"}, "userId"),
                           ({"userId": "u", "event": "x", "properties": []}, "properties"),
                           ({"userId": "u", "event": "x", "timestamp": "soon"}, "timestamp"),
                           ({"userId": "u" * 300, "event": "x", "timestamp": at}, "userId"),
                           ({"userId": "u", "event": "Message Sent"}, "event")):
            with self.subTest(word + str(body)[:40]):
                self.assertIn(word, str(self.refused(400, "/v1/track", body)))
        # Each is kept, with its reason: Segment's clients forget what was refused.
        self.assertEqual(len(self.quarantine()), 9)
        self.assertIn(('"Message Sent" is written by lifecycled itself', '{"userId": "u", "event": "Message Sent"}'),
                      self.quarantine())

    def test_one_bad_event_does_not_cost_the_others(self):
        calls = [order("anna", "good-1"), {"type": "track", "userId": "anna"}, {"type": "nonsense", "userId": "anna"}, "text",
                 track("anna", "Stage Entered", stage="lapsed"), {"type": "group", "userId": "anna"},
                 {**track("anna", "Huge"), "properties": {"text": "x" * 40000}}, order("anna", "good-2")]
        self.good = 2
        post_batch(self.daemon, calls)
        reasons = [reason for reason, _ in self.quarantine()]
        self.assertEqual(len(reasons), 6, reasons)
        self.assertIn("an event must not be larger than 32 KB", reasons)
        self.assertEqual(rows(self.daemon, "SELECT count(*) FROM events WHERE name IN ('Huge', 'Stage Entered')"
                                           " AND source = 1 AND body LIKE '%xxxx%'"), [(0,)])

    def test_names_that_nobody_has_described(self):
        post_batch(self.daemon, [track("anna", "Something Quite Different", weather="fine", deep={"a": [1, {"b": None}]}),
                                 order("anna", "good-1", never_heard_of="it")])
        self.good = 1
        self.assertEqual(self.quarantine(), [])
        self.assertEqual(rows(self.daemon, "SELECT count(*) FROM events WHERE name = 'Something Quite Different'"), [(1,)])

    def test_values_of_the_wrong_kind(self):
        for total in ("a lot", -5, 1e300, None, [], {"a": 1}, True, "12.345678901234567890"):
            self.daemon.post("/v1/track", {"type": "track", "userId": "anna", "event": "Order Updated",
                                           "properties": {"order_id": "wrong", "total": total, "products": total}})
        post_batch(self.daemon, [identify("anna", "no address"), identify("bert", "a@b@c"),
                                 {**identify("chen", "chen@example.org"), "traits": {"email": 5, "language": ["nl"],
                                                                                     "timezone": "Nowhere/Here"}}])
        wait_until_done_taking_in(self.daemon)
        self.assertEqual(rows(self.daemon, "SELECT count(*) FROM addresses WHERE normal IN ('no address', '5')"), [(0,)])

    # --- sizes ---

    def test_sizes(self):
        big = {"type": "track", "userId": "u", "event": "Big", "properties": {"text": "x" * 31000}}
        self.assertEqual(self.daemon.post("/v1/track", big)[0], 200)
        big["properties"]["text"] = "x" * 33000
        self.assertIn("32 KB", str(self.refused(400, "/v1/track", big)))
        batch = {"batch": [{**big, "properties": {"text": "x" * 30000}} for _ in range(18)]}
        self.refused(413, "/v1/batch", batch)
        many = {"batch": [{"type": "track", "userId": "u", "event": "e"}] * 2501}
        self.assertIn("2,500", str(self.refused(400, "/v1/batch", many)))
        self.assertEqual(rows(self.daemon, "SELECT count(*) FROM events WHERE name IN ('Big', 'e')"), [(1,)])

    def test_huge_bodies(self):
        # Said before it is sent, said as it comes, and hidden in a zip.
        self.assertEqual(self.raw(b"POST /v1/batch HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999999\r\n\r\n"), 413)
        status = self.raw(b"POST /v1/batch HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                          + b"10000\r\n" + b"x" * 65536 + b"\r\n" * 1, repeat=(b"10000\r\n" + b"x" * 65536 + b"\r\n", 400))
        self.assertIn(status, (400, 413, None))
        bomb = gzip.compress(b" " * 200_000_000)
        head = (b"POST /v1/batch HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb))
        self.assertIn(self.raw(head + bomb), (400, 413))
        memory = pathlib.Path(f"/proc/{self.daemon.process.pid}/status").read_text()
        resident = int(memory.partition("VmHWM:")[2].split()[0])
        self.assertLess(resident, 200_000, "kB at most at any time")

    def raw(self, request: bytes, repeat: tuple[bytes, int] = (b"", 0)) -> int | None:
        """The status of the answer; None where the connection was cut without one."""
        with socket.create_connection(("127.0.0.1", self.daemon.port), timeout=10) as connection:
            try:
                connection.sendall(request)
                for _ in range(repeat[1]):
                    connection.sendall(repeat[0])
            except OSError:
                pass  # it has heard enough
            try:
                answer = connection.recv(65536)
            except OSError:
                return None
        return int(answer.split()[1]) if answer else None

    # --- who may ---

    def test_keys(self):
        body = {"type": "track", "userId": "u", "event": "Stranger"}
        for key in (None, "", "wrong", WRITE_KEY + "x", WRITE_KEY.upper(), "\u00e9" * 400):
            with self.subTest(key):
                self.refused(401, "/v1/track", body, write_key=key)
        self.refused(401, "/v1/track", {**body, "writeKey": "wrong"}, write_key=None)
        self.assertEqual(rows(self.daemon, "SELECT count(*) FROM events WHERE name = 'Stranger'"), [(0,)])
        self.assertEqual(self.quarantine(), [])
        self.assertEqual(self.daemon.post("/v1/track", {**body, "writeKey": WRITE_KEY}, write_key=None)[0], 200)
        self.assertNotIn(WRITE_KEY, str(rows(self.daemon, "SELECT body FROM events")))

    def test_places_that_are_none(self):
        for path in ("/v1", "/v1/nothing", "/v1/track/more", "/u/", "/r/", "/u/forged.token", "/r/%00", "/u/" + "x" * 5000,
                     "/../../etc/passwd"):
            with self.subTest(path[:30]):
                self.assertIn(self.daemon.get(path)[0], (400, 404, 405, 414, 431))
        self.assertEqual(self.daemon.get("/v1/track")[0], 405)

    # --- HTTP itself ---

    def test_broken_http(self):
        chance = random.Random(1)
        noise = [bytes(chance.randrange(256) for _ in range(chance.randrange(1, 2000))) for _ in range(100)]
        for request in (b"\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"POST /v1/track HTTP/1.1\r\n\r\n",
                        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 20000 + b"\r\n",
                        b"POST /v1/track HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
                        b"POST /v1/track HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 50\r\n\r\nhello",
                        b"GET /" + b"a" * 100000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", *noise):
            with self.subTest(request[:40]), socket.create_connection(("127.0.0.1", self.daemon.port), 10) as connection:
                connection.settimeout(5)
                try:
                    connection.sendall(request)
                    connection.shutdown(socket.SHUT_WR)
                    answer = connection.recv(65536)
                except OSError:
                    continue  # cut: that is an answer, too
                self.assertTrue(not answer or answer.startswith((b"HTTP/1.1 4", b"HTTP/1.0 4", b"HTTP/1.1 505")), answer[:80])
        self.send_good()

    def test_a_client_that_goes_away_in_the_middle(self):
        for _ in range(50):
            with socket.create_connection(("127.0.0.1", self.daemon.port), 10) as connection:
                connection.sendall(b"POST /v1/batch HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{\"batch\": [")
        self.send_good()
        wait_until(lambda: report(self.daemon, "status")["connections"] == 0, "they are forgotten")


def wait_until_done_taking_in(daemon) -> None:
    lag = "SELECT (SELECT max(id) FROM events) - event_id FROM cursors WHERE reader = 'reactor'"
    wait_until(lambda: rows(daemon, lag) == [(0,)], f"all events are applied; see {daemon.log}")


if __name__ == "__main__":
    main()
