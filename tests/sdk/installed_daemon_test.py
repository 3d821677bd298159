"""The daemon as it is installed: it finds its plugin host and its plugins wherever the prefix lies."""
import json
import shutil

import sdk


def test(folder):
    sdk.install("daemon", folder / "made")
    prefix = folder / "moved"
    shutil.move(folder / "made", prefix)
    for name in ("bin/lifecycled", "lib/lifecycled/lifecycled-plugin-host", "lib/lifecycled/plugins/email.so",
                 "lib/lifecycled/plugins/file.so", "share/lifecycled/schemas/campaign.schema.json",
                 "share/lifecycled/config/lifecycled.toml"):
        sdk.check((prefix / name).is_file(), f"{name} is not installed")
    sdk.check(not (prefix / "share/lifecycled/schemas/migrations").exists(), "migrations are inside the program")

    program = prefix / "bin/lifecycled"
    sdk.check("lifecycled " in sdk.run(program, "version"), "it does not run")
    # A type that is nowhere: the answer names those of the plugins that were found.
    shop = folder / "shop"
    shutil.copytree(sdk.SOURCE / "config", shop)
    settings = shop / "lifecycled.toml"
    settings.write_text(settings.read_text().replace('type   = "file"', 'type   = "nowhere"', 1), encoding="utf-8")
    sdk.check('"nowhere"' in settings.read_text(), "config/lifecycled.toml has no channel of type file any more")
    said = json.loads(sdk.run(program, "check", "--json", "--config", settings, status=1))
    texts = " ".join(problem["text"] + problem["hint"] for problem in said["problems"])
    sdk.check("email" in texts and "file" in texts, f"the installed plugins were not found: {texts}")


sdk.main(test)
