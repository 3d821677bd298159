"""The database of a large shop: one customer goes through the daemon, and SQL multiplies the rows that came of it. So the
schema is the store's own, and a new column takes part without a line here. Not what the shop would have sent, though: only
tables that deciding reads are filled."""

import contextlib
import os
import sqlite3

from peers import Daemon, instant, wait_until

PER_CUSTOMER = 10      # journeys and events
TEMPLATE = 1_000_000   # rows of our own come after those of the customer who was there first
HOUR, DAY = 3_600_000, 86_400_000
STEP_AFTER = 30 * DAY  # as shop.py's campaign "waiting" has it


def make(daemon: Daemon, waiting: int, due: int, now: int) -> None:
    """So many journeys wait for more than a day, and `due` others, spread evenly among them, have been due since just before
    `now`. The daemon is paused, so that deciding is measured and not sending."""
    begin(daemon)
    total = waiting + due
    file = daemon.folder / "state" / "lifecycled.db"
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as database:
        # Nothing is lost if this is cut short, for the folder is thrown away.
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -1000000", "temp_store = MEMORY"):
            database.execute(f"PRAGMA {pragma}")
        database.execute("BEGIN")
        fill(database, total, max(total // due, 1), now)
        database.execute("COMMIT")
        database.execute("PRAGMA journal_mode = WAL")
    # Else the daemon's first checkpoint would wait for gigabytes that are not its own: a third of what was measured.
    with file.open("rb+") as made:
        os.fsync(made.fileno())


def begin(daemon: Daemon) -> None:
    """One customer waits in "waiting", and the daemon has ended again."""
    def call(kind: str, **more) -> dict:
        return {"type": kind, "userId": "first", "messageId": f"{kind}-{len(more)}-{more.get('event')}", "timestamp": instant(),
                **more}

    def waits() -> bool:
        file = f"file:{daemon.folder}/state/lifecycled.db?mode=ro"
        with contextlib.closing(sqlite3.connect(file, uri=True)) as database:
            return database.execute("SELECT count(*) FROM journeys").fetchone() == (1,)

    with daemon:
        traits = {"email": "first@customers.example", "firstName": "Anna", "language": "en", "favourite": "tea"}
        order = {"order_id": "first", "total": 25, "currency": "EUR"}
        agreed = {"channel": "email", "source": "checkout", "text": "Yes, send me news"}
        status, body = daemon.post("/v1/batch", {"sentAt": instant(), "batch": [
            call("identify", traits=traits), call("track", event="Consent Given", properties=agreed),
            call("track", event="Order Completed", properties=order), call("track", event="Consent Asked")]})
        if status != 200:
            raise SystemExit(f"bench: the first customer was answered {status}: {body!r}")
        wait_until(waits, "the first customer waits", 60)
        if (paused := daemon.command("pause")).returncode != 0:
            raise SystemExit(f"bench: pause: {paused.stderr}")


def fill(database: sqlite3.Connection, journeys: int, due_each: int, now: int) -> None:
    """Row i (from 0) of `journeys` belongs to customer i / PER_CUSTOMER; each due_each-th is due."""
    customers = -(-journeys // PER_CUSTOMER)
    new_id, owner = f"{TEMPLATE} + i", f"{TEMPLATE} + i / {PER_CUSTOMER}"
    # In the order of their ids neither the due nor the others come one after another.
    due_at = (f"iif(i % {due_each} = 0, {now} - {HOUR} + i * 7919 % {HOUR // 2},"
              f" {now} + {DAY} + i * 48271 % {25 * DAY})")
    multiply(database, "customers", customers, {
        "id": new_id, "first_order_at": f"{now - 20 * DAY} + i * 7919 % {10 * DAY}",
        "last_order_at": f"{now - 20 * DAY} + i * 7919 % {10 * DAY}", "stage_due_at": "NULL"})
    multiply(database, "customer_identifiers", customers, {"value": "printf('user-%09d', i)", "customer_id": new_id},
             "value = 'first'")
    multiply(database, "addresses", customers, {
        "id": new_id, "customer_id": new_id, "value": "printf('user-%09d@customers.example', i)",
        "normal": "printf('user-%09d@customers.example', i)"})
    multiply(database, "consents", customers, {"id": new_id, "address_id": new_id})
    multiply(database, "address_consents", customers, {"address_id": new_id, "consent_id": new_id})
    multiply(database, "events", journeys, {
        "id": new_id, "user_id": f"printf('user-%09d', i / {PER_CUSTOMER})", "occurred_at": f"{now - 10 * DAY}",
        "received_at": f"{now - 10 * DAY}"}, "name = 'Consent Asked'")
    multiply(database, "customer_events", journeys, {"customer_id": owner, "event_id": new_id},
             "event_id = (SELECT id FROM events WHERE name = 'Consent Asked')")
    multiply(database, "journeys", journeys, {
        "id": new_id, "customer_id": owner, "entry_key": "i", "trigger_event_id": new_id, "due_at": due_at,
        "since": f"{due_at} - {STEP_AFTER}", "started_at": f"{due_at} - {STEP_AFTER}"})
    # The kind of the one journey timer that is there; sorted, since the table is clustered by time.
    database.execute("INSERT INTO timers (due_at, kind, subject) SELECT j.due_at, t.kind, j.id FROM journeys j,"
                     " (SELECT kind FROM timers JOIN journeys f ON f.id = subject AND f.due_at = timers.due_at) t"
                     f" WHERE j.id >= {TEMPLATE} ORDER BY j.due_at")
    database.execute("UPDATE cursors SET event_id = (SELECT max(id) FROM events)")


def multiply(database: sqlite3.Connection, table: str, count: int, new: dict[str, str], one: str = "true") -> None:
    """count rows like the one where `one` holds; `new` says by i, from 0, what differs."""
    if database.execute(f"SELECT count(*) FROM {table} WHERE {one}").fetchone() != (1,):
        raise SystemExit(f"bench: {table} has not exactly one row where {one}; tests/bench/scale_database.py must follow")
    columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
    values = ", ".join(new.get(column, f"like_this.{column}") for column in columns)
    database.execute(
        f"INSERT INTO {table} ({', '.join(columns)})"
        f" WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {count})"
        f" SELECT {values} FROM (SELECT * FROM {table} WHERE {one}) like_this, n")
