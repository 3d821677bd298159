"""Twilio's API on loopback, made here: it says what it was told, and answers as a test wants. Prism over Twilio's own
OpenAPI document, which proves the form. And signatures by the real npm twilio.

    with FakeTwilio() as twilio:
        twilio.received            # [{"account": ..., "user": ..., "password": ..., "fields": {"To": [...], ...}}]
        twilio.busiest             # how many requests were there at once
        twilio.delay = 0.05        # seconds before it answers
        twilio.cuts = True         # reads the request and hangs up
    sign(token, url, fields)"""

import base64
import http.server
import json
import os
import pathlib
import shutil
import subprocess
import threading
import time
import urllib.parse

from waiting import free_port, listens, wait_until

HERE = pathlib.Path(__file__).resolve().parent
MODULES = HERE.parent / "node_modules"
SHARED_DATA = pathlib.Path(os.environ.get("LIFECYCLED_SHARED_DATA", HERE.parents[2] / "shared" / "data"))
DOCUMENT = SHARED_DATA / "twilio" / "twilio_api_v2010.json"


def signer_is_installed() -> bool:
    return shutil.which("node") is not None and (MODULES / "twilio").is_dir()


def prism_is_installed() -> bool:
    return (MODULES / ".bin" / "prism").exists()


def sign(token: str, url: str, fields: dict[str, str]) -> str:
    return subprocess.run(["node", HERE / "twilio_signer.mjs"], input=json.dumps({"token": token, "url": url, "fields": fields}),
                          check=True, capture_output=True, text=True).stdout


class _Server(http.server.ThreadingHTTPServer):
    request_queue_size = 256
    daemon_threads = True


class FakeTwilio:
    def __init__(self):
        self.received: list[dict] = []
        self.refusals: dict[str, tuple[int, int]] = {}  # by number: status and Twilio's code
        self.delay, self.cuts = 0.0, False
        self.busiest = self._busy = 0
        self._lock = threading.Lock()
        fake = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                fake._answer(self)

            def log_message(self, *_):
                pass

        self.server = _Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def _answer(self, handler) -> None:
        with self._lock:
            self._busy += 1
            self.busiest = max(self.busiest, self._busy)
        body = handler.rfile.read(int(handler.headers["Content-Length"])).decode()
        time.sleep(self.delay)
        kind, _, secret = handler.headers["Authorization"].partition(" ")
        user, _, password = base64.b64decode(secret).decode().partition(":")
        fields = urllib.parse.parse_qs(body, keep_blank_values=True, strict_parsing=True)
        with self._lock:
            self._busy -= 1
            number = len(self.received) + 1
            self.received.append({"method": handler.command, "path": handler.path, "kind": kind, "user": user, "password": password,
                                  "type": handler.headers["Content-Type"], "fields": fields})
        if self.cuts:
            handler.close_connection = True
            handler.connection.close()
            return
        status, said = 201, {"sid": f"SM{number:032d}", "status": "queued", "error_code": None}
        if refusal := self.refusals.get(fields["To"][0]):
            status, said = refusal[0], {"code": refusal[1], "message": f"No: {fields['To'][0]}", "status": refusal[0]}
        content = json.dumps(said).encode()
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    def __enter__(self) -> "FakeTwilio":
        return self

    def __exit__(self, *_) -> None:
        self.server.shutdown()
        self.server.server_close()


class Prism:
    """Answers by Twilio's own document and refuses what does not fit it."""

    def __init__(self, folder: pathlib.Path):
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.log = folder / "prism.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen([MODULES / ".bin" / "prism", "mock", "-h", "127.0.0.1", "-p", str(port), "--errors", DOCUMENT],
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        wait_until(lambda: listens(port), f"prism listens; see {self.log}", 120)

    def log_text(self) -> str:
        return self.log.read_text(errors="replace")

    def __enter__(self) -> "Prism":
        return self

    def __exit__(self, *_) -> None:
        self.process.terminate()
        self.process.wait()
