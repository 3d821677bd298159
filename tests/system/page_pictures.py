#!/usr/bin/env -S python3 -B
"""Takes the pictures of docs/pages.md anew: ./dev pictures. With --all FOLDER every page in every language, narrow and wide, light
and dark, to look at."""

import argparse
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from certificates import make_certificate  # noqa: E402
from page_shop import ANSWERS, LANGUAGES, PageShop, look  # noqa: E402
from shop import REPOSITORY, PushBrowser  # noqa: E402

# Page and language; each narrow, light and dark.
SHOWN = (("unsubscribe", "fr"), ("rating", "en"), ("thanks", "en"), ("nps", "zh-Hant"), ("review", "en"), ("order", "en"), ("confirm", "nl"),
         ("address", "zh-Hans"), ("push", "en"), ("view", "nl"), ("bad_link", "fr"), ("order_unknown", "en"))
# The page of notifications once its button was pressed, which needs a browser that has a push service.
SHOWN_PUSH = (("nl", 320, "dark"),)


def take_push(shop: PageShop, folder: pathlib.Path, shown: tuple, into: pathlib.Path) -> None:
    with PushBrowser(*make_certificate(folder, "jmt17.google.com")) as browser:
        browser.permit(shop.url(""))
        for language, width, scheme in shown:
            browser.open(shop.url(shop.paths(language)["push"]))
            browser.evaluate("new Promise((done) => setTimeout(done, 500))")
            browser.press("#yes")
            browser.evaluate("""new Promise((done) => {
                const look = () => (document.getElementById("no").hidden ? setTimeout(look, 50) : done());
                look();
            })""")
            browser.picture(into / f"page-push-on-{language}-{width}-{scheme}.png", width, scheme)
            browser.press("#no")
            browser.evaluate("new Promise((done) => setTimeout(done, 500))")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--all", type=pathlib.Path, metavar="FOLDER")
    folder = asked.parse_args().all
    with tempfile.TemporaryDirectory() as holder:
        shop = PageShop(pathlib.Path(holder) / "shop")
        shop.start()
        try:
            shown = [("preferences", "en", 1280, "light")]
            shown += [(name, language, 320, scheme) for name, language in SHOWN for scheme in ("light", "dark")]
            if folder:
                # Answers last, for a new address is proven only once.
                shown = [(name, language, width, scheme) for language in LANGUAGES for name in (*shop.paths(language), *ANSWERS)
                         for width in (320, 1280) for scheme in ("light", "dark")]
            into = folder or REPOSITORY / "docs" / "pictures"
            into.mkdir(parents=True, exist_ok=True)
            look([shop.visit((shop.answers(language) if name in ANSWERS else shop.paths(language))[name], language, width=width,
                             scheme=scheme, press=name in ANSWERS, file=str(into / f"page-{name}-{language}-{width}-{scheme}.png"))
                  for name, language, width, scheme in shown])
            take_push(shop, pathlib.Path(holder), tuple((language, width, scheme) for language in LANGUAGES for width in (320, 1280)
                                                        for scheme in ("light", "dark")) if folder else SHOWN_PUSH, into)
        finally:
            shop.daemon.stop()


if __name__ == "__main__":
    main()
