"""E-mails of 3 KB a second through the plugin alone, in its child process and with no daemon's database, beside pooled nodemailer and
smtp-source at the same sink."""

import pathlib

import table
from mails import by_nodemailer, by_smtp_source
from peers import SmtpSink
from shop import CONNECTIONS, Programs
from table import Row

TEXT = "x" * 75 + "\n"


def measure(folder: pathlib.Path, programs: Programs, mails: int, rounds: int) -> list[Row]:
    mail = {"from": "Shop <shop@shop.example>", "subject": "Hello", "text": TEXT * 40, "html": "", "headers": {}}
    ours, nodemailer, source, our_cpu = [], [], [], []
    with SmtpSink() as sink:
        for _ in range(rounds):
            done = programs.run("channel_messages", "child", programs.path("lifecycled-plugin-host"), programs.folder.parent / "lib" / "plugins" / "email.so", mails,
                                "host=127.0.0.1", f"port={sink.port}", "tls=off", "sender=Shop <shop@shop.example>",
                                f"connections={CONNECTIONS}")
            ours.append(mails / done["seconds"])
            our_cpu.append(done["cpu_seconds"] / mails * 1e6)
            nodemailer.append(mails / by_nodemailer(folder, mail, sink.port, mails)["seconds"])
            source.append(mails / by_smtp_source(3400, sink.port, mails))

    def ratio(peer: list[float]) -> float:  # of neighbours in time, for the machine has other things to do too
        return table.median([one / other for one, other in zip(ours, peer)])

    return [
        Row("e-mails by the plugin alone", table.number(table.median(ours), "/s"), "nodemailer, pool of 32",
            table.number(table.median(nodemailer), "/s"), ratio(nodemailer), "3", table.spread(ours)),
        Row("", "", "smtp-source -s 32 -d", table.number(table.median(source), "/s"), ratio(source), "0.25",
            f"the parent takes {table.number(table.median(our_cpu), 'us')} of processor a mail"),
    ]
