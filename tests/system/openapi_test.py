#!/usr/bin/env -S python3 -B
"""schemas/openapi.yaml against the code and the running daemon: every route of the sources stands in it and every route in
it is answered, by the methods it names and no others; every status that a route's file can give stands at its operations,
and the other way round; real requests and their answers pass Prism, which holds both against the document."""

import http.client
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import urllib.error
import urllib.request

import yaml

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from shop import REPOSITORY, file_channel, instant, main, make_shop  # noqa: E402
from prism import MODULES, prism_is_installed  # noqa: E402
from waiting import free_port, listens, wait_until  # noqa: E402

DOCUMENT = REPOSITORY / "schemas" / "openapi.yaml"
SOURCES = [file for room in ("web", "pages") for file in sorted((REPOSITORY / "daemon" / room).glob("*.cpp"))
           if not file.name.endswith("_test.cpp")]
METHODS = ("get", "post", "put", "delete", "options", "patch")
# A path that a source puts together, as it stands there, and what becomes of it.
PUT_TOGETHER = {
    '"/v1/" + std::string(name)': [f"/v1/{name}" for name in ("track", "identify", "page", "screen", "group", "alias", "batch", "import")],
    '"/intake/" + route.shop.name': ["/intake/*"],
    'std::string(root) + "*"': ["/webhooks/*"],
}
# Where a route passes on what another file has decided.
DECIDED_BY = {"daemon/web/webhook_routes.cpp": "daemon/delivery/channel_webhooks.cpp",
              "daemon/web/intake_routes.cpp": "daemon/intake/segment_api.cpp"}
# What all routes share is told once, by the response Refusal.
SERVER = ("request_parser.cpp", "connection.cpp", "http_server.cpp", "refusal.cpp")
# Answers by whose words a status comes, where it does not stand as a number.
WORDS = {r"\bbad_link\(\)": 404, r"\brequire_fresh\(": 410, r"\bfailure\(\)": 503, r"\breceive_visitor\(": 503,
         r"\brequire_proven\(": 404}
STATUS = re.compile(r"(?:problem_response\(|\.page\(|Response\{|Response [a-z]+\{|form\(|return \{|WebhookReply [a-z]*\{|ApiProblem\{|"
                    r"refused?\([^;{}\"]*?|refusal\([^;{}\"]*?|fail\(error, |\? 200 : |link, )\s*(\d{3})\b")
SHOP = '[intake.woo]\ntype = "woocommerce"\nsecret = "file:woo"\n'


def template(path: str) -> str:
    """A path of the document as the router writes it."""
    return re.sub(r"\{[^}]*\}", "*", path)


def statuses_of(text: str) -> set[int]:
    found = {int(number) for number in STATUS.findall(text)}
    found |= {status for word, status in WORDS.items() if re.search(word, text)}
    if "? 200 : 400" in text:
        found |= {200, 400}
    return found


class DocumentTest(unittest.TestCase):
    """Without a daemon: the document and the sources."""

    @classmethod
    def setUpClass(cls):
        cls.document = yaml.safe_load(DOCUMENT.read_text())

    def operations(self):
        for path, methods in self.document["paths"].items():
            for method, operation in methods.items():
                yield path, method, operation

    def test_every_route_of_the_sources_stands_there(self):
        documented = {(template(path), operation["x-source"]) for path, _, operation in self.operations()}
        in_code = set()
        for file in SOURCES:
            text = file.read_text()
            source = str(file.relative_to(REPOSITORY))
            adds = re.findall(r"\brouter\.add\(\s*(?:Method::\w+|method),\s*(.*?),\s*(?:0|most_\w+),", text, re.S)
            self.assertEqual(len(adds), text.count("router.add("), f"{source}: a route is added in a way unknown here")
            for path in adds:
                if path == "path":  # of a constant or of a call's argument, all of which look like paths
                    paths = re.findall(r'(?:serve|take)\("(/[^"]+)"|\? "(/[^"]+)" : "(/[^"]+)"', text)
                    in_code |= {(one, source) for match in paths for one in match if one}
                elif path in PUT_TOGETHER:
                    in_code |= {(one, source) for one in PUT_TOGETHER[path]}
                else:
                    self.assertRegex(path, r'^"/[^"]*"$', f"{source}: what path is this?")
                    in_code.add((path.strip('"'), source))
        self.assertEqual(documented, in_code)

    def test_every_status_of_a_file_stands_at_its_operations(self):
        documented: dict[str, set[int]] = {}
        for _, _, operation in self.operations():
            self.assertIn("default", operation["responses"])
            documented.setdefault(operation["x-source"], set()).update(
                int(status) for status in operation["responses"] if status != "default")
        for source, statuses in documented.items():
            text = (REPOSITORY / source).read_text()
            if source in DECIDED_BY:
                text += (REPOSITORY / DECIDED_BY[source]).read_text()
            self.assertEqual(sorted(statuses), sorted(statuses_of(text)), source)

    def test_every_status_of_the_server_stands_at_the_refusal(self):
        text = "".join((REPOSITORY / "daemon" / "web" / name).read_text() for name in SERVER)
        self.assertEqual(self.document["components"]["responses"]["Refusal"]["x-statuses"], sorted(statuses_of(text)))

    def test_every_operation_has_a_name_of_its_own(self):
        names = [operation["operationId"] for _, _, operation in self.operations()]
        self.assertEqual(len(names), len(set(names)))


class DaemonTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.document = yaml.safe_load(DOCUMENT.read_text())
        cls.daemon = make_shop(cls.folder / "shop", file_channel(), more=SHOP, campaigns=())
        (cls.folder / "shop" / "woo").write_text("a-secret-of-the-shop-1234567890")
        cls.enterClassContext(cls.daemon)

    def ask(self, method: str, path: str, **headers) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.daemon.port, timeout=10)
        self.addCleanup(connection.close)
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        answer.body = answer.read()
        return answer

    def test_the_daemon_serves_it(self):
        answer = self.ask("GET", "/openapi.yaml")
        self.assertEqual((answer.status, answer.getheader("Content-Type")), (200, "application/yaml"))
        self.assertEqual(answer.body, DOCUMENT.read_bytes())

    def test_every_path_answers_its_methods_and_no_others(self):
        for path, operations in self.document["paths"].items():
            with self.subTest(path):
                real = path.replace("{name}", "woo").replace("{path}", "email").replace("{token}", "none")
                answer = self.ask("PATCH", real)
                self.assertEqual(answer.status, 405, path)
                allowed = {method.strip().lower() for method in answer.getheader("Allow").split(",")} - {"head"}
                self.assertEqual(allowed, set(operations) & set(METHODS))
        self.assertEqual(self.ask("PATCH", "/nowhere").status, 404)

    @unittest.skipUnless(prism_is_installed(), "Prism is not installed; tests/peers/install does it")
    def test_real_requests_and_answers_pass_prism(self):
        port, log = free_port(), self.folder / "prism.log"
        with log.open("wb") as out:
            prism = subprocess.Popen(
                [MODULES / ".bin" / "prism", "proxy", "-h", "127.0.0.1", "-p", str(port), "--errors", str(DOCUMENT),
                 self.daemon.url("")], stdin=subprocess.DEVNULL, stdout=out, stderr=out)
        self.addCleanup(prism.wait)
        self.addCleanup(prism.terminate)
        wait_until(lambda: listens(port), f"prism listens; see {log}", 120)
        key = {"Authorization": "Basic dGVzdC13cml0ZS1rZXk6"}  # test-write-key:
        wrong = {"Authorization": "Basic d3Jvbmc6"}
        call = {"userId": "anna", "messageId": "m1", "timestamp": instant(), "context": {"locale": "nl-NL"}}
        track = {**call, "event": "Product Viewed", "properties": {"price": 19.9}}
        for method, path, headers, body, expected in (
                ("POST", "/v1/track", key, track, 200),
                ("POST", "/v1/track", wrong, track, 401),
                ("POST", "/v1/track", key, {**track, "userId": None}, 400),
                ("POST", "/v1/identify", key, {**call, "traits": {"email": "anna@example.org"}}, 200),
                ("POST", "/v1/page", key, {**call, "name": "Home"}, 200),
                ("POST", "/v1/screen", key, {**call, "name": "Home"}, 200),
                ("POST", "/v1/group", key, {**call, "groupId": "g"}, 200),
                ("POST", "/v1/batch", key, {"batch": [{**track, "type": "track"}, {"type": "track"}]}, 200),
                ("GET", "/v1/qr?order_id=7", key, None, 200),
                ("GET", "/v1/qr?order_id=7", wrong, None, 401),
                ("POST", "/intake/woo", {"X-WC-Webhook-Signature": "none"}, {}, 401),
                ("POST", "/webhooks/email", {}, {}, 404),
                ("GET", "/u/none", {}, None, 404), ("GET", "/p/none", {}, None, 404), ("GET", "/a/none", {}, None, 404),
                ("GET", "/c/none", {}, None, 404), ("GET", "/r/none", {}, None, 404), ("GET", "/n/none", {}, None, 404),
                ("GET", "/e/none", {}, None, 404), ("GET", "/o/none", {}, None, 404), ("GET", "/v/none", {}, None, 404),
                ("GET", "/l/none", {}, None, 404), ("GET", "/i/none", {}, None, 404), ("GET", "/w/none", {}, None, 404),
                ("GET", "/push.js", {}, None, 200), ("GET", "/push-worker.js", {}, None, 200),
                ("POST", "/push/subscribe", {}, {}, 404),
                ("GET", "/lc.js", {}, None, 200),
                ("POST", "/browser/events", {"Origin": "https://shop.example"}, {"events": []}, 401),
                ("POST", "/browser/events", {"Origin": "https://other.example"}, {"events": []}, 403),
                ("GET", "/robots.txt", {}, None, 200), ("GET", "/healthz", {}, None, 200), ("GET", "/openapi.yaml", {}, None, 200)):
            with self.subTest(f"{method} {path}: {expected}"):
                status, text = self.through(f"http://127.0.0.1:{port}{path}", method, headers, body)
                self.assertEqual(status, expected, text)
        self.assertNotIn("Violation", log.read_text(errors="replace"))

    @staticmethod
    def through(url: str, method: str, headers: dict, body) -> tuple[int, str]:
        data = json.dumps(body).encode() if body is not None else None
        more = {"Content-Type": "application/json"} if data else {}
        request = urllib.request.Request(url, data=data, method=method, headers={**headers, **more})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.read().decode(errors="replace")
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(errors="replace")


if __name__ == "__main__":
    main()
