"""A push service with a browser behind it that decrypts (push_service.mjs, by what npm's web-push is made of), and what it received.

    with PushService(certificate, key) as service:
        address = service.subscription("/abc")     # JSON, as a browser gives it to a page; "/410": it answers so
        service.received                           # [{"path": ..., "http": "2.0", "headers": {...}, "text": ..., "claims": {...}}]"""

import json
import pathlib
import shutil

from node_receiver import NodeReceiver

HERE = pathlib.Path(__file__).resolve().parent
INSTALLED = HERE.parent / "node_modules" / "web-push"


def is_installed() -> bool:
    return shutil.which("node") is not None and INSTALLED.is_dir()


class PushService(NodeReceiver):
    def __init__(self, certificate: pathlib.Path, key: pathlib.Path):
        super().__init__("push_service.mjs", certificate, key)
        self.keys = self.told["keys"]

    @property
    def host(self) -> str:
        return f"localhost:{self.port}"

    def subscription(self, path: str = "/wpush") -> str:
        return json.dumps({"endpoint": f"https://{self.host}{path}", "keys": self.keys}, separators=(",", ":"))
