"""lifecycled-plugin-check over a plugin that keeps every rule, of which it must say nothing bad, and over one for each
way of breaking a rule (deeds.txt): exactly the check that is meant must notice, and every check must have been seen to
notice something. Under a sanitizer each bad plugin is only shown to the check that is meant."""

import concurrent.futures
import json
import os
import pathlib
import signal
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
BUILT = pathlib.Path(os.environ.get("LIFECYCLED_BINARY_DIR", HERE.parents[1] / "build"))
CHECKER = BUILT / "bin" / "lifecycled-plugin-check"
PLUGINS = BUILT / "lib" / "checked_plugins"
HAS_SANITIZER = "ASAN_OPTIONS" in os.environ and BUILT.name == "asan"


def run(plugin, *options):
    """The exit status and what was found: {check: (result, text)}."""
    done = subprocess.run([CHECKER, "--json", *options, PLUGINS / f"{plugin}.so", HERE / "check.toml"],
                          capture_output=True, text=True, check=False, timeout=500)
    if done.returncode not in (0, 1):
        return done.returncode, {"the checker itself": ("crashed", done.stdout + done.stderr)}
    return done.returncode, {r["check"]: (r["result"], r["text"]) for r in json.loads(done.stdout)["results"]}


def deeds():
    for line in (HERE / "deeds.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            check, deed, result, *also = line.split()
            yield check, deed, result, also


def judge_good():
    status, found = run("none")
    wrong = [f"the good plugin: {check} {result}: {text}" for check, (result, text) in found.items()
             if result != "success"]
    if status != 0:
        wrong.append(f"the good plugin: exit status {status}")
    return wrong


def judge(check, deed, result, also):
    status, found = run(deed, "--time-limit", "5" if deed.startswith("hangs") else "30",
                        *(("--only", check) if HAS_SANITIZER else ()))
    wrong = []
    if status != (0 if result == "warning" else 1):
        wrong.append(f"{deed}: exit status {status} with a {result}")
    if found.get(check, ("missing",))[0] != result:
        wrong.append(f"{deed}: {check} should say {result}, says {found.get(check)}")
    for other, (said, text) in found.items():
        if said in ("failed", "crashed", "warning") and other != check and not {other, "*"} & set(also):
            wrong.append(f"{deed}: {other} notices something, too: {said}: {text}")
    return wrong


def judge_list():
    """Every check has a bad plugin, and no line of deeds.txt is about a check that is no more."""
    listed = json.loads(subprocess.run([CHECKER, "--list", "--json"], capture_output=True, check=True).stdout)
    names = {entry["check"] for entry in listed}
    proved = {check for check, *_ in deeds()}
    wrong = [f"{name} has no bad plugin; add a deed to deeds.txt and tiny_provider.c" for name in sorted(names - proved)]
    wrong += [f"deeds.txt: there is no check {name}" for name in sorted(proved - names)]
    wrong += [f"{entry['check']}: a description is one sentence" for entry in listed if not entry["description"].endswith(".")]
    return wrong


def judge_leak():
    """What a check of its own cannot see, a leak, the sanitizer tells when the child ends."""
    if not HAS_SANITIZER:
        print("skipped: leaks (this is no build with AddressSanitizer)")
        return []
    _, found = run("leaks", "--only", "completes-one-of-one")
    result, text = found["completes-one-of-one"]
    return [] if result == "crashed" and "LeakSanitizer" in text else [f"a leak is {result}: {text}"]


def children_of(process):
    try:
        return pathlib.Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except FileNotFoundError:
        return []


def command_line_of(process):
    try:
        return pathlib.Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:  # it has ended meanwhile
        return b""


def judge_killed_checker():
    """A checker that is killed while a plugin hangs leaves no process behind."""
    with subprocess.Popen([CHECKER, "--only", "creates-with-defaults", PLUGINS / "hangs_in_create.so"],
                          stdout=subprocess.DEVNULL) as checker:
        give_up_at = time.monotonic() + 60
        hung = []
        while not hung and time.monotonic() < give_up_at:
            # The child that hangs in the check, not the one that lists types.
            hung = [child for child in children_of(checker.pid)
                    if b"creates-with-defaults" in command_line_of(child)]
        time.sleep(0.5)  # until it hangs; earlier is no worse, only less telling
        checker.kill()
    if not hung:
        return ["no child was seen to kill the checker over"]
    while time.monotonic() < give_up_at:
        stat = pathlib.Path(f"/proc/{hung[0]}/stat")
        if not stat.exists() or stat.read_text().rsplit(")", 1)[1].split()[0] == "Z":
            return []
        time.sleep(0.05)
    os.kill(int(hung[0]), signal.SIGKILL)
    return ["the check's process outlives the checker"]


def main():
    wrong = judge_killed_checker() + judge_list() + judge_good() + judge_leak()
    # They mostly wait, so more of them than processors.
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        for found in pool.map(lambda line: judge(*line), deeds()):
            wrong += found
    print(*wrong, sep="\n", end="\n" if wrong else "")
    return 1 if wrong else 0


sys.exit(main())
