#!/usr/bin/env -S python3 -B
"""Takes the pictures of docs/pages.md anew: ./dev pictures. With --all FOLDER every page in every language, narrow and wide, light
and dark, to look at."""

import argparse
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from page_shop import LANGUAGES, PageShop, look  # noqa: E402
from shop import REPOSITORY  # noqa: E402

# Page, language, width, scheme.
SHOWN = (("preferences", "en", 1280, "light"), ("unsubscribe", "fr", 320, "light"), ("rating", "en", 320, "light"),
         ("nps", "zh-Hant", 320, "dark"), ("review", "en", 320, "light"), ("order", "en", 320, "light"))


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--all", type=pathlib.Path, metavar="FOLDER")
    folder = asked.parse_args().all
    with tempfile.TemporaryDirectory() as holder:
        shop = PageShop(pathlib.Path(holder) / "shop")
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
                  for name, language, width, scheme in shown])
        finally:
            shop.daemon.stop()


if __name__ == "__main__":
    main()
