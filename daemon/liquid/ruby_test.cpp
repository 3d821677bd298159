// What Ruby's Liquid does with odd templates, learnt by comparing thousands of them with it.
#include <doctest/doctest.h>

#include "liquid/testing.hpp"

using namespace lifecycled::liquid;
using namespace lifecycled::liquid::testing;

namespace {

constexpr std::string_view data = R"({
  "a": [3, "x", null, [1.5]], "s": "Hello", "h": {"k": 1}, "e": "", "n": null, "i": 7,
  "l": [{"p": {"q": 1}, "n": "one"}, {"p": {"q": 2}, "n": "two"}], "m": [{"p": "b"}, null, 2.5]
})";

std::string shown(const std::string& source, Mode mode = Mode::strict) {
  return rendered(source, data, {}, mode);
}
std::string lax(const std::string& source) { return shown(source, Mode::lax); }
bool fails(const std::string& source, Mode mode = Mode::strict) {
  return !error_of(source, data, {}, mode).empty();
}

}  // namespace

TEST_CASE("filters on strings see a list with its brackets, output does not") {
  CHECK(shown("{{ a }}") == "3x1.5");
  CHECK(shown("{{ a | append: '!' }}") == R"([3, "x", nil, [1.5]]!)");
  CHECK(shown("{{ 'b' | append: a }}") == R"(b[3, "x", nil, [1.5]])");
  CHECK(shown("{{ a | upcase }}") == R"([3, "X", NIL, [1.5]])");
  CHECK(shown("{{ a | url_encode }}") == "%5B3%2C+%22x%22%2C+nil%2C+%5B1.5%5D%5D");
  CHECK(shown("{{ a | truncate: 6 }}") == "[3,...");
  CHECK(shown("{{ a | join: '-' }}") == "3-x--1.5");
}

TEST_CASE("a replacement may refer to what it replaces") {
  CHECK(shown(R"({{ s | replace: 'l', '<\0>' }})") == "He<l><l>o");
  CHECK(shown(R"({{ s | replace: 'l', '\&\&' }})") == "Hellllo");
  CHECK(shown(R"({{ s | replace: 'l', '\1\\' }})") == R"(He\\o)");
  CHECK(shown(R"({{ s | replace: 'l', '\x\' }})") == R"(He\x\\x\o)");
  CHECK(shown(R"({{ s | replace_first: 'l', "[\`|\']" }})") == "He[He|lo]lo");
  CHECK(shown(R"({{ s | replace_last: 'l', '\0' }})") == R"(Hel\0o)");
}

TEST_CASE("lengths that nobody can mean") {
  CHECK(shown("{{ e | truncate: -1 }}") == "...");
  CHECK(shown("{{ s | truncate: 2 }}") == "...");
  CHECK(shown("{{ ' one ' | truncatewords: 1 }}") == "one...");
  CHECK(shown("{{ 'one' | truncatewords: 1 }}") == "one");
  CHECK(shown("{{ 'one two' | truncatewords: 0 }}") == "one...");
}

TEST_CASE("properties of what has none") {
  CHECK(shown("{{ m | map: 'p' | join: ',' }}") == "b,,");
  CHECK(shown("{{ 2.5 | map: 'p' | size }}") == "1");
  CHECK(shown("{{ s | map: 1 }}") == "e");
  CHECK(shown("{{ s | map: -1 }}") == "o");
  CHECK(shown("{{ s | map: 9 }}").empty());
  CHECK(fails("{{ i | map: 'p' }}"));
  CHECK(shown("{{ m | sort: 'p' | size }}") == "0");
  CHECK(shown("{{ l | where: 'p.q', 2 | map: 'n' }}") == "two");
  CHECK(shown("{{ l | find: 'p.q', 1 | map: 'n' }}") == "one");
  CHECK(shown("{{ l | reject: 'p.nosuch' | size }}") == "2");
}

TEST_CASE("Base64 with bits left over is none") {
  CHECK(shown("{{ 'QQ' | base64_url_safe_decode }}") == "A");
  CHECK(fails("{{ '42' | base64_url_safe_decode }}"));
  CHECK(fails("{{ 'QR==' | base64_decode }}"));
}

TEST_CASE("loops over a text have one turn, however they are cut") {
  CHECK(shown("{% for c in s limit: 0 %}{{ c }}{% endfor %}") == "Hello");
  CHECK(shown("{% for c in s offset: 3 %}{{ c }}{% endfor %}") == "Hello");
  CHECK(shown("{% for c in e %}{{ c }}{% else %}-{% endfor %}") == "-");
  CHECK(shown("{% tablerow c in s limit: 0 %}{{ c }}{% endtablerow %}") ==
        "<tr class=\"row1\">\n<td class=\"col1\">Hello</td></tr>\n");
}

TEST_CASE("render for goes through the pairs of an object") {
  Partials partials(Environment::standard(),
                    std::make_shared<Texts>(std::map<std::string, std::string, std::less<>>{
                        {"p", "{{ p[0] }}={{ p[1] }}#{{ forloop.index }}"}}));
  RenderOptions options;
  options.partials = &partials;
  CHECK(rendered("{% render 'p' for h %}", data, options) == "k=1#1");
}

TEST_CASE("lax forgives what ends too early, and not what is missing") {
  CHECK(lax("{{ s | }}") == "Hello");
  CHECK(lax("{{ s. }}") == "Hello");
  CHECK(lax("{% for x in h limit %}{{ x[0] }}{% endfor %}") == "k");
  CHECK(lax("{% for x in h limit=1 %}{{ x[0] }}{% endfor %}") == "k");
  for (const char* source : {"{% if i and %}x{% endif %}", "{% if i = i %}x{% endif %}",
                             "{% case %}{% when 1 %}x{% endcase %}", "{% for x in %}x{% endfor %}"}) {
    CAPTURE(source);
    CHECK(fails(source, Mode::lax));
    CHECK(fails(source, Mode::strict));
  }
}
