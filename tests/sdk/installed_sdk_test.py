"""The SDK as it is installed: whole, movable, and enough to build every example by CMake or pkg-config alone."""
import json
import os
import shutil

import sdk


def test(folder):
    packaged = folder / "package"
    sdk.install("sdk", "/usr", DESTDIR=str(packaged))
    found = {path.name for path in packaged.rglob("*") if path.is_file()}
    for name in ("channel.h", "channel.hpp", "http.h", "webhook.hpp", "lifecycled_pluginConfig.cmake",
                 "lifecycled_pluginConfigVersion.cmake", "lifecycled_pluginTargets.cmake", "LifecycledPlugin.cmake",
                 "plugin.version", "lifecycled-plugin.pc", "messenger.cpp", "check.toml", ".gitignore"):
        sdk.check(name in found, f"{name} is not in the package: {sorted(found)}")
    for path in packaged.rglob("*"):
        sdk.check(not path.is_file() or path.suffix == "" or str(sdk.BUILD) not in path.read_text(),
                  f"{path} knows where it was built")

    # Whoever unpacks it elsewhere finds it whole.
    sdk.install("sdk", folder / "made")
    prefix = folder / "moved"
    shutil.move(folder / "made", prefix)
    for name, c, cxx in sdk.compilers():
        for example, library in (("c", "lines"), ("cpp", "printer"), ("messenger", "messenger"), ("rust", "outbox")):
            into = folder / f"{example}-{name}"
            said = sdk.build(sdk.SOURCE / "plugin_api/examples" / example, into, prefix, c, cxx)
            if example == "rust" and not shutil.which("rustc"):
                print("skipped: rust: there is no rustc here")
                continue
            sdk.check("warning" not in said, said)
            sdk.check_plugin(into / f"{library}.so")

    # Debian's Rust, where another one comes first in PATH.
    if os.access("/usr/bin/rustc", os.X_OK):
        sdk.run("/usr/bin/rustc", "--edition", "2021", "--crate-type", "cdylib", "-O", "-D", "warnings", "-o",
                folder / "debian.so", sdk.SOURCE / "plugin_api/examples/rust/outbox.rs")
        sdk.check_plugin(folder / "debian.so")
    else:
        print("skipped: Debian's rustc is not installed here")

    pc = next(prefix.rglob("lifecycled-plugin.pc"))
    flags = sdk.run("pkg-config", "--cflags", "--libs", "lifecycled-plugin",
                    env={**os.environ, "PKG_CONFIG_PATH": str(pc.parent)}).split()
    for name, c, cxx in sdk.compilers():
        by_hand = folder / f"by-hand-{name}.so"
        sdk.run(c, "-std=gnu11", "-Werror", "-Wall", sdk.SOURCE / "plugin_api/examples/c/lines.c", *flags, "-o", by_hand)
        sdk.check_plugin(by_hand)
        described = json.loads(sdk.run(sdk.HOST, "--describe", by_hand))
        sdk.check(described["types"][0]["id"] == "example.lines", str(described))


sdk.main(test)
