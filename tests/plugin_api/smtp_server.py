"""A mail server that answers as it is told, for the tests of the e-mail plugin. Python 3.11's standard library only.

    smtp_server.py LOG [--greet REPLY] [--no-starttls] [--cert FILE --key FILE] [--implicit-tls] [--auth USER:PASSWORD] [--methods "PLAIN LOGIN"]

Prints its port. What it is to do for a mail stands in the recipient's local part, words joined by '.':
    ok                    takes it
    rcpt.550.5.1.1        answers so to RCPT TO                 data.554.5.7.1       to the final dot
    cutrcpt               hangs up instead of answering RCPT    cutbody              hangs up in the middle of the body
    cutdot                hangs up after the final dot          slowrcpt, slowdot    answers after three seconds
Everything it saw goes to LOG, one JSON object a line.
"""
import argparse
import base64
import json
import socket
import ssl
import struct
import threading
import time

options = argparse.ArgumentParser()
options.add_argument("log")
options.add_argument("--greet", default="220 test ESMTP")
options.add_argument("--no-starttls", action="store_true")
options.add_argument("--cert")
options.add_argument("--key")
options.add_argument("--implicit-tls", action="store_true")
options.add_argument("--auth")
options.add_argument("--methods", default="PLAIN LOGIN")
options = options.parse_args()

log_file = open(options.log, "a", buffering=1)
log_lock = threading.Lock()
context = None
if options.cert:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options.cert, options.key)


def log(**entry):
    with log_lock:
        log_file.write(json.dumps(entry) + "\n")


class HangUp(Exception):
    pass


class Session:
    def __init__(self, connection, number):
        self.connection, self.number, self.reader = connection, number, connection.makefile("rb")
        self.secure, self.authenticated, self.mails = False, not options.auth, 0

    def say(self, line):
        self.connection.sendall(line.encode() + b"\r\n")

    def line(self):
        line = self.reader.readline()
        if not line.endswith(b"\r\n"):
            raise HangUp
        return line[:-2]

    def reset(self):
        """Ends the connection so that the other side learns it at once, whatever it has sent meanwhile."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise HangUp

    def body(self, deed):
        lines = []
        while True:
            if deed == "cutbody" and len(lines) > 1000:
                self.reset()
            line = self.line()
            if line == b".":
                return b"".join(lines)
            lines.append((line[1:] if line.startswith(b".") else line) + b"\r\n")

    def start_tls(self):
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.reader = self.connection.makefile("rb")
        self.secure = True

    def login(self, words):
        """The method, and whom and what it names: RFC 4616, LOGIN, or Google's XOAUTH2."""
        def asked(prompt):
            self.say("334 " + prompt)
            return base64.b64decode(self.line()).decode()
        method = words[1].upper()
        first = base64.b64decode(words[2]).decode() if len(words) > 2 else asked("VXNlcm5hbWU6" if method == "LOGIN" else "")
        if method == "LOGIN":
            return method, first, asked("UGFzc3dvcmQ6")
        if method == "XOAUTH2":
            user, token = first.rstrip("\1").split("\1")
            return method, user.removeprefix("user="), token.removeprefix("auth=Bearer ")
        return method, *first.split("\0")[1:]

    def run(self):
        if options.implicit_tls:
            self.start_tls()
        self.say(options.greet)
        if not options.greet.startswith("220"):
            return
        recipient = deed = ""
        code = []
        while True:
            line = self.line().decode(errors="replace")
            verb = line.split(" ")[0].split(":")[0].upper()
            if verb in ("EHLO", "HELO"):
                log(event="ehlo", name=line[5:], connection=self.number, secure=self.secure)
                lines = ["test", "8BITMIME", "SIZE 50000000"]
                if context and not self.secure and not options.no_starttls:
                    lines.append("STARTTLS")
                if options.auth:
                    lines.append("AUTH " + options.methods)
                for text in lines[:-1]:
                    self.say("250-" + text)
                self.say("250 " + lines[-1])
            elif verb == "STARTTLS":
                self.say("220 go ahead")
                self.start_tls()
            elif verb == "AUTH":
                method, user, secret = self.login(line.split(" "))
                self.authenticated = f"{user}:{secret}" == options.auth
                log(event="auth", method=method, user=user, secure=self.secure, ok=self.authenticated)
                self.say("235 2.7.0 welcome" if self.authenticated else "535 5.7.8 authentication failed")
            elif verb == "MAIL":
                log(event="mail", line=line, connection=self.number, secure=self.secure)
                self.say("250 2.1.0 ok" if self.authenticated else "530 5.7.0 authentication required")
            elif verb == "RCPT":
                recipient = line[line.index("<") + 1:line.index(">")]
                deed, *code = recipient.split("@")[0].split(".")
                if deed == "cutrcpt":
                    raise HangUp
                if deed == "slowrcpt":
                    time.sleep(3)
                if deed == "rcpt":
                    self.say(f"{code[0]}-{'.'.join(code[1:4])} not <{recipient}>")
                    self.say(f"{code[0]} {'.'.join(code[1:4])} said the server")
                    if code[0] == "421":
                        return
                else:
                    self.say("250 2.1.5 ok")
            elif verb == "DATA":
                self.say("354 go ahead")
                data = self.body(deed)
                self.mails += 1
                log(event="data", recipient=recipient, connection=self.number, secure=self.secure, nth=self.mails,
                    data=data.decode("latin-1"))
                if deed == "cutdot":
                    raise HangUp
                if deed == "slowdot":
                    time.sleep(3)
                if deed == "data":
                    self.say(f"{code[0]} {'.'.join(code[1:4])} said the server of {recipient}")
                else:
                    self.say("250 2.0.0 queued as ABC123")
            elif verb in ("RSET", "NOOP"):
                self.say("250 ok")
            elif verb == "QUIT":
                log(event="quit", connection=self.number)
                self.say("221 bye")
                return
            else:
                log(event="unknown", line=line)
                self.say("500 what?")


def serve(connection, number):
    try:
        Session(connection, number).run()
    except (HangUp, OSError) as problem:
        log(event="end", connection=number, why=repr(problem))
    finally:
        connection.close()


listener = socket.create_server(("127.0.0.1", 0), backlog=64)
print(listener.getsockname()[1], flush=True)
count = 0
while True:
    accepted, _ = listener.accept()
    count += 1
    threading.Thread(target=serve, args=(accepted, count), daemon=True).start()
