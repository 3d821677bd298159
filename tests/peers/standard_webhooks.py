"""A receiver of Standard Webhooks by the specification's own library (standard_webhooks.mjs), and what it received.

    with StandardWebhooks(secret) as receiver:
        url = receiver.url()             # or url("/410"): it answers so
        receiver.received                # [{"verified": True, "id": ..., "headers": {...}, "body": {...}}, ...]"""

import pathlib
import shutil

from node_receiver import NodeReceiver

HERE = pathlib.Path(__file__).resolve().parent
INSTALLED = HERE.parent / "node_modules" / "standardwebhooks"


def is_installed() -> bool:
    return shutil.which("node") is not None and INSTALLED.is_dir()


class StandardWebhooks(NodeReceiver):
    def __init__(self, secret: str):
        super().__init__("standard_webhooks.mjs", secret)

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"
