"""npm's smtp-server, which logs in by every way, and what mailparser and mailauth make of each mail (mail_server.mjs).

    with MailServer(records={"s1._domainkey.shop.example": "v=DKIM1; k=ed25519; p=..."}) as server:
        server.received       # [{"headers": {...}, "from": ..., "dkim": [{"result": "pass", ...}], "attachments": [...], ...}]"""

import json
import pathlib
import shutil

from node_receiver import NodeReceiver

HERE = pathlib.Path(__file__).resolve().parent
NODE_MODULES = HERE.parent / "node_modules"


def mail_server_is_installed() -> bool:
    return shutil.which("node") is not None and all((NODE_MODULES / name).is_dir() for name in ("mailauth", "mailparser", "smtp-server"))


class MailServer(NodeReceiver):
    def __init__(self, certificate: pathlib.Path | None = None, key: pathlib.Path | None = None,
                 methods: tuple[str, ...] = (), user: str = "", password: str = "", records: dict[str, str] | None = None):
        options = {"user": user, "password": password, "records": records or {}}
        if certificate:
            options |= {"cert": str(certificate), "key": str(key)}
        if methods:
            options["methods"] = list(methods)
        super().__init__("mail_server.mjs", json.dumps(options))
