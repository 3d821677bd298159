"""The real lifecycled in a folder of its own, on a free port of loopback: start it, ask it, kill it, start it again.

    with Daemon(folder, settings=shop_settings(channels=file_channel())) as daemon:
        status, body = daemon.post("/v1/track", {...})
        daemon.kill()            # SIGKILL, as a power cut would
        daemon.start()           # the same folder, the same port

The programs are those below LIFECYCLED_BINARY_DIR (build/ by default)."""

import base64
import json
import os
import pathlib
import signal
import subprocess
import time
import urllib.error
import urllib.request

import waiting

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
WRITE_KEY = "test-write-key"


def program(name: str) -> pathlib.Path:
    return pathlib.Path(os.environ.get("LIFECYCLED_BINARY_DIR", REPOSITORY / "build")) / "bin" / name


def file_channel(name: str = "email", folder: str = "{folder}/outbox") -> str:
    """A channel that writes each message into a file of that folder, which Daemon makes."""
    return f'[channel.{name}]\ntype = "file"\nfolder = "{folder}"\n'


def smtp_channel(port: int, name: str = "email", more: str = "") -> str:
    """A channel to a server on loopback: SmtpSink or ScriptedSmtp. more: further lines of the table."""
    return (f'[channel.{name}]\ntype = "email"\nhost = "127.0.0.1"\nport = {port}\n'
            f'sender = "Test Shop <shop@shop.example>"\n{more}\n')


def shop_settings(channels: str, more: str = "") -> str:
    """A lifecycled.toml; `{port}` and `{folder}` are filled in by Daemon."""
    return ('state = "state"\n\n'
            '[shop]\nname = "Test Shop"\naddress = "Teststraat 1, 1011 AB Amsterdam"\n'
            'url = "https://shop.example"\ntime_zone = "Europe/Amsterdam"\nlanguage = "en"\ncurrency = "EUR"\n\n'
            '[http]\nlisten = "127.0.0.1:{port}"\n\n'
            '[intake]\nwrite_keys = ["file:write_key"]\n\n'
            f"{channels}\n{more}\n")


class Daemon:
    """folder gets lifecycled.toml from `settings` (None: it has one already), state/, outbox/ and log.txt; campaigns/ and
    messages/ are the caller's to put there."""

    def __init__(self, folder: pathlib.Path, settings: str | None = None, port: int | None = None,
                 environment: dict[str, str] | None = None):
        self.folder = folder.resolve()
        self.port = port or waiting.free_port()
        self.config = self.folder / "lifecycled.toml"
        self.log = self.folder / "log.txt"
        self.environment = {**os.environ, **(environment or {})}
        self.process: subprocess.Popen | None = None
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "outbox").mkdir(exist_ok=True)
        (self.folder / "write_key").write_text(WRITE_KEY + "\n")
        (self.folder / "write_key").chmod(0o600)
        if settings is not None:
            self.config.write_text(settings.replace("{port}", str(self.port)).replace("{folder}", str(self.folder)))

    # --- its life ---

    def start(self, seconds: float = 30.0) -> "Daemon":
        """Returns when it answers HTTP; if it ends instead, raises with the end of its log."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen([program("lifecycled"), "serve", "--config", self.config],
                                            cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log)
        waiting.wait_until(lambda: self.process.poll() is not None or waiting.listens(self.port),
                           f"lifecycled answers on port {self.port}; see {self.log}", seconds)
        if self.process.poll() is not None:
            raise RuntimeError(f"lifecycled ended with {self.process.returncode}:\n{self.log_text()[-3000:]}")
        return self

    def stop(self, seconds: float = 60.0) -> int:
        """SIGTERM, as an operator stops it; the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)

    def kill(self) -> None:
        """SIGKILL to the daemon alone. Its children see the end of their sockets and go by themselves."""
        self.process.kill()
        self.process.wait(10)

    def restart(self) -> "Daemon":
        self.stop()
        return self.start()

    def __enter__(self) -> "Daemon":
        return self.start()

    def __exit__(self, exception, *_) -> None:
        if not self.process or self.process.poll() is not None:
            return
        if exception:  # the test has failed already, and the first failure tells most
            self.kill()
        elif status := self.stop():
            # A crash or a sanitizer's report while stopping is a failure too.
            raise RuntimeError(f"lifecycled ended with {status} when stopped:\n{self.log_text()[-3000:]}")

    def children(self) -> list[int]:
        """Process ids of its lifecycled-plugin-host children."""
        path = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in path.read_text().split()] if path.exists() else []

    # --- asking it ---

    def post(self, path: str, body: dict | bytes, write_key: str | None = WRITE_KEY, seconds: float = 10.0,
             content_type: str = "application/json") -> tuple[int, bytes]:
        """Status and body; an error status is an answer and no exception, a lost connection is one (OSError)."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        request = urllib.request.Request(self.url(path), content, {"Content-Type": content_type})
        if write_key is not None:
            request.add_header("Authorization", "Basic " + base64.b64encode(f"{write_key}:".encode()).decode())
        return _answer(request, seconds)

    def get(self, path: str, seconds: float = 10.0) -> tuple[int, bytes]:
        return _answer(urllib.request.Request(self.url(path)), seconds)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def command(self, *arguments: str, seconds: float = 60.0) -> subprocess.CompletedProcess:
        """`lifecycled ARGUMENTS --config FILE` beside the running daemon, with what it printed as text."""
        return subprocess.run([program("lifecycled"), *arguments, "--config", self.config], cwd=self.folder,
                              env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=seconds, check=False)

    def log_text(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def wait_for_log(self, event: str, count: int = 1, seconds: float = 20.0) -> None:
        """Until the log has so many lines of that event, counted over all starts."""
        waiting.wait_until(lambda: sum(f" {event} " in f"{line} " for line in self.log_text().splitlines()) >= count,
                           f"{count} times {event} in {self.log}", seconds)


def _answer(request: urllib.request.Request, seconds: float) -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(request, timeout=seconds) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read()


def instant(seconds_from_now: float = 0.0) -> str:
    """An instant as Segment writes it."""
    moment = time.time() + seconds_from_now
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(moment)) + f".{int(moment % 1 * 1000):03d}Z"
