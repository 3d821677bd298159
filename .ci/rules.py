"""What the check_* scripts share: which files there are, C++ without its comments and texts, and how to complain.

A check is a program with an optional argument, the folder to look at (the repository by default, a folder of bad samples
in check_selftest). It prints one line a finding, `file:line: what is wrong; the remedy`, and exits 1 if there was one.

A line that must break a rule says so on itself or on the line above: `check-off(NAME): the reason`, where NAME is the
check's name without `check_`.
"""

import pathlib
import re
import subprocess
import sys

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent
CODE = (".cpp", ".hpp", ".c", ".h")
SCRIPTS = (".py", ".mjs", ".js", ".sh", ".cmake", ".sql")


def root() -> pathlib.Path:
    return pathlib.Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else REPOSITORY


def files(*folders: str, suffixes: tuple[str, ...] = CODE) -> list[pathlib.Path]:
    """The files that are or are about to be in the repository: what .gitignore names is not ours to judge."""
    command = ["git", "-C", str(root()), "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *folders]
    listed = subprocess.run(command, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        found = [root() / name for name in listed.stdout.split("\0") if name]
    else:  # a folder of samples
        found = [path for folder in folders or (".",) for path in (root() / folder).rglob("*")]
    return sorted({path for path in found if path.is_file() and (not suffixes or path.suffix in suffixes)})


def read(path: pathlib.Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


TOKENS = re.compile(
    r"""//[^\n]* | /\*.*?\*/                              # comments
      | (?:u8|[uUL])?R"(?P<end>[^()\s\\]{0,16})\(.*?\)(?P=end)"   # raw texts
      | (?:u8|[uUL])?"(?:[^"\\\n]|\\.)*"                  # texts
      | (?<![0-9A-Fa-f])'(?:[^'\\\n]|\\.)+'               # characters, but not the ' in 1'000
    """,
    re.VERBOSE | re.DOTALL,
)


def without_comments_and_texts(code: str) -> str:
    """The same text with the same line breaks, in which whatever the compiler does not read as code is blank."""
    return TOKENS.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), code)


def texts(code: str) -> list[tuple[int, str]]:
    """Every string literal with its offset."""
    return [(found.start(), found.group()) for found in TOKENS.finditer(code)
            if '"' in found.group()[:4] and not found.group().startswith(("/", "'"))]


def line_of(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


class Report:
    """Collects findings, leaves out those excused, prints them in order and tells the exit status."""

    def __init__(self, check: str):
        self.check = check
        self.findings: set[tuple[str, int, str]] = set()

    def add(self, path: pathlib.Path, line: int, what: str) -> None:
        lines = read(path).splitlines()
        near = lines[max(0, line - 2):line]
        if not any(re.search(rf"check-off\({self.check}\): \S", text) for text in near):
            self.findings.add((str(path.relative_to(root())), line, what))

    def finish(self) -> int:
        for name, line, what in sorted(self.findings):
            print(f"{name}:{line}: {what}")
        return 1 if self.findings else 0
