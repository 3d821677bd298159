"""A provider with an HTTP API on loopback, made here: it keeps what it was told, and answers as a test wants. What it
understands and says is its kind's own (twilio.py, whatsapp.py).

    provider.received            # what understand() made of each request, with "method", "path" and "type"
    provider.busiest             # how many requests were there at once
    provider.delay = 0.05        # seconds before it answers
    provider.cuts = True         # reads the request and hangs up"""

import http.server
import json
import threading
import time


class _Server(http.server.ThreadingHTTPServer):
    request_queue_size = 256
    daemon_threads = True


class FakeProvider:
    def __init__(self):
        self.received: list[dict] = []
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

    def understand(self, headers, body: str) -> dict:
        raise NotImplementedError

    def answer(self, number: int, one: dict) -> tuple[int, dict]:
        """The status and JSON for the request that was understood as `one`, the `number`th."""
        raise NotImplementedError

    def _answer(self, handler) -> None:
        with self._lock:
            self._busy += 1
            self.busiest = max(self.busiest, self._busy)
        body = handler.rfile.read(int(handler.headers["Content-Length"])).decode()
        time.sleep(self.delay)
        one = {"method": handler.command, "path": handler.path, "type": handler.headers["Content-Type"],
               **self.understand(handler.headers, body)}
        with self._lock:
            self._busy -= 1
            self.received.append(one)
            number = len(self.received)
        if self.cuts:
            handler.close_connection = True
            handler.connection.close()
            return
        status, said = self.answer(number, one)
        content = json.dumps(said).encode()
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    def __enter__(self):
        return self

    def __exit__(self, *_) -> None:
        self.server.shutdown()
        self.server.server_close()
