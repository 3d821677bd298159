"""TLS without a proxy: versions, a renewed certificate taken by reload and SIGHUP, and files that do not fit."""

import http.client
import pathlib
import shutil
import signal
import socket
import ssl
import tempfile
import unittest
import warnings

from certificates import make_certificate
from shop import file_channel, free_port, main, make_shop, wait_until


class Tls(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="lifecycled-tls-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.daemon = make_shop(self.folder, file_channel(), campaigns=())
        self.certificate, self.key = make_certificate(self.daemon.folder, "localhost")
        self.port = free_port()
        text = self.daemon.config.read_text()
        self.daemon.config.write_text(text.replace(
            f'listen = "127.0.0.1:{self.daemon.port}"',
            f'listen = ["127.0.0.1:{self.daemon.port}", "tls:127.0.0.1:{self.port}"]\n'
            'certificate = "certificate.pem"\nkey = "file:key.pem"'))

    def connect(self, version=None) -> http.client.HTTPSConnection:
        context = ssl.create_default_context(cafile=self.certificate)
        if version:
            context.minimum_version = context.maximum_version = version
        connection = http.client.HTTPSConnection("localhost", self.port, context=context, timeout=10)
        self.addCleanup(connection.close)
        return connection

    def shown(self) -> str:
        """The certificate that a new connection sees."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with socket.create_connection(("127.0.0.1", self.port), 10) as plain, context.wrap_socket(plain) as secured:
            return ssl.DER_cert_to_PEM_cert(secured.getpeercert(binary_form=True))

    def ask(self, connection: http.client.HTTPSConnection) -> http.client.HTTPResponse:
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        self.assertEqual((answer.status, answer.read()), (200, b"ok\n"))
        return answer

    def test_versions_and_the_promise_of_https(self):
        with self.daemon:
            for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
                answer = self.ask(self.connect(version))
                self.assertEqual(answer.headers["Strict-Transport-Security"], "max-age=31536000")
            with warnings.catch_warnings(), self.assertRaises(ssl.SSLError):
                warnings.simplefilter("ignore", DeprecationWarning)  # that it is old is the point
                self.connect(ssl.TLSVersion.TLSv1_1).request("GET", "/healthz")
            # In the clear nobody is promised anything.
            self.assertEqual(self.daemon.get("/healthz"), (200, b"ok\n"))
            with socket.create_connection(("127.0.0.1", self.port), 10) as plain:
                plain.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
                self.assertNotIn(b"HTTP", plain.recv(1000))

    def test_a_renewed_certificate_needs_no_restart(self):
        with self.daemon:
            kept = self.connect()
            self.ask(kept)
            before = self.shown()
            make_certificate(self.daemon.folder, "localhost")
            self.assertEqual(self.shown(), before)
            self.assertEqual(self.daemon.command("reload").returncode, 0)
            self.assertEqual(self.shown(), self.certificate.read_text())
            self.ask(kept)
            make_certificate(self.daemon.folder, "localhost")
            self.daemon.process.send_signal(signal.SIGHUP)
            wait_until(lambda: self.shown() == self.certificate.read_text(), "SIGHUP brings the certificate")
            # One that does not fit its key changes nothing.
            good = self.certificate.read_text()
            other = self.folder / "other"
            other.mkdir()
            self.certificate.write_text(make_certificate(other, "localhost")[0].read_text())
            refused = self.daemon.command("reload")
            self.assertEqual(refused.returncode, 1)
            self.assertIn("belongs to another certificate", refused.stdout)
            self.assertEqual(self.shown(), good)

    def test_check_and_start_say_what_is_wrong_with_the_files(self):
        self.certificate.write_text("no certificate\n")
        checked = self.daemon.command("check")
        self.assertEqual(checked.returncode, 1)
        self.assertRegex(checked.stdout, r"lifecycled.toml:\d+:15: file:.*certificate.pem: holds no certificate in PEM form")
        with self.assertRaises(RuntimeError):
            self.daemon.start()
        self.key.unlink()
        self.assertRegex(self.daemon.command("check").stdout, r"warning: file:.*key.pem: ")


if __name__ == "__main__":
    main()
