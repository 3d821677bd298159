"""An SMTP server that misbehaves as told, at one moment of the dialogue, and counts what it has seen of each Message-ID.

    server = ScriptedSmtp(Behaviour(at="DOT", cut=True))     # takes the mail and dies before it says so
    server = ScriptedSmtp(lambda turn: ACCEPT if turn.mail > 3 else DEFER)

It runs in a thread of this process, so it survives whatever the test kills."""

import asyncio
import collections
import dataclasses
import email
import re
import threading
from collections.abc import Callable


@dataclasses.dataclass(frozen=True)
class Behaviour:
    """At one moment: waits, then says `reply` instead of yes, then cuts the connection if `cut`.

    Moments: CONNECT (before the greeting), EHLO, MAIL, RCPT, DATA, BODY (in the middle of the content), DOT (the content
    is complete and has been counted as seen)."""

    at: str = ""
    reply: str = ""
    cut: bool = False
    wait: float = 0.0


ACCEPT = Behaviour()
REFUSE_CONNECTION = Behaviour(at="CONNECT", cut=True)
BUSY = Behaviour(at="CONNECT", reply="421 4.3.2 try again later", cut=True)
REFUSE = Behaviour(at="RCPT", reply="550 5.1.1 no such user")
DEFER = Behaviour(at="RCPT", reply="452 4.2.2 mailbox full")
REFUSE_CONTENT = Behaviour(at="DOT", reply="554 5.7.1 this looks like spam")
DEFER_CONTENT = Behaviour(at="DOT", reply="451 4.3.0 try again later")
CUT_IN_CONTENT = Behaviour(at="BODY", cut=True)
CUT_AFTER_DOT = Behaviour(at="DOT", cut=True)


@dataclasses.dataclass(frozen=True)
class Turn:
    """Where in the dialogue the server is, for a script that decides by it. Numbers count from 1 over its whole life."""

    at: str
    connection: int
    mail: int = 0          # of those whose MAIL was heard
    recipient: str = ""    # at RCPT and later: the latest one


@dataclasses.dataclass(frozen=True)
class ScriptedMail:
    sender: str
    recipients: tuple[str, ...]
    content: bytes
    message_id: str
    accepted: bool


class _Cut(Exception):
    """The script ends this connection."""


class ScriptedSmtp:
    """`with ScriptedSmtp(...) as server:` listens on server.port. server.behaviour may be changed at any time."""

    def __init__(self, behaviour: Behaviour | Callable[[Turn], Behaviour] = ACCEPT, port: int = 0):
        self.behaviour = behaviour
        self.port = port
        self.connections = 0
        self.seen: collections.Counter[str] = collections.Counter()      # complete contents, by Message-ID
        self.accepted: collections.Counter[str] = collections.Counter()  # those answered with 250
        self.mails: list[ScriptedMail] = []                              # those seen, in order
        self._mail_number = 0
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    def start(self) -> "ScriptedSmtp":
        self._thread.start()
        if not self._ready.wait(10) or self._server is None:
            raise RuntimeError(f"the scripted SMTP server cannot listen on port {self.port}")
        return self

    def stop(self) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(10)

    def stop_listening(self) -> None:
        """From now on the kernel refuses connections, and those that are open end. The port stays for resume()."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)

    def resume(self) -> None:
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)

    def __enter__(self) -> "ScriptedSmtp":
        return self.start()

    def __exit__(self, *_) -> None:
        self.stop()

    # --- all below runs in the server's own thread ---

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._listen())
        finally:
            self._ready.set()
        self._loop.run_forever()
        self._loop.run_until_complete(self._end())
        self._loop.close()

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port, backlog=1000, limit=1 << 20)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        if self._server:
            self._server.close()
        for writer in list(self._open):
            writer.transport.abort()

    async def _end(self) -> None:
        await self._close()
        dialogues = asyncio.all_tasks() - {asyncio.current_task()}
        for dialogue in dialogues:
            dialogue.cancel()
        await asyncio.gather(*dialogues, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._open.add(writer)
        try:
            await _Dialogue(self, self.connections, reader, writer).run()
        except (_Cut, ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._open.discard(writer)
            # Only after QUIT it is closing by now. A cut is a reset, as when the other machine lost its power.
            if not writer.is_closing():
                writer.transport.abort()


class _Dialogue:
    """One connection."""

    def __init__(self, server: ScriptedSmtp, connection: int, reader, writer):
        self.server, self.connection, self.reader, self.writer = server, connection, reader, writer
        self.mail, self.sender, self.recipients = 0, "", []

    async def say(self, reply: str) -> None:
        self.writer.write(reply.encode() + b"\r\n")
        await self.writer.drain()

    async def answer(self, at: str, yes: str) -> bool:
        """The script's answer at this moment, or yes. True if it was yes."""
        turn = Turn(at, self.connection, self.mail, self.recipients[-1] if self.recipients else "")
        script = self.server.behaviour
        told = script(turn) if callable(script) else script
        mine = told.at == at
        if mine and told.wait:
            await asyncio.sleep(told.wait)
        if mine and told.reply:
            await self.say(told.reply)
        if mine and told.cut:
            raise _Cut
        if mine and told.reply:
            return told.reply.startswith(("2", "3"))
        if yes:
            await self.say(yes)
        return True

    async def run(self) -> None:
        await self.answer("CONNECT", "220 scripted.example ESMTP")
        while line := await self.reader.readline():
            text = line.decode(errors="replace").rstrip("\r\n")
            verb = text.split(" ", 1)[0].upper()
            if verb in ("EHLO", "HELO"):
                await self.answer("EHLO", "250-scripted.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n"
                                          "250 ENHANCEDSTATUSCODES" if verb == "EHLO" else "250 scripted.example")
            elif verb == "MAIL":
                self.server._mail_number += 1
                self.mail, self.sender, self.recipients = self.server._mail_number, _address(text), []
                if not await self.answer("MAIL", "250 2.1.0 ok"):
                    self.sender = ""
            elif verb == "RCPT":
                self.recipients.append(_address(text))
                if not await self.answer("RCPT", "250 2.1.5 ok"):
                    self.recipients.pop()
            elif verb == "DATA":
                await self.data()
            elif verb == "RSET":
                self.sender, self.recipients = "", []
                await self.say("250 2.0.0 ok")
            elif verb == "NOOP":
                await self.say("250 2.0.0 ok")
            elif verb == "QUIT":
                await self.say("221 2.0.0 bye")
                self.writer.close()
                return
            else:
                await self.say("502 5.5.1 not here")

    async def data(self) -> None:
        if not self.recipients:
            await self.say("503 5.5.1 no recipient")
            return
        if not await self.answer("DATA", "354 go on"):
            return
        lines = []
        while (line := await self.reader.readline()) != b".\r\n":
            if not line:
                raise _Cut
            lines.append(line[1:] if line.startswith(b".") else line)
            if len(lines) == 2:
                await self.answer("BODY", "")
        content = b"".join(lines)
        message_id = str(email.message_from_bytes(content)["Message-ID"] or "").strip()
        self.server.seen[message_id] += 1
        accepted = False
        try:
            accepted = await self.answer("DOT", "250 2.0.0 ok")
        finally:
            if accepted:
                self.server.accepted[message_id] += 1
            self.server.mails.append(ScriptedMail(self.sender, tuple(self.recipients), content, message_id, accepted))
        self.sender, self.recipients = "", []


def _address(command: str) -> str:
    found = re.search(r"<([^>]*)>", command)
    return found.group(1) if found else ""
