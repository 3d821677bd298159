"""make_newer_abi.py HEADERS INTO: today's headers as they may look one day. Each struct that may grow has grown by two
fields, and the minor version has risen. Made anew from today's at each build, so that it is always one step ahead."""
import pathlib
import re
import shutil
import sys

GROWING = {
    "channel.h": ["lc_result", "lc_part", "lc_message", "lc_capabilities", "lc_option", "lc_error"],
    "ext/http.h": ["lc_http_request", "lc_http_response"],
    "ext/report.h": ["lc_report"],
    "ext/webhook.h": ["lc_webhook_request", "lc_webhook_reply"],
}


def once(pattern, replacement, text):
    text, count = re.subn(pattern, replacement, text, flags=re.DOTALL)
    if count != 1:
        sys.exit(f"make_newer_abi.py: {count} places of {pattern}; the headers are written differently now")
    return text


def grow(text, name):
    text = once(r"(typedef struct %s \{.*?)(\} %s;)" % (name, name),
                r"\1  const char* newer_text;\n  int64_t newer_number;\n\2", text)
    macro = name.upper() + "_INIT"
    if f"#define {macro}" in text:
        text = once(r"(#define %s\b[^{]*\{[^}]*)\}" % macro, r'\1, "newer", 7}', text)
    return text


source, into = map(pathlib.Path, sys.argv[1:])
shutil.rmtree(into, ignore_errors=True)
shutil.copytree(source, into)
for file, names in GROWING.items():
    path = into / "lifecycled" / file
    content = path.read_text(encoding="utf-8")
    for struct in names:
        content = grow(content, struct)
    if file == "channel.h":
        content = once(r"#define LC_ABI_MINOR (\d+)u", lambda found: f"#define LC_ABI_MINOR {int(found[1]) + 1}u", content)
        content = once(r"#define LC_ABI_MAJOR", "#define LC_IS_NEWER 1\n#define LC_ABI_MAJOR", content)
    path.write_text(content, encoding="utf-8")
