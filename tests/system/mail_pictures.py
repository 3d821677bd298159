#!/usr/bin/env -S python3 -B
"""Takes the pictures of docs/messages.md anew: ./dev pictures. With --all FOLDER every shipped mail in every language, narrow and
wide, light and dark, and one from right to left, to look at."""

import argparse
import functools
import http.server
import pathlib
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from page_shop import LANGUAGES, look  # noqa: E402
from shop import CONFIG, REPOSITORY, file_channel, make_shop  # noqa: E402

# Message, language, width and scheme.
SHOWN = (("order/thanks", "en", 320, "light"), ("order/thanks", "en", 320, "dark"), ("order/thanks", "ar", 320, "light"),
         ("welcome/hello", "fr", 1280, "light"), ("feedback/product", "zh-Hant", 320, "light"),
         ("feedback/product", "zh-Hant", 320, "dark"), ("cart/reminder", "nl", 1280, "dark"))
# A language that is not shipped, in the form in which a shop adds one.
ARABIC = """[email]
subject = "شكراً على طلبك رقم {{ order.order_id }}"
preheader = "سنجهّزه الآن، وسنخبرك عندما يصبح في الطريق إليك."
html = \"\"\"
<h1>شكراً{% if customer.first_name != blank %} <bdi>{{ customer.first_name }}</bdi>{% endif %}!</h1>
<p>وصلنا طلبك بتاريخ {{ order.ordered_at | date: "long" }}، ونحن نجهّزه الآن.</p>
{% capture title %}طلبك رقم {{ order.order_id }}{% endcapture %}
{% render 'order', order: order, title: title, total: "المجموع" %}
<ul><li>الشحن خلال يومين</li><li>الإرجاع مجاني خلال ٣٠ يوماً</li></ul>
{% render 'button', url: shop.url, text: "زيارة المتجر" %}
{% render 'rating', links: links, of: "من", worst: "سيئ", best: "ممتاز" %}
<p class="small">لديك سؤال؟ يكفي أن تردّ على هذه الرسالة.</p>
\"\"\"
"""


def shipped_mails() -> list[str]:
    folder = CONFIG / "messages"
    return sorted(str(file.relative_to(folder).with_suffix("")) for file in folder.glob("*/*.toml")
                  if "." not in file.stem and "[email]" in file.read_text())


class Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def name_of(message: str, language: str) -> str:
    return f"mail-{message.replace('/', '-')}-{language}"


def preview_all(folder: pathlib.Path, wanted: set[tuple[str, str]]) -> pathlib.Path:
    """The mails as pages in a folder."""
    shop = make_shop(folder / "shop", file_channel() + file_channel("sms") + file_channel("call-list") + 'reaches = "shop"\n')
    (shop.folder / "messages" / "order" / "thanks.ar.toml").write_text(ARABIC)
    pages = folder / "pages"
    pages.mkdir()
    for message, language in sorted(wanted):
        done = shop.command("preview", message, "--language", language, "--out", str(pages / f"{name_of(message, language)}.html"))
        if done.returncode != 0:
            sys.exit(done.stderr)
    return pages


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--all", type=pathlib.Path, metavar="FOLDER")
    folder = asked.parse_args().all
    shown = SHOWN
    if folder:
        mails = [(message, language) for message in shipped_mails() for language in LANGUAGES] + [("order/thanks", "ar")]
        shown = [(*mail, width, scheme) for mail in mails for width in (320, 1280) for scheme in ("light", "dark")]
    into = folder or REPOSITORY / "docs" / "pictures"
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as holder:
        pages = preview_all(pathlib.Path(holder), {mail[:2] for mail in shown})
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Silent, directory=pages)) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            own = f"http://127.0.0.1:{server.server_port}"
            seen = look([{"url": f"{own}/{name_of(message, language)}.html", "own": own, "language": language, "width": width,
                          "scheme": scheme, "file": str(into / f"{name_of(message, language)}-{width}-{scheme}.png")}
                         for message, language, width, scheme in shown])
            server.shutdown()
    wide = [mail for mail, page in zip(shown, seen) if page["overflow"]]
    if wide:
        sys.exit(f"stick out to the right: {wide}")


if __name__ == "__main__":
    main()
