"""Random templates with random data, for comparing two engines: every tag and every filter, with arguments that fit and
arguments that do not. The same seed gives the same cases."""

import random

TEXTS = ["", " ", "a", "Hello World", "  pad ded\t", "one two  three four", "1", "-2", "3.75", "1.0", "007", "5 apples", "1e3",
         "x.y..z.", "<b>bold</b> & \"q\" 'r'", "&lt;x&gt; &amp; &", "naïve Ünïcödé", "ß ǆ ﬁ", "日本語", "🎉 a👩‍👩‍👧b",
         "e\u0301tude", "<script>x</script>y<!-- c -->z<style>s</style>", "a+b%20c/d?e=f", "YWJj", "_-_/+", "true", "nil",
         "2016-03-14 15:09:26", "March 14, 2016", "1457968166", "\u00a0nb\u00a0", "ab" * 40, "word " * 20, "b\\1a\\\\", "9" * 20]
NUMBERS = [0, 1, -1, 2, 3, 7, 10, 42, -17, 255, 1000000, 2 ** 31, 2 ** 53, 2 ** 53 + 1, 2 ** 63 - 1, 2 ** 63, -2 ** 63, 2 ** 64 + 3, 10 ** 25,
           0.0, 0.5, 1.0, 1.5, -2.5, 3.14159, 2.675, 1e-5, 1e15, 1e16, 1.5e20, 9007199254740992.0, 123456789.123456789, -0.001, 99.995]
KEYS = ["a", "b", "title", "price", "tags", "size", "first", "last", "x-y", "p.q"]
NAMES = ["s", "t", "n", "m", "f", "g", "yes", "no", "nothing", "list", "mixed", "texts", "objects", "object", "empty_list", "empty_object",
         "empty_text", "nested", "numbers", "words", "missing"]


class Maker:
    def __init__(self, seed: int):
        self.random = random.Random(seed)

    # --- data ---

    def scalar(self):
        pick = self.random.random()
        if pick < 0.45:
            return self.random.choice(TEXTS)
        if pick < 0.85:
            return self.random.choice(NUMBERS)
        return self.random.choice([True, False, None])

    def value(self, depth: int = 0):
        pick = self.random.random()
        if depth > 2 or pick < 0.6:
            return self.scalar()
        if pick < 0.85:
            return [self.value(depth + 1) for _ in range(self.random.randint(0, 4))]
        return self.an_object(depth + 1)

    def an_object(self, depth: int = 1) -> dict:
        return {key: self.value(depth) for key in self.random.sample(KEYS, self.random.randint(0, 4))}

    def data(self) -> dict:
        item = self.random
        return {
            "s": item.choice(TEXTS), "t": item.choice(TEXTS), "n": item.choice(NUMBERS), "m": item.choice(NUMBERS),
            "f": item.choice(NUMBERS), "g": item.choice([2.5, -0.0, 1.25, 3.0]), "yes": True, "no": False, "nothing": None,
            "list": [self.value() for _ in range(item.randint(0, 5))],
            "mixed": [self.scalar() for _ in range(item.randint(0, 6))],
            "texts": [item.choice(TEXTS) for _ in range(item.randint(0, 5))],
            "numbers": [item.choice(NUMBERS) for _ in range(item.randint(0, 5))],
            "words": item.sample(["pear", "Apple", "apple", "fig", "Fig", "kiwi", "plum"], item.randint(0, 6)),
            "objects": [{"title": item.choice(["x", "Y", "z", None]), "price": item.choice([1, 2.5, "3", None, -4]),
                         "a": item.choice([True, False, None, "", 0])} for _ in range(item.randint(0, 4))],
            "object": self.an_object(), "empty_list": [], "empty_object": {}, "empty_text": "",
            "nested": [[1, [2, "b"]], ["a"], []],
        }

    # --- expressions ---

    def quoted(self, text: str) -> str:
        if "'" not in text:
            return f"'{text}'"
        return f'"{text}"' if '"' not in text else "'q'"

    def literal(self) -> str:
        pick = self.random.random()
        if pick < 0.4:
            return self.quoted(self.random.choice([text for text in TEXTS if len(text) < 30 and "{" not in text]))
        if pick < 0.8:
            number = self.random.choice(NUMBERS)
            return f"{number:f}".rstrip("0") + "0" if isinstance(number, float) else str(number)
        return self.random.choice(["true", "false", "nil", "empty"])

    def path(self) -> str:
        name = self.random.choice(NAMES)
        pick = self.random.random()
        if pick < 0.65:
            return name
        if pick < 0.75:
            return f"{name}.{self.random.choice(['size', 'first', 'last'])}"
        if pick < 0.85:
            return f"{name}[{self.random.choice(['0', '1', '-1', '9', 'n', 's'])}]"
        return f"{name}.{self.random.choice(KEYS[:7])}"

    def operand(self) -> str:
        pick = self.random.random()
        if pick < 0.6:
            return self.path()
        if pick < 0.95:
            return self.literal()
        return self.a_range()

    def a_range(self) -> str:
        ends = ["1", "3", "0", "-2", "n", "g", "2.5", "'4'", "s", "list.size", "nothing", "missing"]
        # Large ends make loops that prove nothing.
        return f"({self.random.choice(ends[:4])}..{self.random.choice(['1', '3', '5', 'list.size', 'g', 'nothing', 'missing'])})"

    def filters(self, most: int = 3) -> str:
        return "".join(self.a_filter() for _ in range(self.random.randint(0, most)))

    def a_filter(self) -> str:
        name, *kinds = self.random.choice(FILTERS)
        arguments = [self.argument(kind) for kind in kinds if kind[0] != "?" or self.random.random() < 0.5]
        if self.random.random() < 0.03:
            arguments = [self.operand() for _ in range(self.random.randint(0, 3))]
        return f" | {name}" + (": " + ", ".join(arguments) if arguments else "")

    def argument(self, kind: str) -> str:
        kind = kind.lstrip("?")
        if self.random.random() < 0.2:
            return self.operand()
        if kind == "number":
            return self.random.choice(["0", "1", "2", "3", "-1", "10", "2.5", "n", "'2'", "0.0", "-3"])
        if kind == "text":
            return self.random.choice(["'a'", "','", "' '", "''", "'l'", "'e'", "s", "'...'", "'\\0'"])
        if kind == "key":
            return self.random.choice(["'title'", "'price'", "'a'", "'b'", "'size'", "'nosuch'", "'tags'"])
        if kind == "list":
            return self.random.choice(["list", "texts", "numbers", "nested", "empty_list", "(1..3)"])
        if kind == "format":
            return self.quoted("".join(self.random.choice(FORMATS) for _ in range(self.random.randint(1, 3))))
        return self.operand()

    def expression(self) -> str:
        return self.operand() + self.filters()

    def condition(self) -> str:
        parts = []
        for _ in range(self.random.choice([1, 1, 1, 2, 3])):
            pick = self.random.random()
            if pick < 0.25:
                parts.append(self.operand())
            else:
                operator = self.random.choice(["==", "!=", "<>", "<", ">", "<=", ">=", "contains"])
                parts.append(f"{self.operand()} {operator} {self.operand()}")
        text = parts[0]
        for part in parts[1:]:
            text += f" {self.random.choice(['and', 'or'])} {part}"
        return text

    # --- templates ---

    def open(self) -> str:
        return "{%-" if self.random.random() < 0.15 else "{%"

    def close(self) -> str:
        return "-%}" if self.random.random() < 0.15 else "%}"

    def tag(self, text: str) -> str:
        return f"{self.open()} {text} {self.close()}"

    def block(self, depth: int = 0) -> str:
        return "".join(self.piece(depth) for _ in range(self.random.randint(1, 3)))

    def piece(self, depth: int) -> str:
        pick = self.random.random()
        if depth > 2 or pick < 0.45:
            dash = self.random.choice(["", "", "", "-"])
            return f"{{{{{dash} {self.expression()} {self.random.choice(['', '', '-'])}}}}}"
        if pick < 0.6:
            return self.random.choice([" ", "x", " y ", "|", ", ", "<p>", ""])
        return getattr(self, self.random.choice(BLOCKS))(depth + 1)

    def a_test(self, depth: int) -> str:
        name = self.random.choice(["if", "unless"])
        text = self.tag(f"{name} {self.condition()}") + self.block(depth)
        if self.random.random() < 0.3:
            text += self.tag(f"elsif {self.condition()}") + self.block(depth)
        if self.random.random() < 0.5:
            text += self.tag("else") + self.block(depth)
        return text + self.tag(f"end{name}")

    def a_case(self, depth: int) -> str:
        text = self.tag(f"case {self.operand()}")
        for _ in range(self.random.randint(1, 3)):
            values = self.operand()
            for _ in range(self.random.choice([0, 0, 1])):
                values += self.random.choice([", ", " or "]) + self.operand()
            text += self.tag(f"when {values}") + self.block(depth)
        if self.random.random() < 0.5:
            text += self.tag("else") + self.block(depth)
        return text + self.tag("endcase")

    def cuts(self) -> str:
        text = ""
        if self.random.random() < 0.2:
            text += " reversed"
        if self.random.random() < 0.3:
            text += f" limit: {self.random.choice(['0', '1', '2', '9', 'g', 'nothing'])}"
        if self.random.random() < 0.3:
            text += f" offset: {self.random.choice(['0', '1', '2', '9', 'continue', 'nothing'])}"
        return text

    def a_loop(self, depth: int) -> str:
        over = self.random.choice([self.path, self.path, self.a_range])()
        inner = self.random.choice(["{{ item }}", "{{ forloop.index }}:{{ item }}", "{{ item.title }}", "{{ item[0] }}={{ item[1] }}",
                                    "{{ forloop.rindex0 }}{{ forloop.first }}{{ forloop.last }}{{ forloop.length }}", "{% cycle 'a', 'b' %}",
                                    "{% ifchanged %}{{ item }}{% endifchanged %}", "{{ forloop.parentloop.index }}{{ forloop.name }}",
                                    "{% if item == 1 %}{% break %}{% endif %}.", "{% if forloop.first %}{% continue %}{% endif %}{{ item }}",
                                    self.block(depth)])
        text = self.tag(f"for item in {over}{self.cuts()}") + inner
        if self.random.random() < 0.3:
            text += self.tag("else") + "none"
        return text + self.tag("endfor")

    def a_table(self, _depth: int) -> str:
        over = self.random.choice([self.path, self.a_range])()
        columns = self.random.choice(["", " cols: 2", " cols: 3", " cols: 1", " cols: nothing"])
        inner = self.random.choice(["{{ item }}", "{{ tablerowloop.col }}{{ tablerowloop.col_last }}{{ tablerowloop.row }}",
                                    "{{ tablerowloop.index }}{{ tablerowloop.rindex0 }}{{ tablerowloop.first }}"])
        return f"{{% tablerow item in {over}{columns}{self.cuts().replace('continue', '1').replace(' reversed', '')} %}}{inner}{{% endtablerow %}}"

    def an_assignment(self, _depth: int) -> str:
        return self.tag(f"assign {self.random.choice(['v', 's', 'list'])} = {self.expression()}") + "{{ v }}"

    def a_capture(self, depth: int) -> str:
        return self.tag("capture v") + self.block(depth) + self.tag("endcapture") + "[{{ v }}]"

    def a_counter(self, _depth: int) -> str:
        return self.tag(f"{self.random.choice(['increment', 'decrement'])} {self.random.choice(['c', 'd', 'n2'])}") + "{{ c }}"

    def a_cycle(self, _depth: int) -> str:
        group = self.random.choice(["", "", "'g': ", "n: ", "s: "])
        return self.tag(f"cycle {group}" + ", ".join(self.random.choice(["'a'", "'b c'", "n", "list", "s", "1"]) for _ in range(self.random.randint(1, 3))))

    def a_remark(self, depth: int) -> str:
        return self.random.choice(["{% comment %}{{ x }}{% endcomment %}", "{% # remark %}", "{% raw %}{{ raw }}{% endraw %}",
                                   "{% comment %}{% if x %}{% endif %}{% endcomment %}"]) + self.block(depth)

    def lines(self, depth: int) -> str:
        parts = [self.random.choice([f"echo {self.expression()}", f"assign v = {self.expression()}", "# remark", "", "increment c",
                                     f"if {self.condition()}\n echo 1\n else\n echo 2\n endif",
                                     f"for item in {self.path()}\n echo item\n endfor"])
                 for _ in range(self.random.randint(1, 4))]
        return "{% liquid\n" + "\n".join(part.replace("\\n", "") for part in parts) + "\n%}" + self.block(depth)

    def a_partial(self, _depth: int) -> str:
        tail = self.random.choice(["", ", x: n", " with s", " for list", " with object as item", " for numbers as item", ", item: s, x: list"])
        return self.tag(f"{self.random.choice(['render', 'include'])} '{self.random.choice(['item', 'part', 'loop'])}'{tail}")

    def case(self) -> dict:
        templates = {"item": "<{{ item }}{{ x }}{{ forloop.index }}>", "part": "({{ part }}{{ n }}{% assign v = 'p' %}{{ v }}{{ item }})",
                     "loop": "{% for i in loop %}{{ i }}{% endfor %}{% increment c %}z"}
        template = self.random.choice([lambda: self.piece(3), lambda: self.piece(1), lambda: self.piece(2), self.block])()
        return {"template": template, "data": self.data(), "templates": templates}


BLOCKS = ["a_test", "a_test", "a_case", "a_loop", "a_loop", "a_loop", "a_table", "an_assignment", "a_capture", "a_counter", "a_cycle", "a_remark",
          "lines", "a_partial"]
# A name, then what it takes: ? before what it can do without.
FILTERS = [
    ("abs",), ("append", "text"), ("at_least", "number"), ("at_most", "number"), ("base64_encode",), ("base64_decode",),
    ("base64_url_safe_encode",), ("base64_url_safe_decode",), ("capitalize",), ("ceil",), ("compact", "?key"), ("concat", "list"),
    ("date", "format"), ("default", "any"), ("divided_by", "number"), ("downcase",), ("escape",), ("escape_once",), ("first",), ("floor",),
    ("join", "?text"), ("last",), ("lstrip",), ("map", "key"), ("minus", "number"), ("modulo", "number"), ("newline_to_br",), ("plus", "number"),
    ("prepend", "text"), ("remove", "text"), ("remove_first", "text"), ("remove_last", "text"), ("replace", "text", "text"),
    ("replace_first", "text", "text"), ("replace_last", "text", "text"), ("reverse",), ("round", "?number"), ("rstrip",), ("size",),
    ("slice", "number", "?number"), ("sort", "?key"), ("sort_natural", "?key"), ("split", "text"), ("strip",), ("strip_html",),
    ("strip_newlines",), ("sum", "?key"), ("times", "number"), ("truncate", "?number", "?text"), ("truncatewords", "?number", "?text"),
    ("uniq", "?key"), ("upcase",), ("url_decode",), ("url_encode",), ("where", "key", "?any")]
FORMATS = ["%Y", "%m", "%-m", "%d", "%-d", "%e", "%H", "%I", "%l", "%M", "%S", "%p", "%P", "%j", "%A", "%a", "%B", "%b", "%y", "%Z", "%z", "%:z", "%s",
           "%%", "%U", "%W", "%u", "%w", "%G", "%V", "%C", "%D", "%F", "%T", "%R", "%r", "%c", "%x", "%X", "%h", "%n", "%t", "%L", "%N", "%3N",
           "%^a", "%^B", "%010Y", "%_m", "%-H", "%5d", "%Q", " ", "text", "%", "%E", "%#p", "%k", "%v"]
