"""Meta's Cloud API on loopback, made here: it says what it was told, and answers as a test wants (provider.py). And what Meta
posts to us, signed with the app's secret.

    with FakeMeta() as meta:
        meta.received              # [{"path": ..., "token": ..., "agent": ..., "body": {...}}]
        meta.refusals["+31..."] = (400, 131026)
    headers, body = signed(secret, told("messages", statuses=[...]))"""

import hashlib
import hmac
import json
import pathlib

from prism import SHARED_DATA
from provider import FakeProvider

DOCUMENT = SHARED_DATA / "whatsapp" / "business-messaging-api_v23.0.yaml"
PHONE_NUMBER_ID = "106540352242922"


class FakeMeta(FakeProvider):
    def __init__(self):
        self.refusals: dict[str, tuple[int, int]] = {}  # by number: status and WhatsApp's code
        super().__init__()

    def understand(self, headers, body: str) -> dict:
        return {"token": headers["Authorization"], "agent": headers["User-Agent"], "body": json.loads(body)}

    def answer(self, number: int, one: dict) -> tuple[int, dict]:
        to = one["body"]["to"]
        if refusal := self.refusals.get(to):
            error = {"message": f"(#{refusal[1]}) No", "type": "OAuthException", "code": refusal[1],
                     "error_data": {"messaging_product": "whatsapp", "details": f"No: {to}"}, "fbtrace_id": "trace"}
            return refusal[0], {"error": error}
        return 200, {"messaging_product": "whatsapp", "contacts": [{"input": to, "wa_id": to.removeprefix("+")}],
                     "messages": [{"id": f"wamid.{number}", "message_status": "accepted"}]}


def told(field: str, number: str = PHONE_NUMBER_ID, **value) -> dict:
    """The body of a webhook that tells one change."""
    metadata = {"display_phone_number": "15550783881", "phone_number_id": number}
    change = {"field": field, "value": {"messaging_product": "whatsapp", "metadata": metadata, **value}}
    return {"object": "whatsapp_business_account", "entry": [{"id": "102290129340398", "changes": [change]}]}


def signed(secret: str, body: dict) -> tuple[dict[str, str], bytes]:
    raw = json.dumps(body).encode()
    return {"X-Hub-Signature-256": "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest(),
            "Content-Type": "application/json"}, raw


def mended_document(folder: pathlib.Path) -> pathlib.Path:
    """Meta's document with one mistake of its own mended: a button's index is from 0 to 9, as it says itself and shows in every
    example, but its pattern, with marks of a footnote in it, lets no 0 pass."""
    text = DOCUMENT.read_text()
    mistake = "pattern: ^[2-6, 11-14]$"
    if text.count(mistake) != 2:
        raise AssertionError(f"{DOCUMENT} has no such pattern any more: test against it as it is")
    mended = folder / "mended.yaml"
    mended.write_text(text.replace(mistake, "pattern: ^[0-9]$"))
    return mended
