"""A push service with a browser behind it that decrypts (push_service.mjs, by what npm's web-push is made of), and what it received.

    with PushService(certificate, key) as service:
        address = service.subscription("/abc")     # JSON, as a browser gives it to a page; "/410": it answers so
        service.received                           # [{"path": ..., "http": "2.0", "headers": {...}, "text": ..., "claims": {...}}]"""

import json
import pathlib
import shutil
import subprocess
import threading

HERE = pathlib.Path(__file__).resolve().parent
INSTALLED = HERE.parent / "node_modules" / "web-push"


def is_installed() -> bool:
    return shutil.which("node") is not None and INSTALLED.is_dir()


class PushService:
    def __init__(self, certificate: pathlib.Path, key: pathlib.Path):
        self.received: list[dict] = []
        self.process = subprocess.Popen(["node", HERE / "push_service.mjs", certificate, key], text=True,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        told = json.loads(self.process.stdout.readline())
        self.port, self.keys = told["port"], told["keys"]
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self.received.append(json.loads(line))

    @property
    def host(self) -> str:
        return f"localhost:{self.port}"

    def subscription(self, path: str = "/wpush") -> str:
        return json.dumps({"endpoint": f"https://{self.host}{path}", "keys": self.keys}, separators=(",", ":"))

    def __enter__(self) -> "PushService":
        return self

    def __exit__(self, *_) -> None:
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
