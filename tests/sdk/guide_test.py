"""docs/plugins.md is true: its commands are typed in order by somebody with an installation, its code stands in the
template or the examples, and its links lead somewhere."""
import json
import os
import re
import shutil
import socket
import subprocess

import sdk

GUIDE = sdk.SOURCE / "docs/plugins.md"
# Between starting the daemon and looking at it, a person changes the terminal.
WAIT = """
for i in $(seq 200); do test -S shop/state/control.sock && break; sleep 0.1; done
for i in $(seq 200); do
  lifecycled status --json --config shop/lifecycled.toml | tee status.json | grep -q '"ready"' && break; sleep 0.1
done
"""


def blocks(text):
    return re.findall(r"^```(\S+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def check_code(text):
    sources = [path.read_text(encoding="utf-8") for folder in ("template", "examples")
               for path in (sdk.SOURCE / "plugin_api" / folder).rglob("*") if path.is_file()]
    for language, code in blocks(text):
        if language != "sh":
            sdk.check(any(code in source for source in sources), f"this is in no template or example any more:\n{code}")


def check_links(text):
    headings = {re.sub(r"[^a-z0-9 -]", "", line[3:].lower()).replace(" ", "-")
                for line in text.splitlines() if line.startswith("## ")}
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)]+)\)", prose):
        if target.startswith("#"):
            sdk.check(target[1:] in headings, f"there is no part {target}")
        else:
            sdk.check((GUIDE.parent / target).exists(), f"there is no {target}")


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def type_commands(text, folder):
    prefix = folder / "prefix"
    for component in ("daemon", "sdk"):
        sdk.install(component, prefix)
    place = folder / "here"
    place.mkdir()
    shutil.copy(sdk.SOURCE / "plugin_api/examples/c/lines.c", place)
    script = ["set -eu", "trap 'kill $(jobs -p) 2> /dev/null; wait' EXIT"]
    for language, commands in blocks(text):
        if language == "sh":
            script.append(commands.replace("/usr/share/", f"{prefix}/share/").replace("8481", str(free_port())))
            if "lifecycled serve" in commands:
                script.append(WAIT)
    pc = next(prefix.rglob("lifecycled-plugin.pc"))
    environment = {**os.environ, "PATH": f"{prefix}/bin:{os.environ['PATH']}", "CMAKE_PREFIX_PATH": str(prefix),
                   "PKG_CONFIG_PATH": str(pc.parent), "CMAKE_GENERATOR": "Ninja"}
    with open(folder / "said", "w+", encoding="utf-8") as said:  # a file, for the daemon in the background may hold it
        done = subprocess.run(["bash", "-c", "\n".join(script)], cwd=place, env=environment, stdout=said,
                              stderr=subprocess.STDOUT, timeout=200)
        said.seek(0)
        sdk.check(done.returncode == 0, said.read())
    status = json.loads((place / "status.json").read_text())
    sdk.check('"ready"' in json.dumps(status) and "sms" in json.dumps(status), f"the channel is not ready: {status}")
    sdk.check("acme-sms.so" in sdk.run("dpkg-deb", "--contents", place / "lifecycled-acme-sms.deb"),
              "the package lacks the plugin")
    sdk.check_plugin(place / "lines.so")


def test(folder):
    text = GUIDE.read_text(encoding="utf-8")
    check_code(text)
    check_links(text)
    type_commands(text, folder)


sdk.main(test)
