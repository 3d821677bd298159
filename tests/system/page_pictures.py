#!/usr/bin/env -S python3 -B
"""Takes the pictures of docs/pages.md anew: ./dev pictures. With --all FOLDER every page in every language, narrow and wide, light
and dark, to look at."""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from certificates import make_certificate  # noqa: E402
from page_shop import LANGUAGES, PageShop, look  # noqa: E402
from shop import REPOSITORY, PushBrowser, program  # noqa: E402

# Page, language, width, scheme.
SHOWN = (("preferences", "en", 1280, "light"), ("unsubscribe", "fr", 320, "light"), ("rating", "en", 320, "light"),
         ("nps", "zh-Hant", 320, "dark"), ("review", "en", 320, "light"), ("order", "en", 320, "light"))
# Before its button was pressed, after it, and switched off again; of which docs/ show two.
NOT_SHOWN = ("page-push-nl-320-dark.png", "page-push-on-en-320-light.png", "page-push-off-en-320-light.png", "page-push-off-nl-320-dark.png")
SHOWN_PUSH = (("en", 320, "light"), ("nl", 320, "dark"))


def with_push(folder: pathlib.Path) -> str:
    made = subprocess.run([program("lifecycled"), "keys", "vapid", folder / "vapid.key", "--json"], check=True, capture_output=True, text=True)
    return (f'[channel.webpush]\ntype = "webpush"\nvapid_public_key = "{json.loads(made.stdout)["public_key"]}"\n'
            f'vapid_private_key = "file:{folder}/vapid.key"\ncontact = "mailto:push@shop.example"\n')


def take_push(shop: PageShop, folder: pathlib.Path, shown: tuple, into: pathlib.Path) -> None:
    with PushBrowser(*make_certificate(folder, "jmt17.google.com")) as browser:
        browser.permit(shop.url(""))
        for language, width, scheme in shown:
            browser.open(shop.url(shop.paths(language)["push_none"]))
            browser.evaluate("new Promise((done) => setTimeout(done, 500))")
            browser.picture(into / f"page-push-{language}-{width}-{scheme}.png", width, scheme)
            browser.press("#yes")
            browser.evaluate("""new Promise((done) => {
                const look = () => (document.getElementById("no").hidden ? setTimeout(look, 50) : done());
                look();
            })""")
            browser.picture(into / f"page-push-on-{language}-{width}-{scheme}.png", width, scheme)
            browser.press("#no")
            browser.evaluate("new Promise((done) => setTimeout(done, 500))")
            browser.picture(into / f"page-push-off-{language}-{width}-{scheme}.png", width, scheme)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--all", type=pathlib.Path, metavar="FOLDER")
    folder = asked.parse_args().all
    with tempfile.TemporaryDirectory() as holder:
        shop = PageShop(pathlib.Path(holder) / "shop", with_push(pathlib.Path(holder)))
        shop.start()
        try:
            shown = SHOWN
            if folder:
                shown = [(name, language, width, scheme) for language in LANGUAGES for name in shop.paths(language)
                         for width in (320, 1280) for scheme in ("light", "dark")]
            into = folder or REPOSITORY / "docs" / "pictures"
            into.mkdir(parents=True, exist_ok=True)
            look([{"url": shop.url(shop.paths(language)[name]), "width": width, "scheme": scheme,
                   "file": str(into / f"page-{name}-{language}-{width}-{scheme}.png")}
                  for name, language, width, scheme in shown if not name.startswith("push")])
            take_push(shop, pathlib.Path(holder), tuple((language, width, scheme) for language in LANGUAGES for width in (320, 1280)
                                                        for scheme in ("light", "dark")) if folder else SHOWN_PUSH, into)
            for name in () if folder else NOT_SHOWN:
                (into / name).unlink()
        finally:
            shop.daemon.stop()


if __name__ == "__main__":
    main()
