"""A shop for system tests: the shipped campaigns, messages and events in a folder of the test's own, the calls that shops
send, and looks into the daemon's database, read-only. Everything of tests/peers comes along:

    from shop import consent, email_to, identify, make_shop, post_batch, wait_until_done
    daemon = make_shop(folder, email_to(sink.port))
    with daemon:
        post_batch(daemon, [identify("anna", "anna@example.org"), consent("anna", "anna@example.org")])
        wait_until_done(daemon)"""

import contextlib
import json
import os
import pathlib
import shutil
import signal
import sqlite3
import sys
import time
import unittest
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "peers"))
from peers import *  # noqa: E402, F403
from peers import Daemon, instant, shop_settings, smtp_channel, wait_until  # noqa: E402

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
CONFIG = REPOSITORY / "config"
# Links in mails begin with it; it is https, because a mail promises one-click only then. Nobody listens there: local_path()
# turns a link into a path for Daemon.get() and post().
PUBLIC_URL = "https://mail.shop.example"

# States of a delivery, as the database numbers them.
QUEUED, SENDING, ACCEPTED, RETRYING, FAILED, EXPIRED, IN_DOUBT, DELIVERED, WITHHELD = 1, 2, 3, 4, 5, 6, 7, 8, 12


def email_to(port: int, more: str = "") -> str:
    """Mail without TLS to a server on loopback, and the list of customers that a person of the shop should call."""
    return (smtp_channel(port, more=f'tls = "off"\n{more}')
            + '[channel.call-list]\ntype = "file"\nfolder = "{folder}/outbox"\nreaches = "shop"\n')


def make_shop(folder: pathlib.Path, channels: str, more: str = "", campaigns: tuple[str, ...] | None = None,
              port: int | None = None) -> Daemon:
    """Not yet started. campaigns: the shipped ones to keep, by their files' names; all of them without a word."""
    folder.mkdir(parents=True, exist_ok=True)
    for part in ("campaigns", "messages"):
        shutil.copytree(CONFIG / part, folder / part)
    shutil.copy(CONFIG / "events.toml", folder)
    if campaigns is None:
        shutil.copy(CONFIG / "segments.toml", folder)  # of which some of them ask
    for file in (folder / "campaigns").iterdir():
        if campaigns is not None and file.stem not in campaigns:
            file.unlink()
    # A mail that no campaign sends would be checked as advertising.
    texts = "".join(file.read_text() for file in (folder / "campaigns").iterdir())
    for group in (folder / "messages").iterdir():
        if group.name not in ("layouts", "partials") and f'"{group.name}/' not in texts:
            shutil.rmtree(group)
    settings = shop_settings(channels, more).replace("[http]\n", f'[http]\npublic_url = "{PUBLIC_URL}"\n')
    return Daemon(folder, settings, port)


def local_path(link: str) -> str:
    """The path, with its query, of a link that a mail shows."""
    if not link.startswith(f"{PUBLIC_URL}/"):
        raise AssertionError(f"{link} does not begin with {PUBLIC_URL}")
    return link.removeprefix(PUBLIC_URL)


# --- what shops send ---

def call(kind: str, customer: str, message_id: str | None = None, **more) -> dict:
    return {"type": kind, "userId": customer, "messageId": message_id or str(uuid.uuid4()), "timestamp": instant(), **more}


def identify(customer: str, address: str, language: str | None = None, **traits) -> dict:
    known = {"email": address, **({"language": language} if language else {}), **traits}
    return call("identify", customer, traits=known)


def track(customer: str, event: str, **properties) -> dict:
    return call("track", customer, event=event, properties=properties)


def consent(customer: str, address: str, **properties) -> dict:
    return track(customer, "Consent Given", channel="email", email=address, source="form", text="Yes, write to me",
                 **properties)


def order(customer: str, order_id: str, total: float = 25.0, **properties) -> dict:
    products = [{"product_id": "vase", "name": "Vase", "quantity": 1, "price": total}]
    return track(customer, "Order Completed", order_id=order_id, total=total, currency="EUR", products=products,
                 **properties)


def post_batch(daemon: Daemon, calls: list[dict]) -> None:
    status, body = daemon.post("/v1/batch", {"batch": calls, "sentAt": instant()})
    if status != 200:
        raise AssertionError(f"a batch of {len(calls)} was answered {status}: {body!r}")


# --- what became of it ---

def rows(daemon: Daemon, sql: str, *values) -> list[tuple]:
    with contextlib.closing(open_database(daemon)) as database:
        return database.execute(sql, values).fetchall()


def stop_to_look(daemon: Daemon, look):
    """Stops the daemon, so that what is seen is what will be killed, and answers what `look` saw. Where it stopped with the
    WAL's index half written, no reader can pass, as SQLite says after ten seconds: it goes on a little then."""
    while True:
        os.kill(daemon.process.pid, signal.SIGSTOP)
        try:
            return look()
        except sqlite3.OperationalError as error:
            if "locking protocol" not in str(error):
                raise
        os.kill(daemon.process.pid, signal.SIGCONT)
        time.sleep(0.01)


def open_database(daemon: Daemon) -> sqlite3.Connection:
    """Read-only: the daemon stays the one who writes."""
    return sqlite3.connect(f"file:{database_file(daemon)}?mode=ro", uri=True, timeout=10, isolation_level=None)


def database_file(daemon: Daemon) -> pathlib.Path:
    return daemon.folder / "state" / "lifecycled.db"


def is_done(daemon: Daemon) -> bool:
    """Every event is applied, nothing waits to leave now, nothing is on its way."""
    with contextlib.closing(open_database(daemon)) as database:
        lag = database.execute("SELECT ifnull(max(id), 0) - ifnull((SELECT event_id FROM cursors WHERE reader = 'reactor'), 0)"
                               " FROM events").fetchone()[0]
        now = "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"
        due = database.execute(f"SELECT count(*) FROM delivery_queue WHERE due_at <= {now}").fetchone()[0]
        timers = database.execute(f"SELECT count(*) FROM timers WHERE due_at <= {now}").fetchone()[0]
        sending = database.execute("SELECT count(*) FROM deliveries WHERE state = 2").fetchone()[0]
        return lag == 0 and due == 0 and timers == 0 and sending == 0


def wait_until_done(daemon: Daemon, seconds: float = 30.0) -> None:
    wait_until(lambda: is_done(daemon), f"everything is applied and sent; see {daemon.log}", seconds)


def states(daemon: Daemon, message: str | None = None) -> list[int]:
    """Of all deliveries, or of one message's, in the order in which they were decided."""
    sql = "SELECT d.state FROM deliveries d JOIN messages m ON m.id = d.message_id"
    if message:
        return [state for state, in rows(daemon, f"{sql} WHERE m.name = ? ORDER BY d.id", message)]
    return [state for state, in rows(daemon, f"{sql} ORDER BY d.id")]


def child_of(daemon: Daemon, channel: str) -> int | None:
    """The channel's process: the child of the daemon that holds the channel's ledger open."""
    ledger = str(daemon.folder / "state" / f"channel-{channel}.lock")
    for child in daemon.children():
        with contextlib.suppress(OSError):  # gone meanwhile
            if any(os.readlink(file) == ledger for file in pathlib.Path(f"/proc/{child}/fd").iterdir()):
                return child
    return None


def report(daemon: Daemon, *arguments: str) -> dict:
    """What a command says with --json; it must end with 0."""
    done = daemon.command(*arguments, "--json")
    if done.returncode != 0:
        raise AssertionError(f"lifecycled {' '.join(arguments)} ended with {done.returncode}: {done.stderr}{done.stdout}")
    return json.loads(done.stdout)


def main() -> None:
    """As unittest.main(), and exit 77 where every test was skipped: ctest then says so instead of counting a success."""
    program = unittest.main(module="__main__", exit=False)
    result = program.result
    if result.wasSuccessful() and result.testsRun == len(result.skipped):
        sys.exit(77)
    sys.exit(not result.wasSuccessful())
