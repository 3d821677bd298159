"""Postfix's smtp-sink: accepts mails as fast as the wire allows and keeps each in a file. The peer for "is it accepted by
a real SMTP server" and for speed; scripted_smtp.py is the one that misbehaves."""

import dataclasses
import email
import email.policy
import os
import pathlib
import signal
import subprocess

import waiting

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = REPOSITORY / "build" / "peers" / "bin" / "smtp-sink"  # by tests/peers/install


@dataclasses.dataclass(frozen=True)
class SinkMail:
    sender: str
    recipients: tuple[str, ...]
    content: bytes  # as sent, without the lines that smtp-sink puts before it

    @property
    def message(self) -> email.message.EmailMessage:
        return email.message_from_bytes(self.content, policy=email.policy.default)

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"] or "").strip()


class SmtpSink:
    """`with SmtpSink(folder) as sink:` listens on sink.port until the end of the block; sink.mails() reads what came.

    arguments are smtp-sink's own, such as ("-f", "rcpt", "-B", "550 5.1.1 no such user") to refuse for good or
    ("-r", "rcpt", "-b", "452 4.2.2 mailbox full") for now. Without a folder it throws the mails away, for benchmarks."""

    def __init__(self, folder: pathlib.Path | None = None, port: int | None = None, arguments: tuple[str, ...] = ()):
        self.folder = folder
        self.port = port or waiting.free_port()
        self.arguments = arguments
        self.process: subprocess.Popen | None = None

    def start(self) -> "SmtpSink":
        keep = ()
        if self.folder:
            self.folder.mkdir(parents=True, exist_ok=True)
            # smtp-sink makes each name unique by digits of its own behind the time.
            keep = ("-d", f"{self.folder.resolve()}/%Y%m%d%H%M%S.")
        # As root it insists on being told for which user to give root up; root itself will do on loopback.
        user = ("-u", "root") if os.geteuid() == 0 else ()
        command = [PROGRAM, "-c", *user, *keep, *self.arguments, f"127.0.0.1:{self.port}", "1000"]
        # -c counts on standard output, in one endless line that nobody reads.
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        waiting.wait_until(lambda: waiting.listens(self.port) or self.process.poll() is not None, "smtp-sink listens")
        if self.process.poll() is not None:
            raise RuntimeError(f"smtp-sink ended with {self.process.returncode}")
        return self

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(10)
        self.process = None

    def __enter__(self) -> "SmtpSink":
        return self.start()

    def __exit__(self, *_) -> None:
        self.stop()

    def mails(self) -> list[SinkMail]:
        """What has come so far. A mail that is just being received is cut short: ask after its delivery is accepted."""
        return [_read(path) for path in sorted(self.folder.iterdir())] if self.folder else []

    def wait_for(self, count: int, seconds: float = 20.0) -> list[SinkMail]:
        """At least so many mails."""
        def whole():  # the empty line is the last thing that smtp-sink writes
            return sum(path.read_bytes().endswith(b"\n\n") for path in self.folder.iterdir()) >= count

        waiting.wait_until(whole, f"{count} mails at smtp-sink", seconds)
        return self.mails()


def _read(path: pathlib.Path) -> SinkMail:
    # First X-Client-Addr, X-Client-Proto, X-Helo-Args, X-Mail-Args, X-Rcpt-Args (one a recipient), then a folded
    # Received line, then the mail,
    # and one empty line behind it.
    lines = path.read_bytes().removesuffix(b"\n").split(b"\n")
    sender, recipients, at = "", [], 0
    while at < len(lines):
        name, _, value = lines[at].partition(b": ")
        text = value.decode(errors="replace").strip()
        if name == b"X-Mail-Args":
            sender = _address(text)
        elif name == b"X-Rcpt-Args":
            recipients.append(_address(text))
        elif name == b"Received":
            at += 1
            while at < len(lines) and lines[at].startswith((b"\t", b" ")):
                at += 1
            break
        at += 1
    return SinkMail(sender, tuple(recipients), b"\n".join(lines[at:]))


def _address(argument: str) -> str:
    """`<a@b.c> SIZE=1000` -> `a@b.c`"""
    return argument.partition(">")[0].lstrip("<")
