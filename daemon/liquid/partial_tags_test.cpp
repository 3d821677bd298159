#include <doctest/doctest.h>

#include "liquid/partials.hpp"
#include "liquid/testing.hpp"

using namespace lifecycled::liquid;
using namespace lifecycled::liquid::testing;

namespace {

struct Shelf {
  std::shared_ptr<Texts> texts;
  Partials partials;
  explicit Shelf(std::map<std::string, std::string, std::less<>> content)
      : texts(std::make_shared<Texts>(std::move(content))), partials(Environment::standard(), texts) {}
  std::string rendered(const std::string& source, std::string_view data = "{}") {
    RenderOptions options;
    options.partials = &partials;
    return testing::rendered(source, data, options);
  }
  std::string error_of(const std::string& source) {
    RenderOptions options;
    options.partials = &partials;
    return testing::error_of(source, "{}", options);
  }
};

}  // namespace

TEST_CASE("render sees its arguments and the data, not what was assigned around it") {
  Shelf shelf({{"p", "[{{ x }}{{ y }}{{ shop }}{% assign z = 1 %}]"}});
  CHECK(shelf.rendered("{% assign x = 1 %}{% render 'p', y: 2 %}{{ z }}", R"({"shop": "S"})") == "[2S]");
  CHECK(shelf.rendered("{% render 'p' x: (1..2), y: 'b' %}") == "[1..2b]");
}

TEST_CASE("render with and for") {
  Shelf shelf({{"cards/product", "{{ product.t }}{{ forloop.index }};"}, {"q", "{{ it }}"}});
  const char* data = R"({"ps": [{"t": "a"}, {"t": "b"}]})";
  CHECK(shelf.rendered("{% render 'cards/product' for ps %}", data) == "a1;b2;");
  CHECK(shelf.rendered("{% render 'cards/product' with ps[1] %}", data) == "b;");
  CHECK(shelf.rendered("{% render 'q' with 5 as it %}{% render 'q' for (1..3) as it %}") == "5123");
}

TEST_CASE("include shares variables, and break leaves the loop around it") {
  Shelf shelf({{"p", "{{ x }}{% assign y = x %}"},
               {"stop", "{% break %}"},
               {"loop", "{{ forloop.index }}"},
               {"part", "{% for i in (1..4) limit: 2 %}{{ i }}{% endfor %}"}});
  CHECK(shelf.rendered("{% assign x = 1 %}{% include 'p' %}{{ y }}{% include 'p', x: 2 %}{{ x }}{{ y }}") ==
        "11212");
  CHECK(shelf.rendered("{% for i in (1..3) %}{{ i }}{% include 'stop' %}{% endfor %}!") == "1!");
  CHECK(shelf.rendered("{% for i in (1..3) %}{% include 'loop' %}{% endfor %}") == "123");
  CHECK(shelf.rendered("{% assign n = 'p' %}{% include n, x: 7 %}") == "7");
  CHECK(shelf.rendered("{% include 'part' %}{% for i in (1..4) offset: continue %}{{ i }}{% endfor %}") ==
        "1234");
  CHECK(shelf.rendered("{% include 'p' for a as x %}", R"({"a": [1, 2]})") == "12");
}

TEST_CASE("a partial is loaded and parsed once") {
  Shelf shelf({{"p", "x"}});
  CHECK(shelf.rendered("{% for i in (1..5) %}{% render 'p' %}{% endfor %}{% include 'p' %}") == "xxxxxx");
  CHECK(shelf.texts->loads == 1);
}

TEST_CASE("partials that are missing, broken, forbidden or without end") {
  Shelf shelf({{"self", "{% render 'self' %}"},
               {"including", "{% include 'ok' %}"},
               {"ok", ""},
               {"broken", "\n{{ | }}"},
               {"failing", "x\n{{ 1 | divided_by: 0 }}"}});
  CHECK(shelf.error_of("{% render 'none' %}") == "t:1:4: there is no partial \"none\"");
  CHECK(shelf.error_of("{% render 'self' %}") == "self:1:4: partials are nested too deeply");
  CHECK(shelf.error_of("{% render 'including' %}") ==
        "including:1:4: include usage is not allowed in this context; use render");
  CHECK(shelf.error_of("{% render 'broken' %}") == "broken:2:4: expected a value but found \"|\"");
  CHECK(shelf.error_of("{% render 'failing' %}") == "failing:2:8: divided by 0");
  CHECK(error_of("{% render 'x' %}") == "t:1:4: there are no partials here");
  CHECK_FALSE(error_of("{% render x %}").empty());
  CHECK_FALSE(shelf.error_of("{% include 5 %}").empty());
}
