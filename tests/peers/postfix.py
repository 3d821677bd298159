"""A whole Postfix with a queue folder and ports of its own, unpacked and not installed: takes mail by SMTP, passes the mail of
each domain on as it is told, and writes its own reports when that fails.

    with Postfix(folder, {"customers.example": f"smtp:[127.0.0.1]:{sink.port}",
                          "shop.example": f"lmtp:inet:127.0.0.1:{listener}"}) as postfix:
        ...  # a relay on postfix.port

Only root may start it: its programs change to another user."""

import os
import pathlib
import pwd
import signal
import subprocess

import waiting

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
ROOT = REPOSITORY / "build" / "peers" / "postfix_whole"  # by tests/peers/install
OWNER = "daemon"  # any account that is neither root's nor nobody's
SERVICES = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
"""


def can_run() -> bool:
    return os.geteuid() == 0 and (ROOT / "usr/lib/postfix/sbin/master").exists()


class Postfix:
    def __init__(self, folder: pathlib.Path, transports: dict[str, str]):
        self.folder = folder.resolve()
        self.port = waiting.free_port()
        self.transports = transports
        self.process: subprocess.Popen | None = None

    def __enter__(self) -> "Postfix":
        libraries, owner = ROOT / "usr/lib/postfix", pwd.getpwnam(OWNER)
        etc, queue, data = self.folder / "etc", self.folder / "queue", self.folder / "data"
        for part in (etc, data, *(queue / name for name in (
                "active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "maildrop", "pid", "private",
                "public", "saved", "trace"))):
            part.mkdir(parents=True, exist_ok=True)
            if part.parent == queue and part.name != "pid" or part == data:
                os.chown(part, owner.pw_uid, -1)
                part.chmod(0o700)
        for part in (self.folder, *self.folder.parents):  # where the owner has to pass
            if part.stat().st_uid == 0 and part.is_relative_to("/tmp") and part != pathlib.Path("/tmp"):
                part.chmod(0o755)
        maps = ", ".join(f"{{{domain} = {transport}}}" for domain, transport in self.transports.items())
        (etc / "main.cf").write_text(f"""\
compatibility_level = 3.6
queue_directory = {queue}
data_directory = {data}
daemon_directory = {libraries}/sbin
command_directory = {ROOT}/usr/sbin
shlib_directory = {libraries}
meta_directory = {ROOT}/usr/share/postfix
mail_owner = {OWNER}
setgid_group = games
export_environment = TZ MAIL_CONFIG LANG LD_LIBRARY_PATH={libraries}
import_environment = MAIL_CONFIG TZ LD_LIBRARY_PATH={libraries}
myhostname = relay.shop.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
alias_maps =
local_recipient_maps =
maillog_file = {self.folder}/log
maillog_file_prefixes = {self.folder}
smtp_host_lookup = native
lmtp_host_lookup = native
smtp_tls_security_level = none
transport_maps = inline:{{ {maps} }}
default_transport = error:no way there
recipient_delimiter = +
minimal_backoff_time = 1s
queue_run_delay = 2s
""")
        (etc / "master.cf").write_text(SERVICES.format(port=self.port)
                                       + "postlog unix-dgram n - n - 1 postlogd\n")
        with (self.folder / "errors").open("wb") as errors:
            self.process = subprocess.Popen([libraries / "sbin/master", "-c", etc, "-d"], stdin=subprocess.DEVNULL,
                                            stdout=subprocess.DEVNULL, stderr=errors, start_new_session=True,
                                            env={"PATH": os.environ["PATH"], "LD_LIBRARY_PATH": str(libraries)})
        waiting.wait_until(lambda: waiting.listens(self.port) or self.process.poll() is not None, "Postfix listens")
        if self.process.poll() is not None:
            raise RuntimeError(f"Postfix ended with {self.process.returncode}:\n{self.log()}")
        return self

    def __exit__(self, *_) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)

    def log(self) -> str:
        return "".join((self.folder / name).read_text(errors="replace") for name in ("errors", "log")
                       if (self.folder / name).exists())
