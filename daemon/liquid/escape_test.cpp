// escape_html: what is escaped and what is safe.
#include <doctest/doctest.h>

#include "liquid/testing.hpp"

using namespace lifecycled::liquid;
using namespace lifecycled::liquid::testing;

namespace {

constexpr std::string_view data =
    R"({"x": "<b>&\"'", "l": ["<", ">"], "o": {"<": "&"}, "n": 1, "t": "a\n<b>"})";

std::string shown(const std::string& source) { return rendered(source, data, escaping()); }

}  // namespace

TEST_CASE("what is printed is escaped, whatever it is") {
  CHECK(shown("{{ x }}") == "&lt;b&gt;&amp;&quot;&#39;");
  CHECK(shown("{% echo x | upcase %}") == "&lt;B&gt;&amp;&quot;&#39;");
  CHECK(shown("{{ l }}{{ o }}{{ n }}") == "&lt;&gt;{&quot;&lt;&quot;=&gt;&quot;&amp;&quot;}1");
  CHECK(shown("{{ '<i>' }}<i>{% cycle x %}") == "&lt;i&gt;<i>&lt;b&gt;&amp;&quot;&#39;");
  CHECK(rendered("{{ x }}", data) == "<b>&\"'");
}

TEST_CASE("raw and safe values are not") {
  CHECK(shown("{{ x | raw }}") == "<b>&\"'");
  CHECK(shown("{{ x | escape }}") == "&lt;b&gt;&amp;&quot;&#39;");
  CHECK(shown("{{ x | escape | escape }}") == "&lt;b&gt;&amp;&quot;&#39;");
  CHECK(shown("{{ '&lt;<' | escape_once }}") == "&lt;&lt;");
  const auto page = Template::parse("{{ html }}", "t", Environment::standard());
  CHECK(page.render(Object{{"html", Value::safe("<p>")}}, escaping()) == "<p>");
}

TEST_CASE("newline_to_br escapes the lines and keeps the breaks") {
  CHECK(shown("{{ t | newline_to_br }}") == "a<br />\n&lt;b&gt;");
  CHECK(shown("{{ t | escape | newline_to_br }}") == "a<br />\n&lt;b&gt;");
}

TEST_CASE("what is captured has been escaped and is not escaped again") {
  CHECK(shown("{% capture c %}<p>{{ x }}</p>{% endcapture %}{{ c }}") == "<p>&lt;b&gt;&amp;&quot;&#39;</p>");
}

TEST_CASE("a safe part stays, and what joins it is escaped") {
  CHECK(shown("{{ '<br>' | raw | append: x }}") == "<br>&lt;b&gt;&amp;&quot;&#39;");
  CHECK(shown("{{ x | prepend: c }}{% capture c %}<i>{% endcapture %}{{ '<' | prepend: c }}") ==
        "&lt;b&gt;&amp;&quot;&#39;<i>&lt;");
  CHECK(shown("{% capture c %}<hr>{% endcapture %}{{ l | join: c }}") == "&lt;<hr>&gt;");
}

TEST_CASE("filters that cut or replace give up safety, never the other way round") {
  CHECK(shown("{{ '<b>' | raw | upcase }}") == "<B>");
  CHECK(shown("{{ '<b>' | raw | replace: 'b', 'i' }}") == "&lt;i&gt;");
  CHECK(shown("{{ '<b>xyz' | raw | truncate: 5 }}") == "&lt;b...");
  CHECK(shown("{{ '<b>' | raw | split: '' | join }}") == "&lt; b &gt;");
  CHECK(shown("{{ x | strip_html }}") == "&amp;&quot;&#39;");
  CHECK(shown("{{ x | default: 'y' }}") == "&lt;b&gt;&amp;&quot;&#39;");
}

TEST_CASE("partials escape as their caller does") {
  Partials partials(
      Environment::standard(),
      std::make_shared<Texts>(std::map<std::string, std::string, std::less<>>{{"p", "<{{ v }}>"}}));
  RenderOptions options = escaping();
  options.partials = &partials;
  CHECK(rendered("{% render 'p', v: x %}{% include 'p', v: x %}", R"({"x": "<"})", options) ==
        "<&lt;><&lt;>");
}
