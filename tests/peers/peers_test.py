#!/usr/bin/env -S python3 -B
"""The peers do what they say, shown without the daemon: a test peer that is wrong makes every other test worth nothing."""

import http.server
import json
import pathlib
import smtplib
import sys
import tempfile
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from peers import (  # noqa: E402
    ACCEPT, BUSY, CUT_AFTER_DOT, CUT_IN_CONTENT, DEFER, REFUSE, REFUSE_CONNECTION, REFUSE_CONTENT, SMTP_SINK, Behaviour,
    ScriptedSmtp, SmtpSink, listens, segment_is_installed, send_by_segment, wait_until)

MAIL = "From: a@shop.example\r\nTo: b@example.org\r\nMessage-ID: <1@shop.example>\r\n\r\nHello\r\n.dotted\r\n"


def send(port: int, recipient: str = "b@example.org") -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=5) as client:
        client.sendmail("a@shop.example", [recipient], MAIL)


class SmtpSinkTest(unittest.TestCase):
    @unittest.skipUnless(SMTP_SINK.exists(), "needs tests/peers/install")
    def test_keeps_each_mail_with_its_envelope(self):
        with tempfile.TemporaryDirectory() as folder, SmtpSink(pathlib.Path(folder) / "mails") as sink:
            for recipient in ("b@example.org", "c@example.org"):
                send(sink.port, recipient)
            mails = sink.wait_for(2)
            self.assertEqual(sorted(mail.recipients for mail in mails), [("b@example.org",), ("c@example.org",)])
            self.assertEqual({mail.sender for mail in mails}, {"a@shop.example"})
            self.assertEqual({mail.message_id for mail in mails}, {"<1@shop.example>"})
            self.assertEqual(mails[0].message.get_content(), "Hello\n.dotted\n")

    @unittest.skipUnless(SMTP_SINK.exists(), "needs tests/peers/install")
    def test_refuses_as_told(self):
        with SmtpSink(arguments=("-f", "rcpt", "-B", "550 5.1.1 no such user")) as sink:
            with self.assertRaises(smtplib.SMTPRecipientsRefused):
                send(sink.port)


class ScriptedSmtpTest(unittest.TestCase):
    def check(self, behaviour, error, seen, accepted):
        with ScriptedSmtp(behaviour) as server:
            if error:
                with self.assertRaises(error):
                    send(server.port)
            else:
                send(server.port)
            wait_until(lambda: sum(server.seen.values()) == seen, f"{seen} mails seen", 2)
            self.assertEqual(dict(server.accepted), {"<1@shop.example>": accepted} if accepted else {})
            return server

    def test_accepts(self):
        server = self.check(ACCEPT, None, 1, 1)
        self.assertIn(b"\r\n.dotted\r\n", server.mails[0].content)
        self.assertEqual(server.mails[0].recipients, ("b@example.org",))

    def test_refuses_the_connection(self):
        self.check(REFUSE_CONNECTION, smtplib.SMTPServerDisconnected, 0, 0)
        self.check(BUSY, smtplib.SMTPConnectError, 0, 0)

    def test_refuses_the_recipient(self):
        self.check(REFUSE, smtplib.SMTPRecipientsRefused, 0, 0)
        self.check(DEFER, smtplib.SMTPRecipientsRefused, 0, 0)

    def test_refuses_the_content(self):
        self.check(REFUSE_CONTENT, smtplib.SMTPDataError, 1, 0)

    def test_cuts(self):
        self.check(CUT_IN_CONTENT, (smtplib.SMTPServerDisconnected, ConnectionError), 0, 0)
        self.check(CUT_AFTER_DOT, (smtplib.SMTPServerDisconnected, ConnectionError), 1, 0)

    def test_is_slow(self):
        with self.assertRaises((TimeoutError, smtplib.SMTPServerDisconnected)), \
                ScriptedSmtp(Behaviour(at="DOT", wait=2)) as server, \
                smtplib.SMTP("127.0.0.1", server.port, timeout=0.5) as client:
            client.sendmail("a@shop.example", ["b@example.org"], MAIL)

    def test_follows_a_script(self):
        with ScriptedSmtp(lambda turn: DEFER if turn.mail == 1 else ACCEPT) as server:
            with self.assertRaises(smtplib.SMTPRecipientsRefused):
                send(server.port)
            send(server.port)
            self.assertEqual(server.accepted["<1@shop.example>"], 1)

    def test_goes_away_and_comes_back(self):
        with ScriptedSmtp() as server:
            server.stop_listening()
            self.assertFalse(listens(server.port))
            server.resume()
            send(server.port)


class SegmentClientTest(unittest.TestCase):
    @unittest.skipUnless(segment_is_installed(), "needs tests/peers/install")
    def test_tells_what_was_acknowledged(self):
        got = []

        class Shop(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                batch = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["batch"]
                refused = any(call.get("event") == "Refused" for call in batch)
                got.extend([] if refused else [(self.path, call["type"], call["messageId"]) for call in batch])
                self.send_response(400 if refused else 200)
                self.end_headers()

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Shop)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            calls = [{"type": "identify", "userId": "c1", "traits": {"email": "a@example.org"}},
                     {"type": "track", "userId": "c1", "event": "Order Completed", "properties": {"total": 1}},
                     {"type": "track", "userId": "c1", "event": "Refused"}]
            answer = send_by_segment(server.server_port, "key", calls, flush_at=1)
            self.assertEqual([(path, type_) for path, type_, _ in sorted(got, key=lambda call: call[1])],
                             [("/v1/batch", "identify"), ("/v1/batch", "track")])
            self.assertEqual(sorted(answer.messages), sorted(message for _, _, message in got))
            self.assertEqual([failure["line"] for failure in answer.given_up], [3])
        finally:
            server.shutdown()
            server.server_close()


if __name__ == "__main__":
    unittest.main()
