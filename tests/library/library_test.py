#!/usr/bin/env python3
"""library_test.py LIBRARY_RUN LIFECYCLED [WORD]: plays the stories of cases.py with the shipped files and compares who got
what when, line by line. With a WORD only the cases of campaigns whose name holds it."""
import datetime
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import zoneinfo

from cases import CASES

ROOT = pathlib.Path(__file__).resolve().parents[2]
CONFIG = ROOT / "config"
SHOP = zoneinfo.ZoneInfo("Europe/Amsterdam")
LANGUAGES = ("fr", "nl", "zh-Hans", "zh-Hant")

PEOPLE = {
    "anna": {"email": "anna@example.org", "first_name": "Anna", "language": "nl", "country": "NL"},
    "ben": {"email": "ben@example.org", "phone": "+31612345678", "language": "en", "country": "NL"},
    "cleo": {"email": "cleo@example.org", "language": "zh-Hant", "country": "NL"},
    "dana": {"email": "dana@example.org", "language": "fr", "country": "FR"},
}
SAID_YES = {"anna": ["email"], "ben": ["email", "sms"], "dana": ["email"]}


def moment(text):
    """"03-02 12:00" of the shop in 2026, "+03-02 12:00" in 2027, as UTC."""
    year = "2027" if text.startswith("+") else "2026"
    local = datetime.datetime.strptime(year + "-" + text.lstrip("+"), "%Y-%m-%d %H:%M").replace(tzinfo=SHOP)
    return local.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def written(text):
    """A moment of the run's list as cases.py writes it; seconds stand there only if there are any."""
    at = datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(SHOP)
    return at.strftime("%m-%d %H:%M" + ("" if at.second == at.microsecond == 0 else ":%S.%f"))


def lines_of(story):
    names = {one.get("customer") for one in story} & PEOPLE.keys()
    for name in sorted(names):
        yield {"at": moment("02-01 12:00"), "customer": name, "event": "Customer Identified", "body": PEOPLE[name]}
        for channel in SAID_YES.get(name, []):
            yield {"at": moment("02-01 12:00"), "customer": name, "event": "Consent Given", "body": {"channel": channel}}
    for one in sorted(story, key=lambda one: moment(one["when"])):
        yield {"at": moment(one["when"]), **{key: value for key, value in one.items() if key != "when" and value is not None}}


def with_live(text, live):
    text = re.sub(r"(?m)^live *=.*\n", "", text)
    return re.sub(r"(?m)^(serves *=.*)$", rf"\1\nlive = {str(live).lower()}", text, count=1)


def make_live(folder, names):
    """A copy of the shipped files in which only these campaigns are live; None means all."""
    shutil.copytree(CONFIG, folder)
    for file in (folder / "campaigns").glob("*.toml"):
        file.write_text(with_live(file.read_text(), names is None or file.stem in names))


def play(run, case):
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        make_live(folder / "config", case.campaigns.split())
        (folder / "story").write_text("".join(json.dumps(line) + "\n" for line in lines_of(case.story)))
        done = subprocess.run([run, folder / "config" / "lifecycled.toml", folder / "story", folder / "out",
                               moment(case.until)], capture_output=True, text=True, check=False)
        if done.returncode != 0 or done.stderr:
            return [f"failed: {done.stderr.strip()}"], []
        sent, _, ends = (folder / "out").read_text().partition("--\n")
    rows = sorted(line.split("\t") for line in sent.splitlines())
    return [" ".join([written(row[0]), *row[1:]]) for row in rows], \
        sorted(line.replace("\t", " ") for line in ends.splitlines())


def compared(run, case):
    sent, ends = play(run, case)
    wrong = []
    for title, got, wanted in (("sent", sent, case.sent), ("ends", ends, sorted(case.ends))):
        if got != wanted and not (title == "ends" and not wanted):
            wrong.append(f"{case.campaigns}: {case.what}\n  {title}, expected:\n" +
                         "".join(f"    {line}\n" for line in wanted) + "  got:\n" + "".join(f"    {line}\n" for line in got))
    return wrong


def check_files():
    """Each campaign has its cases, each message its campaign and its languages."""
    wrong = []
    # What the daemon sends of its own accord.
    used = set(re.findall(r'"([a-z-]+/[a-z-]+)"', (ROOT / "daemon" / "message" / "own_messages.hpp").read_text()))
    for file in sorted((CONFIG / "campaigns").glob("*.toml")):
        text = file.read_text()
        used |= set(re.findall(r'send = "([^"]+)"', text))
        for tested in re.findall(r"test = \[([^\]]*)\]", text):
            used |= set(re.findall(r'"([^"]+)"', tested))
        cases = sum(file.stem in case.campaigns.split() for case in CASES)
        if cases < 2:
            wrong.append(f"{file.stem} has {cases} cases; a full run and one that ends early are wanted\n")
    for file in sorted((CONFIG / "messages").rglob("*.toml")):
        if "." in file.stem:
            continue
        name = str(file.relative_to(CONFIG / "messages").with_suffix(""))
        # What answers STOP, START and HELP is sent by the daemon itself.
        if name not in used and not name.startswith("replies/"):
            wrong.append(f"no campaign sends {name}\n")
        if "[call-list]" in file.read_text():  # for the shop's own people
            continue
        wrong += [f"{name} is missing in {language}\n" for language in LANGUAGES
                  if not file.with_name(f"{file.stem}.{language}.toml").exists()]
    for case in CASES:
        wrong += [f"cases.py: there is no campaign {name}\n" for name in case.campaigns.split()
                  if not (CONFIG / "campaigns" / f"{name}.toml").exists()]
    return wrong


def check_configurations(lifecycled):
    """`check` finds nothing in the shipped files, as they are and with every campaign live."""
    wrong = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch) / "config"
        make_live(folder, None)
        for file in (CONFIG / "lifecycled.toml", folder / "lifecycled.toml"):
            done = subprocess.run([lifecycled, "check", "--config", file], capture_output=True, text=True, check=False)
            # feedback-request names a channel that shops may set up.
            said = [line for line in done.stdout.splitlines() if not line.endswith('"whatsapp" is not configured and is passed over')]
            if done.returncode != 0 or len(said) != 1 or done.stderr:
                wrong.append(f"check --config {file}:\n{done.stdout}{done.stderr}")
    return wrong


def main(run, lifecycled, word=""):
    wrong = [] if word else check_files() + check_configurations(lifecycled)
    chosen = [case for case in CASES if word in case.campaigns]
    for case in chosen:
        if all((CONFIG / "campaigns" / f"{name}.toml").exists() for name in case.campaigns.split()):
            wrong += compared(run, case)
    print("\n".join(wrong), end="")
    print(f"{len(chosen)} cases, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
