// Templates that mean no good end with an error, soon.
#include <thread>

#include <doctest/doctest.h>

#include "liquid/testing.hpp"

using namespace lifecycled::liquid;
using namespace lifecycled::liquid::testing;

namespace {

std::string repeated(std::string_view text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) result += text;
  return result;
}

bool is_limited(const std::string& source, std::string_view data = "{}", RenderOptions options = {}) {
  try {
    rendered(source, data, options);
  } catch (const Error& error) {
    return error.fault() == Fault::limit;
  }
  return false;
}

}  // namespace

TEST_CASE("loops, steps, output and time") {
  CHECK(is_limited("{% for i in (1..99999999) %}{% endfor %}"));
  CHECK(is_limited("{% for i in (1..99999999) %}x{% endfor %}"));
  CHECK(is_limited("{% for i in (1..2000) %}{% for j in (1..2000) %}{{ i }}{% endfor %}{% endfor %}"));
  RenderOptions options;
  options.limits.output_bytes = 10;
  CHECK(is_limited("12345678901", "{}", options));
  CHECK_FALSE(is_limited("1234567890", "{}", options));
  options = {};
  options.limits.steps = 10;
  CHECK(is_limited("{% for i in (1..20) %}{{ i }}{% endfor %}", "{}", options));
  options = {};
  int asked = 0;
  options.out_of_time = [&asked] { return ++asked == 3; };
  CHECK(is_limited("{% for i in (1..400000) %}{{ i }}{% endfor %}", "{}", options));
  CHECK(asked == 3);
}

TEST_CASE("after_computing() counts what this thread computes, and not how long it waits") {
  const auto out_of_time = after_computing(std::chrono::milliseconds(20));
  std::this_thread::sleep_for(std::chrono::milliseconds(40));
  CHECK_FALSE(out_of_time());
  RenderOptions options;
  options.out_of_time = out_of_time;
  const std::string busy = "{% for i in (1..400000) %}{{ i | date: '%F' }}{% endfor %}";
  CHECK(error_of(busy, "{}", options).ends_with("the template takes too long"));
}

TEST_CASE("what is done to a long text costs steps by its length, whatever does it") {
  // 4 MB, so that each of these alone takes some milliseconds.
  const std::string blanks =
      "{% assign a = '    ' %}{% for i in (1..20) %}{% assign a = a | append: a %}{% endfor %}";
  const std::string letters =
      "{% assign a = 'éé' %}{% for i in (1..20) %}{% assign a = a | append: a %}{% endfor %}";
  const std::string digits =
      "{% assign a = '0000' %}{% for i in (1..20) %}{% assign a = a | append: a %}{% endfor %}";
  const auto takes_its_time = [](const std::string& make, const std::string& use) {
    CHECK(error_of(make + use).empty());
    CHECK(is_limited(make + "{% for i in (1..100) %}" + use + "{% endfor %}"));
  };
  takes_its_time(blanks, "{% if a == blank %}{% endif %}");
  takes_its_time(blanks, "{% if blank == a %}{% endif %}");
  takes_its_time(blanks, "{% case a %}{% when blank %}{% endcase %}");
  takes_its_time(letters, "{% if a.size == 1 %}{% endif %}");
  takes_its_time(letters, "{% if a.first == 1 %}{% endif %}");
  takes_its_time(letters, "{% if a.last == 1 %}{% endif %}");
  takes_its_time(digits, "{% for n in (a..a) %}{% endfor %}");
  takes_its_time(digits, "{% assign b = (a..1) %}");
  takes_its_time(digits, "{% for n in (1..1) limit: a %}{% endfor %}");
  takes_its_time(digits, "{% for n in (1..1) offset: a %}{% endfor %}");
  takes_its_time(digits, "{% tablerow n in (1..1) cols: a %}{% endtablerow %}");
  takes_its_time(digits, "{{ [a] }}");
  takes_its_time(digits, "{{ 1 | plus: a | size }}");
}

TEST_CASE("limits end the rendering also when errors are collected") {
  std::vector<Error> errors;
  RenderOptions options;
  options.errors = &errors;
  CHECK(is_limited("{% for i in (1..99999999) %}{{ 1 | divided_by: 0 }}{% endfor %}", "{}", options));
}

TEST_CASE("strings that double, lists that double") {
  CHECK(is_limited(
      "{% assign s = 'xxxxxxxx' %}{% for i in (1..99) %}{% assign s = s | append: s %}{% endfor %}"));
  CHECK(is_limited(
      "{% assign s = 'xxxxxxxx' %}{% for i in (1..99) %}{% assign s = s | replace: 'x', s %}{% endfor %}"));
  CHECK(is_limited("{% for i in (1..99) %}{% capture s %}{{ s }}{{ s }}x{% endcapture %}{% endfor %}"));
  CHECK(is_limited(
      "{% assign a = 'a b' | split: ' ' %}{% for i in (1..99) %}{% assign a = a | concat: a %}{% endfor %}"));
  CHECK(is_limited("{{ (1..9000000000000000000) | join }}"));
  CHECK(is_limited("{{ (1..9000000000000000000) | reverse }}"));
  CHECK(is_limited("{{ (1..9000000000000000000) | size }}{{ (1..9000000000000000000) | sum }}"));
}

TEST_CASE("big strings in many places") {
  const std::string big =
      "{% assign s = 'x' %}{% for i in (1..20) %}{% assign s = s | append: s %}{% endfor %}";
  CHECK(is_limited(big + "{% assign a = s | split: '!' %}{% for i in (1..16) %}{% assign a = a | concat: a "
                         "%}{% endfor %}{{ a | sort | size }}"));
  CHECK(is_limited(big + "{% for i in (1..400000) %}{% if s contains 'xy' %}{% endif %}{% endfor %}"));
  CHECK(is_limited(big + "{% for i in (1..400000) %}{{ s | size }}{% endfor %}"));
}

TEST_CASE("nesting of blocks, expressions, liquid tags and partials") {
  CHECK_FALSE(error_of(repeated("{% if a %}", 5000)).empty());
  CHECK(error_of(repeated("{% if a %}", 90) + repeated("{% endif %}", 90)).empty());
  CHECK_FALSE(error_of("{{ " + repeated("a[", 5000) + "1" + repeated("]", 5000) + " }}").empty());
  CHECK_FALSE(error_of("{{ " + repeated("(1..", 5000) + " }}").empty());
  CHECK_FALSE(error_of("{% " + repeated("liquid ", 5000) + "echo 1 %}").empty());
  Partials partials(Environment::standard(),
                    std::make_shared<Texts>(std::map<std::string, std::string, std::less<>>{
                        {"twice", "{% include 'twice' %}{% include 'twice' %}"},
                        {"a", "{% render 'b' %}{% render 'b' %}"},
                        {"b", "{% for i in (1..1000) %}{% render 'c' %}{% endfor %}"},
                        {"c", "{% for i in (1..1000) %}{% render 'd' %}{% endfor %}"},
                        {"d", "{% for i in (1..1000) %}{% endfor %}"}}));
  RenderOptions options;
  options.partials = &partials;
  CHECK(is_limited("{% include 'twice' %}", "{}", options));
  CHECK(is_limited("{% render 'a' %}", "{}", options));
}

TEST_CASE("a template that is too large, and values too deep") {
  auto environment = std::make_shared<Environment>();
  environment->limits.source_bytes = 10;
  CHECK_THROWS_AS(Template::parse("12345678901", "t", environment), Error);
  Value deep(1);
  for (int i = 0; i < 1000; ++i) deep = Value(Array{deep});
  const auto parsed = Template::parse("{{ a }}", "t", Environment::standard());
  CHECK_THROWS_AS(parsed.render(Object{{"a", deep}}), Error);
  const auto compared = Template::parse("{% if a == b %}{% endif %}", "t", Environment::standard());
  Value other(1);
  for (int i = 0; i < 1000; ++i) other = Value(Array{other});
  CHECK_THROWS_AS(compared.render(Object{{"a", deep}, {"b", other}}), Error);
}

// What costs the square of its length would take minutes here, a text of the largest size allowed.
TEST_CASE("parsing costs by the length of the text, whatever it is") {
  std::size_t most = Environment().limits.source_bytes;
  const auto full = [&most](std::string_view begin, std::string_view part, std::string_view end = {}) {
    return std::string(begin) +
           repeated(part, static_cast<int>((most - begin.size() - end.size()) / part.size())) +
           std::string(end);
  };
  CHECK(error_of(full("{% raw %}", "{% endraw")).ends_with("\"raw\" is not closed by \"endraw\""));
  CHECK(error_of(full("{% doc %}", "{%- enddoc x")).ends_with("\"doc\" is not closed by \"enddoc\""));
  const std::string valid = full("{% raw %}", "{% endraw ", "{% endraw %}");
  CHECK(rendered(valid).size() == valid.size() - std::string_view("{% raw %}{% endraw %}").size());
  CHECK(rendered(full("{% doc %}", "{% enddoc ", "{% enddoc %}")).empty());
  most /= 4;
  CHECK(rendered(full("{% comment %}", "{% if ", " %}{% endcomment %}")).empty());
  CHECK_FALSE(error_of(full("{% comment %}", "{% raw %}")).empty());
  CHECK_FALSE(error_of(full("", "{{ a | upcase ")).empty());
  CHECK_FALSE(error_of(full("", "{% liquid\n")).empty());
  CHECK(error_of(full("{% liquid\n", "assign a = b\n", "%}")).empty());
  CHECK(error_of(full("{{ a", "[b]", "}}")).empty());
  CHECK_FALSE(error_of(full("{% if a %}", "{% elsif b %}")).empty());
  // There are many of these.
  most /= 4;
  for (const Mode mode : {Mode::lax, Mode::strict, Mode::rigid}) {
    for (const char* part : {"(1..", "' \" ", "a..", "[", "a,", "b:'", "(a) "}) {
      CAPTURE(part);
      Template::mistakes(full("{{ a | append: ", part, " }}"), "t", Environment::standard(mode));
      Template::mistakes(full("{% if ", part, " %}{% endif %}"), "t", Environment::standard(mode));
      Template::mistakes(full("{% cycle ", part, " %}"), "t", Environment::standard(mode));
      Template::mistakes(full("{% for x in ", part, " %}{% endfor %}"), "t", Environment::standard(mode));
    }
  }
}

TEST_CASE("so do telling all mistakes of a text, and finding what is right in it and what it uses") {
  const auto environment = Environment::standard();
  const int many = 100'000;
  CHECK(Template::mistakes(repeated("{% endif %}", many), "t", environment).size() == 100);
  CHECK(Template::mistakes(repeated("{{ a b }}\n", many), "t", environment).size() == 100);
  CHECK(Template::mistakes("{{ a" + repeated(" | nope", many) + " }}", "t", environment).size() == 100);
  CHECK(Template::mistakes("{% liquid\n" + repeated("if a\nnope\n", many) + "%}", "t", environment).size() ==
        100);
  CHECK_FALSE(Template::readable(repeated("{{ a b }}", many), "t", environment));
  const auto used = [&](const std::string& source) {
    return Template::parse(source, "t", environment).references().size();
  };
  CHECK(used(repeated("{{ a[b] }}", many)) == 2 * many);
  // Neither may the names that stand for others grow with each use.
  CHECK(used("{% assign a = a" + repeated(".b", many) + " %}" + repeated("{{ a }}", many)) == 0);
  CHECK(used(repeated("{% assign a = a.b %}", many / 2)) < 1000);
}
