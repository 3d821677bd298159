"""Behind a real nginx and a real Caddy, by the very snippets that docs/operating.md shows: who the client is, whom a limit
meets, what a client cannot forge, and that bodies and kept connections pass. Clients are different addresses of loopback."""

import http.client
import json
import os
import pathlib
import re
import shutil
import ssl
import subprocess
import tempfile
import unittest
from base64 import b64encode

from certificates import make_certificate
from shop import REPOSITORY, WRITE_KEY, file_channel, free_port, identify, listens, main, make_shop, report, wait_until

# A guess at a token costs eleven: four pass, and the fifth is too many for an hour.
LIMIT = 'per_client = "40/1h"'
GUESSES = 4


def peer(name: str) -> str | None:
    """The program that tests/peers/install has unpacked, or one of this machine."""
    unpacked = REPOSITORY / "build" / "peers" / "bin" / name
    return str(unpacked) if unpacked.exists() else shutil.which(name)


def snippet(first_line: str) -> str:
    """The indented block of docs/operating.md that begins with this line."""
    text = (REPOSITORY / "docs" / "operating.md").read_text()
    found = re.search(rf"^    {re.escape(first_line)}\n(?:(?:    .*)?\n)*", text, re.MULTILINE)
    if not found:
        raise AssertionError(f"docs/operating.md shows no block that begins with {first_line!r}")
    return "\n".join(line[4:] for line in found.group().splitlines())


def replaced(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        if old not in text:
            raise AssertionError(f"docs/operating.md does not say {old!r} any more")
        text = text.replace(old, new)
    return text


class Proxy:
    """Runs in front of `upstream` on a free port, from `with` to its end."""

    def __init__(self, folder: pathlib.Path, upstream: str, tls: bool):
        self.folder, self.upstream, self.tls = folder, upstream, tls
        self.port = free_port()
        self.certificate, self.key = make_certificate(folder, "localhost")
        self.process = None

    def __enter__(self):
        with (self.folder / "proxy.txt").open("w") as log:
            self.process = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder)
        wait_until(lambda: listens(self.port) or self.process.poll() is not None, f"{self.name} listens")
        if self.process.poll() is not None:
            raise RuntimeError((self.folder / "proxy.txt").read_text())
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)

    def connect(self, client: str) -> http.client.HTTPConnection:
        where = {"source_address": (client, 0), "timeout": 10}
        if not self.tls:
            return http.client.HTTPConnection("localhost", self.port, **where)
        return http.client.HTTPSConnection("localhost", self.port, context=ssl.create_default_context(cafile=self.certificate),
                                           **where)


class Nginx(Proxy):
    name = "nginx"
    more = ()

    def command(self) -> list[str]:
        site = replaced(snippet("# /etc/nginx/sites-available/lifecycled"),
                        ("server 127.0.0.1:8480;", f"server {self.upstream};"),
                        ("listen 443 ssl;", f"listen 127.0.0.1:{self.port}{' ssl' if self.tls else ''};"),
                        ("/etc/letsencrypt/live/mail.shop.example/fullchain.pem", str(self.certificate)),
                        ("/etc/letsencrypt/live/mail.shop.example/privkey.pem", str(self.key)), *self.more)
        temporary = "".join(f"{kind}_temp_path {self.folder}/{kind};\n"
                            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        user = "user root;\n" if os.geteuid() == 0 else ""  # its workers' folder is ours
        (self.folder / "nginx.conf").write_text(f"{user}pid {self.folder}/nginx.pid;\ndaemon off;\nworker_processes 1;\n"
                                                f"events {{}}\nhttp {{\naccess_log off;\n{temporary}{site}\n}}\n")
        return [peer("nginx"), "-p", str(self.folder), "-c", str(self.folder / "nginx.conf"), "-e", "stderr"]


class OldNginx(Nginx):
    """As nginx asks without the two lines: by HTTP/1.0, a connection a request."""
    more = (("proxy_http_version 1.1;", ""), ('proxy_set_header Connection "";', ""))


class Caddy(Proxy):
    name = "caddy"

    def command(self) -> list[str]:
        site = replaced(snippet("# /etc/caddy/Caddyfile"),
                        ("mail.shop.example {", f"{'https' if self.tls else 'http'}://localhost:{self.port} {{\n"
                         + (f"tls {self.certificate} {self.key}\n" if self.tls else "")),
                        ("127.0.0.1:8480", self.upstream))
        (self.folder / "Caddyfile").write_text(f"{{\nadmin off\nauto_https disable_redirects\n}}\n{site}\n")
        return ["env", f"HOME={self.folder}", f"XDG_DATA_HOME={self.folder}", f"XDG_CONFIG_HOME={self.folder}",
                peer("caddy"), "run", "--config", str(self.folder / "Caddyfile")]


class BehindProxy(unittest.TestCase):
    """One daemon; each test brings clients of its own, for what they have spent stays spent."""

    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="lifecycled-proxy-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        daemon = make_shop(cls.folder / "shop", file_channel(), campaigns=())
        settings = daemon.config.read_text()
        listen = f'listen = ["127.0.0.1:{daemon.port}", "unix:{cls.folder}/http.sock"]'
        daemon.config.write_text(settings.replace(f'listen = "127.0.0.1:{daemon.port}"', listen)
                                 .replace("[http]\n", f'[http]\ntrusted_proxies = ["127.0.0.1"]\n{LIMIT}\n'))
        cls.daemon = cls.enterClassContext(daemon)

    def run_proxy(self, kind: type[Proxy], tls: bool, upstream: str = ""):
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        return kind(folder, upstream or f"127.0.0.1:{self.daemon.port}", tls)

    def guesses_passed(self, proxy: Proxy, client: str, forge: bool) -> int:
        """Of ten guesses at a token, each with a name of its own if `forge`."""
        passed = 0
        for number in range(10):
            forged = {"X-Forwarded-For": f"198.51.100.{number}"} if forge else {}
            connection = proxy.connect(client)
            connection.request("GET", f"/u/guess{number}", headers={"Accept": "text/html", "Accept-Language": "nl", **forged})
            answer = connection.getresponse()
            self.assertIn(answer.status, (404, 429))
            passed += answer.status == 404
            # A person sees one of the shop's pages either way.
            self.assertIn('<html lang="nl"', answer.read().decode())
            connection.close()
        return passed

    def check(self, proxy: Proxy, net: int):
        # A limit meets the client who asked, and nobody else behind the same proxy.
        self.assertEqual(self.guesses_passed(proxy, f"127.0.{net}.2", forge=False), GUESSES)
        self.assertEqual(self.guesses_passed(proxy, f"127.0.{net}.3", forge=True), GUESSES)
        # Many requests on one connection, and a large body: intake by its key is not limited.
        connection = proxy.connect(f"127.0.{net}.2")
        headers = {"Authorization": "Basic " + b64encode(f"{WRITE_KEY}:".encode()).decode(), "Content-Type": "application/json"}
        for number in range(50):
            connection.request("POST", "/v1/identify", json.dumps(identify(f"c{net}-{number}", "a@example.org")), headers)
            answer = connection.getresponse()
            self.assertEqual((answer.status, answer.read()), (200, b'{"success": true}'))
        calls = [identify(f"c{net}", "a@example.org", note="x" * 20_000) for _ in range(20)]
        connection.request("POST", "/v1/batch", json.dumps({"batch": calls}), headers)
        answer = connection.getresponse()
        self.assertEqual((answer.status, answer.read()), (200, b'{"success": true}'))
        connection.request("POST", "/v1/batch", b" " * 700_000, headers)
        self.assertEqual(connection.getresponse().status, 413)
        connection.close()
        self.assertLess(report(self.daemon, "status")["connections"], 20)

    @unittest.skipUnless(peer("nginx"), "no nginx; tests/peers/install fetches it")
    def test_nginx(self):
        for net, tls in ((10, False), (11, True)):
            with self.subTest(tls=tls), self.run_proxy(Nginx, tls) as proxy:
                self.check(proxy, net)

    @unittest.skipUnless(peer("nginx"), "no nginx; tests/peers/install fetches it")
    def test_nginx_by_http_1_0(self):
        with self.run_proxy(OldNginx, False) as proxy:
            self.check(proxy, 12)

    @unittest.skipUnless(peer("nginx"), "no nginx; tests/peers/install fetches it")
    def test_nginx_over_a_unix_socket(self):
        with self.run_proxy(Nginx, False, f"unix:{self.folder}/http.sock") as proxy:
            self.check(proxy, 13)

    @unittest.skipUnless(peer("caddy"), "no Caddy; tests/peers/install fetches it")
    def test_caddy(self):
        for net, tls in ((20, False), (21, True)):
            with self.subTest(tls=tls), self.run_proxy(Caddy, tls) as proxy:
                self.check(proxy, net)

    def test_without_a_proxy_nothing_can_be_forged(self):
        for number in range(10):
            connection = http.client.HTTPConnection("127.0.0.1", self.daemon.port, source_address=("127.0.30.2", 0))
            connection.request("GET", "/u/guess", headers={"X-Forwarded-For": f"198.51.100.{number}"})
            # A program of this machine that is no proxy: not limited, and not believed.
            self.assertEqual(connection.getresponse().status, 404)
            connection.close()
        self.assertNotIn("198.51.100", self.daemon.log_text())


if __name__ == "__main__":
    main()
