"""The real Kannel, bearerbox and smsbox, over SMPP to an operator made of npm's smpp (smsc.mjs).

    with Kannel(folder, replies_to="http://127.0.0.1:8481/webhooks/sms", token="...") as kannel:
        kannel.url                                        # of sendsms; user "shop", password "kannel-password"
        kannel.submitted                                  # [{"id", "from", "to", "text", "coding", "receipt", "joined"}]
        kannel.tell(do="receipt", id="1", stat="DELIVRD", err="000")
        kannel.tell(do="inbound", text="STOP", to="12345", **{"from": "31612345678"})"""

import json
import pathlib
import shutil
import subprocess
import threading

from waiting import free_port, listens, wait_until

HERE = pathlib.Path(__file__).resolve().parent
BIN = HERE.parents[1] / "build" / "peers" / "bin"
PASSWORD = "kannel-password"

SETTINGS = """
group = core
admin-port = {admin}
admin-interface = 127.0.0.1
admin-password = admin
smsbox-port = {smsbox}
smsbox-interface = 127.0.0.1
box-allow-ip = 127.0.0.1

group = smsc
smsc = smpp
smsc-id = operator
host = 127.0.0.1
port = {smsc}
smsc-username = shop
smsc-password = smpp
system-type = "VMA"
transceiver-mode = true
reconnect-delay = 1

group = smsbox
bearerbox-host = 127.0.0.1
bearerbox-port = {smsbox}
sendsms-port = {sendsms}
sendsms-interface = 127.0.0.1
http-request-retry = 20
http-queue-delay = 1

group = sendsms-user
username = shop
password = {password}
concatenation = true
max-messages = 10

group = sms-service
keyword = default
get-url = "{replies_to}/reply?token={token}&from=%p&to=%P&text=%a&charset=%C&id=%I"
max-messages = 0
catch-all = true
omit-empty = true
"""


def is_installed() -> bool:
    return (BIN / "smsbox").exists() and shutil.which("node") is not None and (HERE.parent / "node_modules" / "smpp").is_dir()


class Kannel:
    def __init__(self, folder: pathlib.Path, replies_to: str, token: str):
        folder.mkdir(parents=True, exist_ok=True)
        self.submitted: list[dict] = []
        self.processes: list[subprocess.Popen] = []
        self.smsc = subprocess.Popen(["node", HERE / "smsc.mjs"], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        port = json.loads(self.smsc.stdout.readline())["port"]
        threading.Thread(target=self._read, daemon=True).start()
        smsbox, sendsms = free_port(), free_port()
        self.url = f"http://127.0.0.1:{sendsms}/cgi-bin/sendsms"
        config = folder / "kannel.conf"
        config.write_text(SETTINGS.format(admin=free_port(), smsbox=smsbox, smsc=port, sendsms=sendsms, password=PASSWORD,
                                          replies_to=replies_to, token=token))
        try:
            for program, answers_on in (("bearerbox", smsbox), ("smsbox", sendsms)):
                with (folder / f"{program}.log").open("wb") as log:
                    self.processes.append(subprocess.Popen([BIN / program, config], cwd=folder, stdout=log, stderr=log))
                wait_until(lambda port=answers_on: listens(port), f"{program} listens; see {folder}/{program}.log", 60)
            wait_until(lambda: "Connection established" in (folder / "bearerbox.log").read_text(errors="replace")
                       or "Got PDU" in (folder / "bearerbox.log").read_text(errors="replace"),
                       f"the operator is reached; see {folder}/bearerbox.log", 60)
        except TimeoutError:
            self.stop()
            raise

    def _read(self) -> None:
        for line in self.smsc.stdout:
            self.submitted.append(json.loads(line))

    def tell(self, **command) -> None:
        self.smsc.stdin.write(json.dumps(command) + "\n")
        self.smsc.stdin.flush()

    def stop(self) -> None:
        for process in reversed(self.processes):
            process.kill()
            process.wait()
        self.smsc.kill()
        self.smsc.wait()
        self.smsc.stdin.close()
        self.smsc.stdout.close()

    def __enter__(self) -> "Kannel":
        return self

    def __exit__(self, *_) -> None:
        self.stop()
