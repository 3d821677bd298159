#include "liquid/error.hpp"

#include <doctest/doctest.h>

#include "liquid/testing.hpp"

using namespace lifecycled::liquid;
using namespace lifecycled::liquid::testing;

namespace {

std::string formatted(std::string source, const RenderOptions& options = {}) {
  try {
    Template::parse(std::move(source), "mail.liquid", Environment::standard()).render(Object{}, options);
  } catch (const Error& error) {
    return error.format();
  }
  return {};
}

}  // namespace

TEST_CASE("an error shows its place, the line, a caret and what was meant") {
  CHECK(formatted("Hello\n  {{ name | upcas }}!") ==
        "mail.liquid:2:13: unknown filter \"upcas\"; did you mean \"upcase\"?\n"
        "    {{ name | upcas }}!\n"
        "              ^");
  CHECK(formatted("{% asign x = 1 %}") ==
        "mail.liquid:1:4: unknown tag \"asign\"; did you mean \"assign\"?\n"
        "  {% asign x = 1 %}\n"
        "     ^");
}

TEST_CASE("columns are characters, and errors of rendering have places too") {
  CHECK(formatted("h\xC3\xA9llo {{ 1 | divided_by: 0 }}") ==
        "mail.liquid:1:14: divided by 0\n"
        "  h\xC3\xA9llo {{ 1 | divided_by: 0 }}\n"
        "               ^");
}

TEST_CASE("the caret stands below the mistake also behind wide letters and marks") {
  CHECK(formatted("\u00E9e\u0301\u65E5\u672C {{ a | foo }}") ==
        "mail.liquid:1:14: unknown filter \"foo\"\n"
        "  \u00E9e\u0301\u65E5\u672C {{ a | foo }}\n"
        "                ^");
}

TEST_CASE("a mistake in a partial says who showed it") {
  Partials partials(
      Environment::standard(),
      std::make_shared<Texts>(std::map<std::string, std::string, std::less<>>{
          {"a", "x\n{% render 'b' %}"}, {"b", "{{ 1 | divided_by: 0 }}"}, {"c", "{{ 1 | foo }}"}}));
  RenderOptions options;
  options.partials = &partials;
  CHECK(formatted("y {% include 'a' %}", options) ==
        "b:1:8: divided by 0\n  {{ 1 | divided_by: 0 }}\n         ^\n"
        "  shown by a:2:4\n  shown by mail.liquid:1:6");
  CHECK(formatted("{% render 'c' %}", options) ==
        "c:1:8: unknown filter \"foo\"\n  {{ 1 | foo }}\n         ^\n  shown by mail.liquid:1:4");
}

TEST_CASE("of a long line only what is around the mistake is shown") {
  const std::string text = formatted(std::string(5000, 'x') + "{{ a | b }}" + std::string(5000, 'y'));
  CHECK(text.starts_with("mail.liquid:1:5008: unknown filter \"b\""));
  CHECK(text.size() < 400);
}

TEST_CASE("suggestions are near or none") {
  CHECK(suggest("capitalise", {"capitalize", "append"}) == "did you mean \"capitalize\"?");
  CHECK(suggest("xyzzy", {"capitalize", "append"}).empty());
  CHECK(suggest(std::string(100'000, 'a'), {"append"}).empty());
}

TEST_CASE("errors may be collected while rendering goes on") {
  std::vector<Error> errors;
  RenderOptions options;
  options.errors = &errors;
  CHECK(rendered("a{{ 1 | divided_by: 0 }}b{% if '2' > 1 %}c{% else %}d{% endif %}"
                 "{% for i in (1..2) limit: 'x' %}{{ i }}{% endfor %}e{% render 'x' %}f",
                 "{}", options) == "abdef");
  CHECK(errors.size() == 4);
  CHECK(errors[0].place() == Place{"t", 1, 9});
  CHECK(errors[3].fault() == Fault::partial);
}

TEST_CASE("what is not closed or does not belong says so") {
  CHECK(error_of("{{ a") == "t:1:1: \"{{\" is not closed by \"}}\"");
  CHECK(error_of("{% if a") == "t:1:1: \"{%\" is not closed by \"%}\"");
  CHECK(error_of("x{% if a %}y") == "t:1:5: \"if\" is not closed by \"endif\"");
  CHECK(error_of("{% if a %}\n{% endfor %}") ==
        "t:2:4: \"endfor\" does not belong to \"if\", opened in line 1");
  CHECK(error_of("{% endif %}") == "t:1:4: \"endif\" without a block that it belongs to");
  CHECK(error_of("{% %}") == "t:1:4: a tag needs a name");
  CHECK(error_of("{{ a | }}") == "t:1:8: expected the name of a filter but found the end");
  CHECK(error_of("{{ 'a }}") == "t:1:4: expected a value but found a string that is not closed");
  CHECK(error_of("{% if a = 1 %}{% endif %}") ==
        "t:1:9: unknown operator \"=\"; operators are == != < > <= >= contains and or");
  CHECK(error_of("{{ a | append }}") == "t:1:8: \"append\" takes 1 argument, not 0");
  CHECK(error_of("{{ a | default: 1, alow_false: true }}") ==
        "t:1:8: \"default\" has no argument \"alow_false\"; did you mean \"allow_false\"?");
}
