"""A real Chromium with a push service of its own kind behind it (push_browser.mjs): subscriptions are Chromium's own, and what
is pushed is decrypted by it alone.

    with PushBrowser(certificate, key) as browser:        # a certificate for jmt17.google.com, where Chromium's endpoints are
        browser.permit("http://localhost:8000")
        browser.open("http://localhost:8000/")
        browser.press("#yes")
        browser.notifications(scope)                      # [{"title": ..., "body": ..., "tag": ..., ...}]
        browser.follow(scope)                             # presses the first one: the address that the worker opens

A sender's proxy is http://127.0.0.1:{browser.port}; its SSL_CERT_FILE is the certificate."""

import json
import pathlib
import shutil
import subprocess
import threading

HERE = pathlib.Path(__file__).resolve().parent
INSTALLED = HERE.parent / "node_modules" / "puppeteer-core"
CHROMIUM = shutil.which("chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-component-update", "--disable-sync",
         # A person's: the pages of the shop tell Chromium without a head from people.
         "--user-agent=Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"]
# Only a hand may open a window: what the worker would have opened is told instead.
FOLLOW = """(async () => {
    const [notification] = await self.registration.getNotifications();
    let opened = "", done;
    const openWindow = self.Clients.prototype.openWindow;
    self.Clients.prototype.openWindow = async (url) => void (opened = url);
    const event = new NotificationEvent("notificationclick", { notification, action: ACTION });
    event.waitUntil = (work) => void (done = work);
    self.dispatchEvent(event);
    await done;
    self.Clients.prototype.openWindow = openWindow;
    return opened;
})()"""


def is_installed() -> bool:
    return bool(CHROMIUM) and shutil.which("node") is not None and INSTALLED.is_dir()


class PushBrowser:
    def __init__(self, certificate: pathlib.Path, key: pathlib.Path):
        self.process = subprocess.Popen(["node", HERE / "push_browser.mjs", CHROMIUM, certificate, key, *FLAGS], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.port = self._read()["port"]

    def _read(self) -> dict:
        timer = threading.Timer(90, self.process.kill)
        timer.start()
        try:
            line = self.process.stdout.readline()
        finally:
            timer.cancel()
        if not line:
            raise RuntimeError("the browser has ended, or did not answer for 90 seconds")
        return json.loads(line)

    def ask(self, act: str, **more):
        self.process.stdin.write(json.dumps({"do": act, **more}) + "\n")
        self.process.stdin.flush()
        told = self._read()
        if "error" in told:
            raise AssertionError(f"{act}: {told['error']}")
        return told["answer"]

    def open(self, url: str) -> None:
        self.ask("open", url=url)

    def press(self, selector: str) -> None:
        self.ask("press", selector=selector)

    def evaluate(self, code: str):
        return self.ask("evaluate", code=code)

    def permit(self, origin: str, setting: str = "granted") -> None:
        self.ask("permit", origin=origin, setting=setting)

    def deliver(self, scope: str, message) -> None:
        self.ask("deliver", scope=scope, text=message if isinstance(message, str) else json.dumps(message))

    def worker(self, scope: str, code: str):
        return self.ask("worker", scope=scope, code=code)

    def notifications(self, scope: str) -> list[dict]:
        """Asked of the page, which must be one of the scope's origin."""
        return self.ask("notifications", scope=scope)

    def follow(self, scope: str, action: str = "") -> str:
        return self.worker(scope, FOLLOW.replace("ACTION", json.dumps(action)))

    def picture(self, file: pathlib.Path, width: int, scheme: str) -> int:
        """Takes it, and says how many pixels stick out to the right."""
        return self.ask("picture", file=str(file), width=width, scheme=scheme)

    @property
    def received(self) -> list[dict]:
        """What the push service was posted."""
        return self.ask("received")

    @property
    def complaints(self) -> list[str]:
        """What the console of its pages has said."""
        return self.ask("complaints")

    def __enter__(self) -> "PushBrowser":
        return self

    def __exit__(self, *_) -> None:
        self.process.stdin.close()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
