// assign, capture, counters, echo, cycle, ifchanged, liquid, comments, raw and doc.
#include <doctest/doctest.h>

#include "liquid/testing.hpp"

using namespace lifecycled::liquid;
using namespace lifecycled::liquid::testing;

TEST_CASE("assign and capture hide the data") {
  CHECK(rendered("{{ a }}{% assign a = a | append: '!' %}{{ a }}", R"({"a": "x"})") == "xx!");
  CHECK(rendered("{% capture 'a-b' %}<{{ x }}>{% endcapture %}{{ a-b }}", R"({"x": 1})") == "<1>");
  CHECK(rendered("{% capture a %}1{% capture b %}2{% endcapture %}3{% endcapture %}{{ a }}{{ b }}") == "132");
  CHECK_FALSE(error_of("{% assign a %}").empty());
  CHECK_FALSE(error_of("{% assign a? = 1 %}").empty());
  CHECK_FALSE(error_of("{% capture %}{% endcapture %}").empty());
}

TEST_CASE("increment and decrement count apart from assigned variables") {
  CHECK(rendered("{% increment n %}{% increment n %}{{ n }}") == "012");
  CHECK(rendered("{% decrement n %}{% decrement n %}{{ n }}") == "-1-2-2");
  CHECK(rendered("{% assign n = 9 %}{% increment n %}{{ n }}") == "09");
  CHECK(rendered("{% increment n %}{{ n }}", R"({"n": 5})") == "56");
}

TEST_CASE("a counter without a name is one, and lax takes any") {
  for (const Mode mode : {Mode::lax, Mode::strict, Mode::rigid}) {
    CHECK(rendered("{% increment %}{% increment %}{% decrement %}", "{}", {}, mode) == "011");
  }
  CHECK(rendered("{% increment x.y %}{% increment x.y %}{% increment 'x' %}{% decrement x %}", "{}", {},
                 Mode::lax) == "010-1");
  CHECK_FALSE(error_of("{% increment x.y %}").empty());
}

TEST_CASE("cycles of the same values go on together, those with variables each alone") {
  for (const Mode mode : {Mode::lax, Mode::strict, Mode::rigid}) {
    const auto shown = [mode](const std::string& source) {
      return rendered(source, R"({"a": "1"})", {}, mode);
    };
    CHECK(shown("{% for i in (1..3) %}{% cycle a,'2' %}{% cycle a,'2' %}{% endfor %}") == "112211");
    CHECK(shown("{% cycle '1','2' %}{% cycle  '1', '2' %}") == "12");
    CHECK(shown("{% cycle 'a', 'b' %}{% cycle \"a\", \"b\" %}") == "ab");
    CHECK(shown("{% cycle '1', 2 %}{% cycle 1, 2 %}{% cycle 1.0, 2 %}{% cycle true, 2 %}") == "111.0true");
    CHECK(shown("{% cycle 'g': 1, 2 %}{% cycle \"g\": a, 2 %}") == "12");
    CHECK(shown("{% cycle '1a', 'x' %}{% cycle '1', 'a', 'x' %}") == "1a1");
  }
}

TEST_CASE("lax and strict see the first value between the commas of a cycle") {
  for (const Mode mode : {Mode::lax, Mode::strict}) {
    const auto shown = [mode](const std::string& source) {
      return rendered(source, R"({"n": "N"})", {}, mode);
    };
    CHECK(shown("{% for i in (1..3) %}{% cycle 'a' 'b', 'c' %}{% endfor %}") == "aca");
    CHECK(shown("{% for i in (1..3) %}{% cycle name: 'a' 'b', 'c' %}{% endfor %}") == "aca");
    CHECK(shown("{% for i in (1..3) %}{% cycle name: 'a', , 'b' 'c' %}{% endfor %}") == "aba");
    CHECK(shown("{% for i in (1..2) %}{% cycle n e: 'a', 'b' %}{% endfor %}") == "Nb");
  }
  const char* data = R"({"5": "b"})";
  CHECK(rendered("{% cycle .5, .4 %}{% cycle .5: 'a', 'b' %}", data, {}, Mode::lax) == "ba");
  CHECK(rendered("{% for i in (1..3) %}{% cycle foo=>bar: 'a', 'b' %}{% endfor %}", "{}", {}, Mode::lax) ==
        "aba");
}

TEST_CASE("cycle") {
  CHECK(rendered("{% for i in (1..5) %}{% cycle 'a', 'b' %}{% endfor %}") == "ababa");
  CHECK(rendered("{% for i in (1..4) %}{% cycle g: 'a', 'b' %}{% cycle 'other': 'a', 'b' %}{% endfor %}") ==
        "aabbaabb");
  CHECK_FALSE(error_of("{% cycle %}").empty());
}

TEST_CASE("ifchanged prints what differs from the last time") {
  CHECK(rendered("{% for i in a %}{% ifchanged %}{{ i }}{% endifchanged %}{% endfor %}",
                 R"({"a": [1, 1, 2, 2, 1]})") == "121");
}

TEST_CASE("echo and liquid") {
  CHECK(rendered("{% echo a | upcase %}{% echo %}", R"({"a": "x"})") == "X");
  CHECK(rendered("{% liquid\n  # a comment\n  for i in (1..3)\n    if i == 2\n      continue\n    endif\n    "
                 "echo i\n  endfor\n  comment\n    nothing here\n  endcomment\n  liquid echo 'z'\n%}") ==
        "13z");
  CHECK(error_of("{% liquid\n  if a\n%}{% endif %}") ==
        "t:2:3: \"if\" is not closed by \"endif\" in the same {% liquid %}");
  CHECK(error_of("{% if a %}{% liquid endif %}").starts_with("t:1:21: \"endif\" must be in the same"));
  CHECK(error_of("{% liquid\n  echo 'a'\n  ecko 'b' %}") ==
        "t:3:3: unknown tag \"ecko\"; did you mean \"echo\"?");
}

TEST_CASE("comments, raw and doc") {
  CHECK(rendered("a{% comment %}{% if %}{{ {% comment %}x{% endcomment %}{% raw %}{% endcomment %}{% endraw "
                 "%}{% endcomment %}b") == "ab");
  CHECK(rendered("a{% # one\n  # two %}b") == "ab");
  CHECK(error_of("{% # one\n two %}").starts_with("t:2:2: "));
  CHECK(rendered("{% raw %}{{ x }} {% y %}{% endraw %}") == "{{ x }} {% y %}");
  CHECK(rendered("a{% doc %}{{ x {% y %} @param{% enddoc %}b") == "ab");
  CHECK(error_of("{% doc %}{% doc %}{% enddoc %}") == "t:1:10: a \"doc\" inside a \"doc\"");
  CHECK(error_of("{% raw %}x") == "t:1:4: \"raw\" is not closed by \"endraw\"");
  CHECK(error_of("{% comment %}x") == "t:1:4: \"comment\" is not closed by \"endcomment\"");
}

TEST_CASE("paths") {
  const char* data =
      R"({"a": {"b c": [10, 20], "k": "v", "size": 7}, "k": "k", "l": ["x", "y"], "s": "h\u00e9y"})";
  CHECK(rendered("{{ a['b c'][1] }} {{ a[k] }} {{ ['a'].k }} {{ [k] }} {{ l[-1] }} {{ l[9] }}", data) ==
        "20 v v k y ");
  CHECK(rendered(
            "{{ a.size }} {{ l.size }} {{ s.size }} {{ l.first }} {{ l.last }} {{ a.first[0] }} {{ s.last }}",
            data) == "7 2 3 x y b c y");
  CHECK(rendered("{{ a }} {{ l }} {{ (1..3) }}", data) ==
        "{\"b c\"=>[10, 20], \"k\"=>\"v\", \"size\"=>7} xy 1..3");
  CHECK(rendered("{{ (1..3).first }}|{{ 'x'.size }}", data, {}, Mode::lax) == "|x");
}
