"""E-mails a second from a timer that is due to an outcome that is stored, beside nodemailer and smtp-source at the same
sink; and the memory that the daemon and its children take meanwhile."""

import email.policy
import json
import pathlib
import shutil
import sqlite3
import subprocess
import time

import processes
import table
from peers import SMTP_SINK, SmtpSink, wait_until
from shop import CONNECTIONS, Programs, make_shop
from table import Row

HERE = pathlib.Path(__file__).resolve().parent
SMTP_SOURCE = SMTP_SINK.with_name("smtp-source")
FILL_PER_SECOND = 1_500  # how many customers are made ready a second, at the least
OWN_HEADERS = ("Subject", "From", "To", "Date", "Message-ID", "MIME-Version", "Content-Type", "Content-Transfer-Encoding")


class MailShop:
    """One daemon's folder with `customers` who wait, and waves of mails that are due at one moment."""

    def __init__(self, folder: pathlib.Path, programs: Programs, port: int, customers: int):
        self.daemon = make_shop(folder, port)
        self.programs = programs
        self.waves = 0
        self.most_mb = 0.0
        if customers:
            self.fill(customers, "waiting")

    def fill(self, count: int, who: str, *due) -> None:
        self.programs.run("shop_bench", "fill", self.daemon.config, count, who, *due)

    def wave(self, mails: int) -> tuple[float, float]:
        """Seconds until all are accepted, and processor seconds of the daemon and its children."""
        self.waves += 1
        due_ms = int((time.time() + 8 + mails / FILL_PER_SECOND) * 1000)
        self.fill(mails, f"wave{self.waves}", due_ms)
        self.daemon.start()
        try:
            self.daemon.wait_for_log("channel.state", 2 * self.waves)  # starting, ready
            pids = processes.family(self.daemon.process.pid)
            cpu_before = processes.cpu_seconds(pids)
            begun_ms = max(due_ms, int(time.time() * 1000))
            wait_until(lambda: self.finished(pids) >= mails * self.waves, "all mails are accepted", 600)
            return (self.last_ms() - begun_ms) / 1000, processes.cpu_seconds(pids) - cpu_before
        finally:
            self.daemon.stop()

    def ask(self, sql: str) -> int:
        database = sqlite3.connect(f"file:{self.daemon.folder}/state/lifecycled.db?mode=ro", uri=True)
        try:
            row = database.execute(sql).fetchone()
            return row[0] or 0 if row else 0
        finally:
            database.close()

    def finished(self, pids: list[int]) -> int:
        self.most_mb = max(self.most_mb, processes.anonymous_mb(pids))
        # Tickets are counted upwards, so this looks at two rows and takes nothing from what is measured; the last of
        # them is not always the last to end, so the end is counted.
        time.sleep(0.2)
        if not self.ask("SELECT ended_at FROM attempts ORDER BY ticket DESC LIMIT 1"):
            return 0
        return self.ask("SELECT count(ended_at) FROM attempts")

    def last_ms(self) -> int:
        return self.ask("SELECT max(ended_at) FROM attempts")


def sample(folder: pathlib.Path, programs: Programs) -> tuple[dict, int]:
    """One of our mails as nodemailer is to make it, and its size."""
    with SmtpSink(folder / "kept") as sink:
        shop = MailShop(folder / "sample", programs, sink.port, 0)
        shop.wave(1)
        mail = sink.wait_for(1)[0]
    message = email.message_from_bytes(mail.content, policy=email.policy.default)
    parts = {part: message.get_body((part,)).get_content() for part in ("plain", "html")}
    headers = {name: str(value) for name, value in message.items() if name not in OWN_HEADERS}
    return ({"from": str(message["From"]), "subject": str(message["Subject"]), "text": parts["plain"],
             "html": parts["html"], "headers": headers}, len(mail.content))


def by_nodemailer(folder: pathlib.Path, mail: dict, port: int, mails: int) -> dict:
    (folder / "mail.json").write_text(json.dumps(mail))
    ran = subprocess.run(["node", HERE / "nodemailer_bench.mjs", folder / "mail.json", str(port), str(CONNECTIONS),
                          str(mails)], stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(ran.stdout)


def by_smtp_source(size: int, port: int, mails: int) -> float:
    begun = time.monotonic()
    subprocess.run([SMTP_SOURCE, "-s", str(CONNECTIONS), "-d", "-l", str(size), "-m", str(mails), "-f", "a@shop.example",
                    "-t", "b@customers.example", f"127.0.0.1:{port}"], stdout=subprocess.DEVNULL, check=True)
    return time.monotonic() - begun


def measure(folder: pathlib.Path, programs: Programs, mails: int, customers: int, rounds: int) -> list[Row]:
    mail, size = sample(folder, programs)
    ours, nodemailer, source, our_cpu, node_cpu = [], [], [], [], []
    with SmtpSink() as sink:
        shop = MailShop(folder / "mails", programs, sink.port, customers)
        for _ in range(rounds):
            seconds, cpu = shop.wave(mails)
            ours.append(mails / seconds)
            our_cpu.append(cpu / mails * 1e6)
            node = by_nodemailer(folder, mail, sink.port, mails)
            nodemailer.append(mails / node["seconds"])
            node_cpu.append(node["cpu_seconds"] / mails * 1e6)
            source.append(mails / by_smtp_source(size, sink.port, mails))
    shutil.rmtree(folder / "mails")
    measured = table.number(table.median(ours), "/s")
    note = f"{size} bytes; {table.spread(ours)}"

    def ratio(peer: list[float]) -> float:  # of neighbours in time, for the machine has other things to do too
        return table.median([one / other for one, other in zip(ours, peer)])

    return [
        Row("e-mails end to end", measured, "nodemailer, pool of 32", table.number(table.median(nodemailer), "/s"),
            ratio(nodemailer), "2", note),
        Row("", "", "smtp-source -s 32 -d", table.number(table.median(source), "/s"), ratio(source)),
        Row("processor a mail", table.number(table.median(our_cpu), "us"), "nodemailer",
            table.number(table.median(node_cpu), "us"), table.median(our_cpu) / table.median(node_cpu), "",
            "daemon and child"),
        Row("anonymous memory", table.number(shop.most_mb, "MB"), f"{customers:,} customers, while sending", "100 MB",
            shop.most_mb / 100, "below 1", "daemon and child"),
    ]
