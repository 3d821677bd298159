#include <doctest/doctest.h>

#include "liquid/testing.hpp"

using namespace lifecycled::liquid;
using namespace lifecycled::liquid::testing;

namespace {

std::string paths(const std::string& source, Partials* partials = nullptr) {
  std::string result;
  for (const auto& reference : Template::parse(source, "t", Environment::standard()).references(partials))
    result += (result.empty() ? "" : " ") + reference.path;
  return result;
}

}  // namespace

TEST_CASE("variables with their places") {
  const auto found =
      Template::parse("{{ customer.first_name | default: shop.name }}\n{% if links.unsubscribe %}{% endif %}",
                      "t", Environment::standard())
          .references();
  REQUIRE(found.size() == 3);
  CHECK(found[0] == Reference{"customer.first_name", {"t", 1, 4}});
  CHECK(found[1] == Reference{"shop.name", {"t", 1, 35}});
  CHECK(found[2] == Reference{"links.unsubscribe", {"t", 2, 7}});
}

TEST_CASE("items of loops and indexes") {
  CHECK(paths("{% for p in event.products %}{{ p.name }}{% for t in p.tags %}{{ t }}{{ forloop.index }}{% "
              "endfor %}{% endfor %}{{ p }}") ==
        "event.products event.products[].name event.products[].tags event.products[].tags[] p");
  CHECK(paths("{{ a[0].x }}{{ a.first.x }}{{ a[i].x }}{{ a.size }}{{ a['k'] }}") ==
        "a[].x a[].x a[].x i a a.k");
  CHECK(paths("{% tablerow x in a cols: n %}{{ x.y }}{{ tablerowloop.row }}{% endtablerow %}") ==
        "a n a[].y");
}

TEST_CASE("what the template assigns is not a fact, but what it stands for is") {
  CHECK(
      paths(
          "{% assign x = 1 %}{{ x }}{% capture c %}{{ c }}{% endcapture %}{{ c }}{% increment n %}{{ n }}") ==
      "c");
  CHECK(paths("{% assign c = event.customer %}{{ c.name }}") == "event.customer event.customer.name");
  CHECK(paths("{% assign f = products | where: 'ok' | first %}{{ f.t }}") ==
        "products products[].ok products[].t");
  CHECK(paths("{% assign q = products | sort: 'x' %}{% for p in q %}{{ p.y }}{% endfor %}{{ q | map: 'z' | "
              "join }}") == "products products[].x products products[].y products products[].z");
}

TEST_CASE("every tag and operand is looked at") {
  CHECK(paths("{% case a %}{% when b, c %}{% endcase %}{% cycle d: e %}{% for i in (f..g) limit: h offset: j "
              "%}{{ i }}{% endfor %}"
              "{% unless k contains l %}{% elsif m %}{% endunless %}{% echo o %}{{ [q] }}{{ r[s.t] }}") ==
        "a b c d e f g h j k l m o q r[] s.t");
}

TEST_CASE("partials that are named literally are followed") {
  Partials partials(Environment::standard(),
                    std::make_shared<Texts>(std::map<std::string, std::string, std::less<>>{
                        {"card", "{{ product.title }}{{ card.x }}{{ shop }}{% render 'card' %}"},
                        {"inc", "{{ x }}{{ local.y }}{% assign z = 1 %}"}}));
  CHECK(paths("{% render 'card', product: event.product %}", &partials) ==
        "event.product event.product.title card.x shop");
  CHECK(paths("{% for p in products %}{% render 'card' for p.parts as product %}{% endfor %}", &partials) ==
        "products products[].parts products[].parts[].title card.x shop");
  CHECK(paths("{% assign local = a.b %}{% include 'inc', x: 1 %}{{ z }}", &partials) == "a.b a.b.y");
  CHECK(paths("{% render 'card' %}").empty());
  CHECK_THROWS_AS(paths("{% render 'none' %}", &partials), Error);
}
