#!/usr/bin/env -S python3 -B
"""`lifecycled liquid`: the engine on its own, as a stranger's test suite drives it."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from shop import main, program  # noqa: E402

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
DATA = pathlib.Path(os.environ.get("LIFECYCLED_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
GOLDEN = DATA / "liquid" / "golden_liquid.json"


def liquid(*arguments: str, given: str | bytes = "") -> subprocess.CompletedProcess:
    given = given if isinstance(given, bytes) else given.encode()
    return subprocess.run([program("lifecycled"), "liquid", *arguments], input=given, capture_output=True, timeout=120,
                          check=False)


def answers(cases: list, *arguments: str) -> list[dict]:
    done = liquid("--batch", *arguments, given="".join(json.dumps(case) + "\n" for case in cases))
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


class LiquidCommandTest(unittest.TestCase):
    def check_suite(self, cases: list[dict], given: list[dict]) -> None:
        told = answers(given)
        self.assertEqual(len(told), len(cases))
        failed = []
        for case, answer in zip(cases, told):
            wanted = case.get("results") or [case.get("result")]
            right = "error" in answer if case.get("invalid") else answer.get("result") in wanted
            if not right:
                failed.append((case["name"], answer))
        self.assertEqual(failed, [])

    def test_golden_liquid(self):
        if not GOLDEN.exists():
            self.skipTest(f"no {GOLDEN}")
        cases = json.loads(GOLDEN.read_text(encoding="utf-8"))["tests"]
        self.assertGreater(len(cases), 1000)
        self.check_suite(cases, cases)
        # Many harnesses send no more than what rendering needs. The one case whose tag says how strictly it is to be
        # read cannot be told from its template then.
        bare = [case for case in cases if "strict2" not in case.get("tags", [])]
        self.assertEqual(len(bare), len(cases) - 1)
        self.check_suite(bare, [{key: case[key] for key in ("template", "data", "templates") if key in case} for case in bare])

    def test_own_suite(self):
        cases = [
            {"name": "text", "template": "héllo {{ x }}", "data": {"x": "wörld 😀"}, "result": "héllo wörld 😀"},
            {"name": "one of", "template": "{{ 1 }}", "results": ["2", "1"]},
            {"name": "invalid", "template": "{% nonsense %}", "invalid": True},
            {"name": "partial", "template": "{% include 'a' %}", "templates": {"a": "A"}, "result": "A"},
        ]
        self.check_suite(cases, cases)

    def test_answers_at_once(self):
        """Whoever asks may wait for each answer before asking on."""
        with subprocess.Popen([program("lifecycled"), "liquid", "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as it:
            for line in (b'{"template": "{{ 1 | plus: 2 }}"}\n', b"no JSON\n", b"\xff\xfe\n", b"\n", b"x" * 200_000 + b"\n"):
                it.stdin.write(line)
                it.stdin.flush()
                self.assertIn(b"result" if b"template" in line else b"error", it.stdout.readline())
            it.stdin.close()
            self.assertEqual(it.wait(10), 0)

    def test_files(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder)
            (path / "a.liquid").write_text("{% render 'b', x: x %}{{ x | date: '%R' }}\n")
            (path / "b.liquid").write_text("[{{ x }}]")
            (path / "data.json").write_text('{"x": 0}')
            done = liquid(str(path / "a.liquid"), "--data", str(path / "data.json"), "--partials", folder, "--zone", "Asia/Tokyo")
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, b"[0]09:00\n", b""))
            (path / "b.liquid").write_text("ok\n  {{ x | oops }}")
            done = liquid(str(path / "a.liquid"), "--partials", folder)
            self.assertEqual(done.returncode, 1)
            self.assertEqual(done.stderr.decode(), f"{path}/b.liquid:2:10: unknown filter \"oops\"\n    {{{{ x | oops }}}}\n           ^\n"
                                                   f"  shown by {path}/a.liquid:1:4\n")
            done = liquid(str(path / "none.liquid"))
            self.assertEqual(done.returncode, 1)
            self.assertIn(b"none.liquid: cannot open", done.stderr)

    def test_modes_and_flags(self):
        self.assertEqual(liquid(given="{{ a b }}").returncode, 1)
        self.assertEqual(liquid("-", "--mode", "lax", given="{{ 1 b }}").stdout, b"1")
        self.assertEqual(liquid("-", "--strict-variables", given="{{ a }}").returncode, 1)
        self.assertEqual(liquid("-", "--print-errors", given="{{ 1 | divided_by: 0 }}!").stdout,
                         b"Liquid error (line 1): divided by 0!")
        self.assertEqual(liquid("-", "--mode", "loose").returncode, 2)
        self.assertEqual(liquid("a.liquid", "--batch").returncode, 2)

    def test_limits(self):
        for template in ("{% for i in (1..100000000) %}{{ i }}{% endfor %}", "{% include 'a' %}"):
            told = answers([{"template": template, "templates": {"a": "{% include 'a' %}"}}, {"template": "on"}])
            self.assertIn("error", told[0])
            self.assertEqual(told[1], {"result": "on"})


if __name__ == "__main__":
    main()
