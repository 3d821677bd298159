#include <doctest/doctest.h>

#include "liquid/testing.hpp"

using namespace lifecycled::liquid;
using namespace lifecycled::liquid::testing;

TEST_CASE("for goes over lists, ranges, pairs and single strings") {
  CHECK(rendered("{% for i in a %}{{ i }},{% endfor %}", R"({"a": [1, "x", null]})") == "1,x,,");
  CHECK(rendered("{% for i in (2..n) %}{{ i }}{% endfor %}", R"({"n": 4})") == "234");
  CHECK(rendered("{% for p in o %}{{ p[0] }}={{ p[1] }};{% endfor %}", R"({"o": {"b": 1, "a": 2}})") ==
        "b=1;a=2;");
  CHECK(rendered("{% for s in 'text' %}{{ s }}{% endfor %}") == "text");
  CHECK(rendered("{% for i in nothing %}x{% else %}none{% endfor %}") == "none");
}

TEST_CASE("limit, offset, reversed and continue") {
  const char* data = R"({"a": [1, 2, 3, 4, 5, 6]})";
  CHECK(rendered("{% for i in a limit: 2 offset: 1 %}{{ i }}{% endfor %}", data) == "23");
  CHECK(rendered("{% for i in a reversed limit: '2' %}{{ i }}{% endfor %}", data) == "21");
  CHECK(rendered("{% for i in a limit: 2 %}{{ i }}{% endfor %}-{% for i in a limit: 2 offset: continue %}{{ "
                 "i }}{% endfor %}"
                 "-{% for i in a offset: continue %}{{ i }}{% endfor %}",
                 data) == "12-34-56");
  CHECK(rendered("{% for i in a offset: 99 %}x{% else %}none{% endfor %}", data) == "none");
  CHECK(rendered("{% for i in a offset: -3 limit: -1 %}x{% endfor %}", data).empty());
  CHECK(error_of("{% for i in a limit: 'x' %}{% endfor %}", data) ==
        "t:1:4: invalid integer; limit must be a whole number");
}

TEST_CASE("break and continue, also through captures") {
  CHECK(rendered("{% for i in (1..5) %}{% if i == 2 %}{% continue %}{% endif %}{% if i == 4 %}{% break %}{% "
                 "endif %}{{ i }}{% endfor %}") == "13");
  CHECK(rendered(
            "{% for i in (1..3) %}{% capture c %}{{ i }}{% break %}x{% endcapture %}{% endfor %}[{{ c }}]") ==
        "[1]");
  CHECK(rendered("a{% break %}b") == "a");
}

TEST_CASE("forloop tells where the loop is") {
  CHECK(rendered("{% for i in (5..7) %}{{ forloop.index }}{{ forloop.index0 }}{{ forloop.rindex }}{{ "
                 "forloop.rindex0 }}"
                 "{{ forloop.first }}{{ forloop.last }}{{ forloop.length }} {% endfor %}") ==
        "1032truefalse3 2121falsefalse3 3210falsetrue3 ");
  CHECK(rendered("{% for i in (1..2) %}{% for j in (1..2) %}{{ forloop.parentloop.index }}{{ forloop.index "
                 "}} {% endfor %}{% endfor %}{{ forloop.index }}") == "11 12 21 22 ");
  CHECK(rendered("{% for item in (1..2) limit: 1 %}{{ forloop.name }}{% endfor %}") == "item-(1..2)");
}

TEST_CASE("a loop's own facts are printed by their name, are not blank, and can be kept") {
  CHECK(rendered("{% for i in (1..2) %}{{ forloop }} {% endfor %}") ==
        "Liquid::ForloopDrop Liquid::ForloopDrop ");
  CHECK(rendered("{% for i in (1..1) %}{% for j in (1..1) %}{{ forloop.parentloop | append: '!' }}{% endfor "
                 "%}{% endfor %}") == "Liquid::ForloopDrop!");
  CHECK(rendered("{% tablerow i in (1..1) %}{{ tablerowloop }}{% endtablerow %}")
            .find(">Liquid::TablerowloopDrop<") != std::string::npos);
  CHECK(rendered("{% for i in (1..1) %}{% if forloop == blank %}b{% else %}n{% endif %}{% endfor %}") == "n");
  CHECK(rendered("{% for i in (1..1) %}{% assign f = forloop %}{% endfor %}{{ f.length }}{{ f.index }}") ==
        "12");
}

TEST_CASE("a loop's variable hides what has its name, and assign reaches around it") {
  CHECK(rendered(
            "{% assign i = 'out' %}{% for i in (1..2) %}{{ i }}{% assign i = 'new' %}{% endfor %}{{ i }}") ==
        "12new");
}

TEST_CASE("a huge range costs nothing until it is walked") {
  CHECK(rendered("{% for i in (1..9000000000000000000) limit: 2 %}{{ i }}{% endfor %}") == "12");
  CHECK(rendered("{% for i in (1..9000000000000000000) reversed limit: 2 offset: 3 %}{{ i }}{% break %}{% "
                 "endfor %}") == "5");
}

TEST_CASE("tablerow") {
  CHECK(rendered("{% tablerow i in (1..3) cols: 2 %}{{ i }}{% endtablerow %}") ==
        "<tr class=\"row1\">\n<td class=\"col1\">1</td><td class=\"col2\">2</td></tr>\n"
        "<tr class=\"row2\"><td class=\"col1\">3</td></tr>\n");
  CHECK(
      rendered(
          "{% tablerow i in (1..9) limit: 1 offset: 4 %}{{ i }}{{ tablerowloop.col }}{{ tablerowloop.col0 }}"
          "{{ tablerowloop.row }}{{ tablerowloop.col_first }}{{ tablerowloop.col_last }}{{ "
          "tablerowloop.length }}{% endtablerow %}") ==
      "<tr class=\"row1\">\n<td class=\"col1\">5101truetrue1</td></tr>\n");
  CHECK(rendered("{% tablerow i in a %}x{% endtablerow %}", R"({"a": []})") ==
        "<tr class=\"row1\">\n</tr>\n");
  CHECK(rendered("{% tablerow i in nothing %}x{% endtablerow %}").empty());
  CHECK(rendered("{% tablerow i in (1..3) cols: 0 %}{{ i }}{% endtablerow %}").find("col3") !=
        std::string::npos);
}

TEST_CASE("tablerow reads its attributes as Shopify does") {
  const auto cells = [](const std::string& attributes, const std::string& cell, Mode mode = Mode::strict) {
    return rendered("{% tablerow x in (1..2) " + attributes + " %}" + cell + "{% endtablerow %}", "{}", {},
                    mode);
  };
  const std::string both = "<tr class=\"row1\">\n<td class=\"col1\">1</td><td class=\"col2\">2</td></tr>\n";
  const std::string none = "<tr class=\"row1\">\n</tr>\n";
  for (const Mode mode : {Mode::lax, Mode::strict}) {
    CHECK(cells("reversed", "{{ x }}", mode) == both);
    CHECK(cells("invalid: 10", "{{ x }}", mode) == both);
    CHECK(cells("nonsense, limit: foo=>bar", "{{ x }}", mode) == none);
  }
  for (const Mode mode : {Mode::lax, Mode::strict, Mode::rigid}) {
    CHECK(cells("range: (1..10)", "{{ x }}", mode) == both);
    CHECK(cells("cols: 2, limit: '2', offset: nil,", "{{ x }}", mode) == both);
    CHECK(cells("limit: nil", "{{ x }}", mode) == none);
    CHECK(cells("cols: nil", "{{ tablerowloop.col_last }}", mode) ==
          "<tr class=\"row1\">\n<td class=\"col1\">false</td><td class=\"col2\">false</td></tr>\n");
    for (const char* name : {"limit", "offset", "cols"}) {
      const std::string text = std::string("{% tablerow x in (1..2) ") + name + ": true %}{% endtablerow %}";
      CHECK(error_of(text, "{}", {}, mode) ==
            std::string("t:1:4: invalid integer; ") + name + " must be a whole number");
    }
  }
  CHECK(error_of("{% tablerow x in (1..2) reversed %}{% endtablerow %}", "{}", {}, Mode::rigid) ==
        "t:1:25: expected \"limit\", \"offset\", \"cols\" or \"range\" but found \"reversed\"");
}
