#!/usr/bin/env -S python3 -B
"""Random templates with random data, rendered by Shopify's engine (Debian's ruby-liquid) and by `lifecycled liquid --batch`
in its lax mode: both must print the same, errors included. What differs on purpose is listed below with its reason.

    tests/liquid/ruby_comparison_test.py [SEED [CASES]]     other templates, and more of them"""

import argparse
import collections
import json
import os
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from random_templates import Maker  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
SKIPPED = 77  # as CTest is told

# A difference that matches one of these patterns, looked for in the template, is meant.
MEANT = {
    r"date:": "dates that Ruby's Time.parse makes of texts that are none; years beyond ours; a format that ends with %",
    r"tablerow": "newer versions know the number of columns of a table without cols, and break out of one",
    r"(map|where|sum|sort|sort_natural|uniq|compact): \(": "a range as the name of a property takes parts of texts in Ruby",
    r"where: [a-z]": "a property that is nil chooses nothing in newer versions",
    r"truncatewords": "a number of words beyond 2^31 is no error here",
    r"divided_by": "the last digit of a quotient of BigDecimals",
    r"base64\w*_decode": "bytes that are no text, inside of what Ruby inspects",
    r"99999999999999999999 \|": "date and bits of numbers beyond 64 bits",
    r"include '\w+' (for|with)": "an include that is left by break goes on in Ruby",
    r"sort(_natural)?: ": "the order of items that all lack the property",
    r"\w+: \d{19,}": "bits and characters at places beyond 64 bits",
    r", \(": "Ruby works out all arguments before it counts them",
}
MOST_DIFFERENCES = 0.02  # of all cases, meant ones included: if they grow, they are looked at


def has_oracle() -> bool:
    return subprocess.run(["ruby", "-e", 'gem "liquid", ">= 5.4"; require "liquid"'], capture_output=True, check=False).returncode == 0


def answers(command: list, lines: str) -> list[dict]:
    done = subprocess.run(command, input=lines, stdout=subprocess.PIPE, text=True, check=True, env={**os.environ, "TZ": "UTC"})
    return [json.loads(line) for line in done.stdout.splitlines()]


def comparable(answer: dict) -> str:
    """Lines count from where a tag begins in Ruby; what cannot be parsed has words of our own."""
    text = answer.get("result", "cannot be parsed")
    return re.sub(r" \(line \d+\)", "", re.sub("\ufffd+", "\ufffd", text))


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("seed", type=int, nargs="?", default=1)
    parser.add_argument("cases", type=int, nargs="?", default=4000)
    parser.add_argument("--binary", default=os.environ.get("LIFECYCLED_BINARY_DIR", str(REPOSITORY / "build")) + "/bin/lifecycled")
    arguments = parser.parse_args()
    try:
        oracle = has_oracle()
    except FileNotFoundError:
        oracle = False
    if not oracle:
        print("skipped: needs Debian's ruby-liquid")
        return SKIPPED
    cases = [Maker(arguments.seed * 1_000_003 + i).case() for i in range(arguments.cases)]
    lines = "".join(json.dumps({**case, "mode": "lax", "render_errors": True}) + "\n" for case in cases)
    theirs = answers(["ruby", str(HERE / "ruby_oracle.rb")], lines)
    ours = answers([arguments.binary, "liquid", "--batch"], lines)
    assert len(theirs) == len(ours) == len(cases), (len(theirs), len(ours))
    same, meant, wrong = 0, collections.Counter(), 0
    for case, their, our in zip(cases, theirs, ours):
        # "internal" is a crash of Ruby's engine: nobody expects anything of that.
        if comparable(their) == comparable(our) or "internal" in str(their):
            same += 1
            continue
        reason = next((reason for pattern, reason in MEANT.items() if re.search(pattern, case["template"])), None)
        if reason:
            meant[reason] += 1
            continue
        wrong += 1
        if wrong <= 10:
            used = {name: value for name, value in case["data"].items() if re.search(rf"\b{name}\b", case["template"])}
            print(f"{case['template']!r}\n  data {json.dumps(used, ensure_ascii=False)}\n  ruby {their}\n  ours {our}")
    print(f"{len(cases)} templates: {same} the same, {sum(meant.values())} differ on purpose, {wrong} differ")
    for reason, count in meant.most_common():
        print(f"  {count} {reason}")
    return 1 if wrong or sum(meant.values()) > MOST_DIFFERENCES * len(cases) else 0


if __name__ == "__main__":
    sys.exit(main())
