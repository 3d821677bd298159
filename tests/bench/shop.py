"""The shop that is measured: the shipped welcome mail, sent an hour after somebody signed up ("due") or in thirty days
("waiting"), by the real e-mail plugin over 32 connections; no quiet hours and no cap, which would only hold mails back."""

import json
import pathlib
import shutil
import subprocess

from peers import Daemon, shop_settings, smtp_channel

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
CONNECTIONS = 32

CAMPAIGNS = {
    "due": ("Signed Up", "1h"),
    "waiting": ("Consent Asked", "30d"),
}


def campaign(event: str, after: str) -> str:
    return (f'title = "Bench"\nserves = "awareness"\ntrigger = {{ event = "{event}" }}\n'
            f'step = [ {{ after = "{after}", send = "welcome/hello" }}, {{ after = "5d", send = "welcome/who-we-are" }} ]\n')


def make_shop(folder: pathlib.Path, smtp_port: int) -> Daemon:
    """Not started yet."""
    channel = smtp_channel(smtp_port, more=f'connections = {CONNECTIONS}\ntls = "off"\n')
    daemon = Daemon(folder, shop_settings(channel, more='[delivery]\nchannels = ["email"]\n'))
    (folder / "campaigns").mkdir()
    shutil.copy(REPOSITORY / "config" / "events.toml", folder)
    for name, (event, after) in CAMPAIGNS.items():
        (folder / "campaigns" / f"{name}.toml").write_text(campaign(event, after))
    shutil.copytree(REPOSITORY / "config" / "messages" / "welcome", folder / "messages" / "welcome")
    for shared in ("layouts", "partials"):
        shutil.copytree(REPOSITORY / "config" / "messages" / shared, folder / "messages" / shared)
    return daemon


class Programs:
    """Those of tests/bench, in the folder of the build."""

    def __init__(self, build: pathlib.Path):
        self.folder = build / "bin"

    def path(self, name: str) -> pathlib.Path:
        return self.folder / name

    def plugin(self, name: str) -> pathlib.Path:
        return self.folder.parent / "lib" / "bench_plugins" / f"{name}.so"

    def run(self, name: str, *arguments, processor: int | None = None) -> dict:
        """What the program prints, which is one JSON object or nothing. With a processor, it and its children run there alone."""
        pinned = [] if processor is None else ["taskset", "--cpu-list", str(processor)]
        ran = subprocess.run([*pinned, self.path(name), *map(str, arguments)], stdout=subprocess.PIPE, text=True, check=True)
        return json.loads(ran.stdout) if ran.stdout else {}
