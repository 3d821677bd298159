"""A receiver of Standard Webhooks by the specification's own library (standard_webhooks.mjs), and what it received.

    with StandardWebhooks(secret) as receiver:
        url = receiver.url()             # or url("/410"): it answers so
        receiver.received                # [{"verified": True, "id": ..., "headers": {...}, "body": {...}}, ...]"""

import json
import pathlib
import shutil
import subprocess
import threading

HERE = pathlib.Path(__file__).resolve().parent
INSTALLED = HERE.parent / "node_modules" / "standardwebhooks"


def is_installed() -> bool:
    return shutil.which("node") is not None and INSTALLED.is_dir()


class StandardWebhooks:
    def __init__(self, secret: str):
        self.received: list[dict] = []
        self.process = subprocess.Popen(["node", HERE / "standard_webhooks.mjs", secret], text=True,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        self.port = json.loads(self.process.stdout.readline())["port"]
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self.received.append(json.loads(line))

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def __enter__(self) -> "StandardWebhooks":
        return self

    def __exit__(self, *_) -> None:
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
