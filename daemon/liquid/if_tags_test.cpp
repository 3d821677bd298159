// if, unless, case and comparisons.
#include <doctest/doctest.h>

#include "liquid/testing.hpp"

using namespace lifecycled::liquid;
using namespace lifecycled::liquid::testing;

namespace {

bool holds(const std::string& condition, std::string_view data = "{}") {
  return rendered("{% if " + condition + " %}yes{% else %}no{% endif %}", data) == "yes";
}

}  // namespace

TEST_CASE("if, elsif, else and unless") {
  const char* source = "{% if n == 1 %}one{% elsif n == 2 %}two{% else %}many{% endif %}";
  CHECK(rendered(source, R"({"n": 1})") == "one");
  CHECK(rendered(source, R"({"n": 2})") == "two");
  CHECK(rendered(source, R"({"n": 3})") == "many");
  CHECK(rendered("{% unless a %}x{% else %}y{% endunless %}") == "x");
  CHECK(rendered("{% unless true %}x{% elsif true %}y{% endunless %}") == "y");
}

TEST_CASE("and and or go from the right, without precedence") {
  CHECK_FALSE(holds("true and false and false or true"));
  CHECK(holds("false or true and true"));
  CHECK_FALSE(holds("false and nothing.at.all or true"));
}

TEST_CASE("comparisons") {
  CHECK(holds("1 == 1.0"));
  CHECK(holds("'a' < 'b' and 2 >= 2 and 1 <> 2 and 1 != '1'"));
  CHECK_FALSE(holds("nil < 1 or nil >= 1 or true > 1"));
  CHECK(holds("a == b", R"({"a": [1, {"x": "y"}], "b": [1, {"x": "y"}]})"));
  CHECK_FALSE(holds("a == b", R"({"a": {"x": 1}, "b": {"y": 1}})"));
  CHECK(holds("(1..3) == (1..3)"));
  CHECK(error_of("{% if 1 < 'b' %}{% endif %}") ==
        "t:1:4: comparison of Integer with String failed; a text is not a number, even when it has digits "
        "alone");
}

TEST_CASE("contains looks into strings, lists, objects and ranges") {
  CHECK(holds("'hello' contains 'ell'"));
  CHECK(holds("'h3llo' contains 3"));
  CHECK(holds("a contains 2 and o contains 'k'", R"({"a": [1, 2], "o": {"k": 0}})"));
  CHECK(holds("r contains 2", R"({"r": [2]})"));
  CHECK_FALSE(holds("a contains nil", R"({"a": [null]})"));
  CHECK_FALSE(holds("nothing contains 'x'"));
}

TEST_CASE("blank and empty") {
  CHECK(holds("'  ' == blank and nil == blank and false == blank and a == blank", R"({"a": []})"));
  CHECK(holds("'' == empty and o == empty", R"({"o": {}})"));
  CHECK_FALSE(holds("' ' == empty or nil == empty or 0 == blank"));
}

TEST_CASE("case runs what matches, or else") {
  const char* source =
      "{% case n %}ignored{% when 1 %}one{% when 2, 3 %}few{% when 'a' or 'b' %}letter{% else %}many{% "
      "endcase %}";
  CHECK(rendered(source, R"({"n": 1})") == "one");
  CHECK(rendered(source, R"({"n": 3})") == "few");
  CHECK(rendered(source, R"({"n": "b"})") == "letter");
  CHECK(rendered(source, R"({"n": 9})") == "many");
  CHECK(rendered("{% case n %}{% when 1 %}a{% when 1 %}b{% endcase %}", R"({"n": 1})") == "ab");
}

TEST_CASE("a case inside a loop may be left by break and continue") {
  CHECK(rendered("{% for i in (1..5) %}{% case i %}{% when 2 %}{% continue %}{% when 4 %}{% break %}{% "
                 "endcase %}{{ i }}{% endfor %}") == "13");
}

TEST_CASE("blocks that print nothing vanish with their whitespace") {
  CHECK(rendered("a{% if true %}\n {% assign x = 1 %}\n{% endif %}b") == "ab");
  CHECK(rendered("a{% if true %}\n{{ '' }}\n{% endif %}b") == "a\n\nb");
  CHECK(rendered("a{% for i in (1..3) %} {% endfor %}b") == "ab");
}

TEST_CASE("hyphens trim whitespace on their side") {
  CHECK(rendered("a \n {{- 'x' -}} \n b") == "axb");
  CHECK(rendered("a {%- if true -%} x {%- endif %} b") == "ax b");
  CHECK(rendered("a {{-}} b") == "ab");
  CHECK(rendered("a {%- raw -%} {{ x }} {%- endraw -%} b") == "a {{ x }} b");
  CHECK(rendered("a {%- comment -%} x {%- endcomment -%} b") == "ab");
}
