#!/usr/bin/env -S python3 -B
"""Takes the pictures of docs/pages.md anew: ./dev pictures. With --all FOLDER every page in every language, narrow and wide, light
and dark, to look at."""

import argparse
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from page_shop import ANSWERS, LANGUAGES, PageShop, look  # noqa: E402
from shop import REPOSITORY  # noqa: E402

# Page and language; each narrow, light and dark.
SHOWN = (("unsubscribe", "fr"), ("rating", "en"), ("thanks", "en"), ("nps", "zh-Hant"), ("review", "en"), ("order", "en"), ("confirm", "nl"),
         ("address", "zh-Hans"), ("push", "en"), ("view", "nl"), ("bad_link", "fr"), ("order_unknown", "en"))


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
        finally:
            shop.daemon.stop()


if __name__ == "__main__":
    main()
