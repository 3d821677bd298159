"""Twilio's API on loopback, made here: it says what it was told, and answers as a test wants (provider.py). And signatures by
the real npm twilio.

    with FakeTwilio() as twilio:
        twilio.received            # [{"account": ..., "user": ..., "password": ..., "fields": {"To": [...], ...}}]
    sign(token, url, fields)"""

import base64
import json
import pathlib
import shutil
import subprocess
import urllib.parse

from prism import SHARED_DATA
from provider import FakeProvider

HERE = pathlib.Path(__file__).resolve().parent
MODULES = HERE.parent / "node_modules"
DOCUMENT = SHARED_DATA / "twilio" / "twilio_api_v2010.json"


def signer_is_installed() -> bool:
    return shutil.which("node") is not None and (MODULES / "twilio").is_dir()


def sign(token: str, url: str, fields: dict[str, str]) -> str:
    return subprocess.run(["node", HERE / "twilio_signer.mjs"], input=json.dumps({"token": token, "url": url, "fields": fields}),
                          check=True, capture_output=True, text=True).stdout


class FakeTwilio(FakeProvider):
    def __init__(self):
        self.refusals: dict[str, tuple[int, int]] = {}  # by number: status and Twilio's code
        super().__init__()

    def understand(self, headers, body: str) -> dict:
        kind, _, secret = headers["Authorization"].partition(" ")
        user, _, password = base64.b64decode(secret).decode().partition(":")
        return {"kind": kind, "user": user, "password": password,
                "fields": urllib.parse.parse_qs(body, keep_blank_values=True, strict_parsing=True)}

    def answer(self, number: int, one: dict) -> tuple[int, dict]:
        to = one["fields"]["To"][0]
        if refusal := self.refusals.get(to):
            return refusal[0], {"code": refusal[1], "message": f"No: {to}", "status": refusal[0]}
        return 201, {"sid": f"SM{number:032d}", "status": "queued", "error_code": None}
