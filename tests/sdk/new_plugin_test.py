"""`lifecycled plugins new`: what it writes builds at once, by whatever compiler, against an installed SDK alone, and
passes lifecycled-plugin-check."""
import json
import os

import sdk

PROGRAM = sdk.BUILD / "bin" / "lifecycled"


def test(folder):
    prefix = folder / "prefix"
    sdk.install("sdk", prefix)
    for name, c, cxx in sdk.compilers():
        for language in ("c++", "c"):
            place = folder / f"{name}-{language}"
            place.mkdir()
            written = json.loads(sdk.run(PROGRAM, "plugins", "new", "acme.sms", "--in", place, "--language", language,
                                         "--json"))
            project = place / "acme-sms"
            sdk.check(written["folder"] == str(project) and (project / ".gitignore").is_file(), str(written))
            sdk.build(project, project / "build", prefix, c, cxx)
            sdk.check_plugin(project / "build/acme-sms.so")
            said = sdk.run("ctest", "--test-dir", project / "build", "-V")
            if (sdk.BUILD / "bin/lifecycled-plugin-check").exists():
                sdk.check("Passed" in said and "skipped:" not in said, said)
            else:
                print("skipped: lifecycled-plugin-check is not built here")

    # The commands that it prints, typed as they are by somebody whose SDK lies in a prefix of his own.
    said = sdk.run(PROGRAM, "plugins", "new", "acme.fax", cwd=folder)
    commands = [line.strip() for line in said.split("next:\n")[1].splitlines()]
    sdk.check(len(commands) == 3, said)
    for command in commands:
        sdk.run("sh", "-c", command, cwd=folder, env={**os.environ, "CMAKE_PREFIX_PATH": str(prefix)})
    sdk.check_plugin(folder / "acme-fax/build/acme-fax.so")
    sdk.check("acme-fax is there already" in sdk.run(PROGRAM, "plugins", "new", "acme.fax", cwd=folder, status=1),
              "it overwrote a project")


sdk.main(test)
