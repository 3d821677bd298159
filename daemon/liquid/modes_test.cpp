// lax, strict and rigid; strict_variables.
#include <doctest/doctest.h>

#include "liquid/testing.hpp"

using namespace lifecycled::liquid;
using namespace lifecycled::liquid::testing;

TEST_CASE("lax ignores what it cannot read at the end of an expression") {
  CHECK(rendered("{{ a b | upcase }}", R"({"a": "x"})", {}, Mode::lax) == "X");
  CHECK(rendered("{{ @x }}|{% if true & false %}y{% endif %}", "{}", {}, Mode::lax) == "|y");
  CHECK(rendered("{% for i in (1..2) nonsense %}{{ i }}{% endfor %}", "{}", {}, Mode::lax) == "12");
  CHECK(error_of("{{ a b }}") == "t:1:6: expected \"|\" or the end but found \"b\"");
}

TEST_CASE("unknown filters and tags are errors in every mode, unless somebody lets filters pass") {
  for (const Mode mode : {Mode::lax, Mode::strict, Mode::rigid}) {
    CHECK_FALSE(error_of("{{ a | nothing }}", "{}", {}, mode).empty());
    CHECK_FALSE(error_of("{% nothing %}", "{}", {}, mode).empty());
    CHECK_FALSE(error_of("{{ a | upcase: 1 }}", "{}", {}, mode).empty());
  }
}

TEST_CASE("lax does as Ruby's lax does with what is hardly Liquid") {
  const auto lax = [](const char* source) {
    std::vector<Error> errors;
    RenderOptions options;
    options.errors = &errors;
    options.prints_errors = true;
    auto environment = std::make_shared<Environment>();
    environment->mode = Mode::lax;
    environment->passes_unknown_filters = true;
    return Template::parse(source, "t", environment).render(Object{}, options);
  };
  CHECK(lax("{{ 'a' | unknownf }}{{ 'b' | unknownf: 1, x: 2 | upcase }}") == "aB");
  CHECK(lax("a{% if 1 = 2 %}b{% else %}c{% endif %}d") == "aLiquid error (line 1): Unknown operator =d");
  CHECK(lax("{% if a b %}1{% endif %}") == "Liquid error (line 1): Unknown operator b");
  CHECK(lax("{% assign a.b = 1 %}[{{ a.b }}]") == "[]");
  CHECK(lax("{% assign x y = 1 %}[{{ x }}{{ y }}]") == "[1]");
  CHECK(lax("{% capture 'y z' %}1{% endcapture %}{{ y }}") == "1");
  CHECK(lax("[{{ 1e3 }}]{{ 1e20 | plus: 1 }}") == "[]1");
  CHECK(lax("{% assign 3rd = 'c' %}{{ 3rd }}{% assign 12 = 'x' %}{{ 12 }}") == "c12");
  CHECK(lax("{{ 1. }} {{ -2. }} {{ 1.5. }} {{ 1.2.3 }}") == "1.0 -2.0 1.5 1.2");
  CHECK(lax("{% for i in (1...3) %}{{ i }}{% endfor %}") == "123");
  CHECK(lax("{{ 'a' | | upcase }}{{ 'b' | upcase || append: 'c' | }}") == "ABc");
  CHECK(
      lax("{{ 'hi there' | split$$$:' ' | first }}{{ 'X' | downcase) }}{{ 'a' | append: 'b', | upcase }}") ==
      "hixAB");
  CHECK(lax("{% for i in (1..3) limit: 2 reversed %}{{ i }}{% endfor %}") == "12");
  CHECK(lax("{% for i in (1..3) reversed limit: 2 %}{{ i }}{% endfor %}") == "21");
  CHECK(rendered("{% for i in (1..3) limit: 2 reversed %}{{ i }}{% endfor %}") == "21");
}

TEST_CASE("lax ignores brackets in conditions, as Ruby does") {
  const auto lax = [](const std::string& condition) {
    const char* data = R"({"b": "bar", "c": "baz"})";
    const auto with = [&](const std::string& text) { return rendered(text, data, {}, Mode::lax); };
    const std::string result = with("{% if " + condition + " %}y{% else %}n{% endif %}");
    CHECK(with("{% unless " + condition + " %}n{% else %}y{% endunless %}") == result);
    CHECK(with("{% if false %}{% elsif " + condition + " %}y{% else %}n{% endif %}") == result);
    CHECK_FALSE(error_of("{% if " + condition + " %}{% endif %}", data).empty());
    return result;
  };
  CHECK(lax("a == 'foo' or (b == 'bar' and c == 'baz') or false") == "y");
  CHECK(lax("a == 'foo' or (b == 'bar' and c == 'no') or false") == "n");
  CHECK(lax("(b == 'x') and c") == "n");
  CHECK(lax("(b == 'bar'") == "y");
  CHECK(lax("b == 'bar')") == "y");
  CHECK(lax("((b))") == "y");
  CHECK(lax("(b) == 'bar'") == "y");
  CHECK(lax("(b=='bar') and (c=='baz')") == "y");
  CHECK(lax("(a or b) and c") == "y");
  CHECK(lax("b (and a)") == "n");
  CHECK(lax("b == 'bar' ( and c") == "y");
  CHECK(lax("== 1") == "n");
  CHECK(rendered("{% if (1..3) contains 2 and (1..3) contains 9 %}y{% else %}n{% endif %}", "{}", {},
                 Mode::lax) == "n");
}

TEST_CASE("lax finds the names in what is written badly, as Ruby does") {
  const auto lax = [](const std::string& source) {
    return rendered(source,
                    R"({"s": "S", "h": {"a": 1, "b": {"c": 2}}, "l": [3, 1], "b": "bar", "5": "five"})", {},
                    Mode::lax);
  };
  CHECK(lax("{{ 's }}{{ \"s }}{{ (s) }}{{ (s | downcase }}{{ s) }}") == "SSSsS");
  CHECK(lax("{{ h..a }}{{ .s }}{{ h.['a'] }}{{ h['a' }}{{ h.b..c }}{{ .5 }}") == "1S112five");
  CHECK(lax("[{{ l.0 }}{{ 1-1 }}{{ - }}{{ (1..2 }}{{ %% }}{{ h.a.b.. }}]") == "[]");
  CHECK(lax("{{ h[ }}") == R"({"a"=>1, "b"=>{"c"=>2}})");
  CHECK(lax("{{ h[['b'][s]] }}{{ h[b]x }}|{{ l[1]) }}") == "|1");
  CHECK(lax("[{% for x in (1..3 %}{{ x }}{% endfor %}{% for x in ['a','b'] %}{{ x }}{% endfor %}]") == "[]");
  CHECK(lax("{% for x in l nonsense limit: 1 %}{{ x }}{% endfor %}") == "3");
  CHECK(lax("{{ s | append: (b) }}{{ s | append: a: 1 }}") == R"(SbarS{"a"=>1})");
  CHECK(lax("{% assign x = (s) %}{{ x }}{% case (b) %}{% when 'bar') %}1{% endcase %}") == "S1");
  CHECK(lax("{{ (1..3) | join }}{{ ( 1 .. 3 ) | size }}{{ (1...3) | size }}") == "1 2 333");
  CHECK(error_of("{% if 1 =! 2 %}{% endif %}", "{}", {}, Mode::lax).ends_with("Unknown operator =!"));
  Partials partials(
      Environment::standard(Mode::lax),
      std::make_shared<Texts>(std::map<std::string, std::string, std::less<>>{{"a", "<{{ x }}>"}}));
  RenderOptions options;
  options.partials = &partials;
  CHECK(rendered("{% render 'a' foo x: 1 bar %}", "{}", options, Mode::lax) == "<1>");
}

TEST_CASE("blank and empty ask a value, and are none") {
  const auto holds = [](const std::string& condition) {
    return rendered("{% if " + condition + " %}y{% endif %}") == "y";
  };
  CHECK_FALSE(holds("empty == empty"));
  CHECK_FALSE(holds("blank == blank"));
  CHECK_FALSE(holds("blank == empty"));
  CHECK(holds("nil == nil"));
  CHECK(holds("nil == blank"));
  CHECK(holds("'' == empty"));
}

TEST_CASE("rigid ignores nothing") {
  const auto refused = [](const char* source) {
    CHECK(error_of(source).empty());
    CHECK_FALSE(error_of(source, "{}", {}, Mode::rigid).empty());
  };
  refused("{% for i in (1..2) limit: 1, %}{% endfor %}");
  refused("{% case 1 %}{% when 1 and 2 %}{% endcase %}");
  refused("{% if true %}{% endif nonsense %}");
  refused("{% cycle 'a' 'b', 'c' %}");
  refused("{% cycle name: 'a' 'b', 'c' %}");
  refused("{% cycle n e: 'a', 'b' %}");
  refused("{% tablerow x in (1..2) reversed %}{% endtablerow %}");
  refused("{% tablerow x in (1..2) invalid: 1 %}{% endtablerow %}");
}

TEST_CASE("rigid takes what Shopify's strict2 takes") {
  const auto taken = [](const char* source) {
    CAPTURE(source);
    CHECK(rendered(source, "{}", {}, Mode::rigid) == "1");
    CHECK(rendered(source, "{}", {}, Mode::strict) == "1");
  };
  taken("{% if true %}1{% else nonsense %}2{% endif %}");
  taken("{{ 1 | default: 2, }}");
  taken("{{ '1' | upcase: }}");
  taken("{{ '1' | upcase: | append: '', | downcase: }}");
  taken("{% cycle 1, 2, %}");
  taken("{% if true %}1{% else %}2{% else %}3{% endif %}");
  taken("{% if false %}2{% else %}1{% elsif true %}3{% endif %}");
  taken("{% case 1 %}{% when 2 %}2{% else %}{% when 1 %}1{% endcase %}");
  taken("{% case 1 %}{% when 1 %}1{% else %}2{% else %}3{% endcase %}");
}

TEST_CASE("unknown variables are empty, or errors under strict_variables") {
  RenderOptions strict;
  strict.strict_variables = true;
  CHECK(rendered("[{{ a }}{{ b.c.d }}]") == "[]");
  CHECK(error_of("{{ a }}", "{}", strict) == "t:1:4: \"a\" is not known");
  CHECK(error_of("{{ a.b }}", R"({"a": {}})", strict) == "t:1:4: \"a.b\" is not known");
  CHECK(error_of("{{ 1 | plus: a }}", "{}", strict) == "t:1:14: \"a\" is not known");
  CHECK(error_of("{% for x in a %}{% endfor %}", "{}", strict) == "t:1:13: \"a\" is not known");
  CHECK(error_of("{% if a == 1 %}{% endif %}", "{}", strict) == "t:1:7: \"a\" is not known");
  CHECK(rendered("{{ a }}", R"({"a": null})", strict).empty());
}

TEST_CASE("strict_variables lets a template ask whether something is there") {
  RenderOptions strict;
  strict.strict_variables = true;
  CHECK(rendered("{% if a %}1{% endif %}{% unless a %}2{% endunless %}", "{}", strict) == "2");
  CHECK(rendered("{{ a.b | default: 'd' }}", "{}", strict) == "d");
  CHECK(rendered("{% if a == nil %}1{% endif %}{% if a != blank %}2{% endif %}{% if a %}3{% endif %}", "{}",
                 strict) == "1");
}

TEST_CASE("all mistakes of a text are told, and none that is only the next one's shadow") {
  const auto all = [](std::string source) {
    std::string told;
    for (const Error& error : Template::mistakes(std::move(source), "t", Environment::standard()))
      told += std::string(error.what()) + "\n";
    return told;
  };
  CHECK(all("{{ a | upcase }}{% if b %}{% endif %}") == "");
  CHECK(all("{{ a | uppcase | dwncase: 1, x: 2 | size }}\n{% box %}{{ b c }}{% endbox %}\n{% if d e %}{% "
            "else %}{% endif %}") ==
        "t:1:8: unknown filter \"uppcase\"; did you mean \"upcase\"?\n"
        "t:1:18: unknown filter \"dwncase\"; did you mean \"downcase\"?\nt:2:4: unknown tag \"box\"\n"
        "t:2:15: expected \"|\" or the end but found \"c\"\n"
        "t:3:9: unknown operator \"e\"; operators are == != < > <= >= contains and or\n");
  CHECK(all("{% for x of a %}{{ x | nope }}{% else %}{% endfor %}{% tablerow x of a %}{% endtablerow %}{% "
            "case %}{% "
            "when 1 %}{% endcase %}{% capture ? %}{% endcapture %}")
            .find("does not belong") == std::string::npos);
  CHECK(all("{% if a %}{% for b in c %}{% endif %}{{ d") ==
        "t:1:30: \"endif\" does not belong to \"for\", opened in line 1\nt:1:38: \"{{\" is not closed by "
        "\"}}\"\n");
}
