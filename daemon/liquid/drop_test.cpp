#include <doctest/doctest.h>

#include "liquid/testing.hpp"

using namespace lifecycled::liquid;

namespace {

class Shop final : public Drop {
 public:
  Value get(std::string_view key) const override {
    ++asked;
    if (key == "name") return Value("Cups & Co");
    if (key == "products") return Value(Array{"cup", "pot"});
    return {};
  }
  mutable int asked = 0;
};

class Products final : public Drop {
 public:
  Value get(std::string_view) const override { return {}; }
  Value value() const override {
    ++loaded;
    return Value(Array{"cup", "pot"});
  }
  mutable int loaded = 0;
};

std::string rendered(const std::string& source, const Value& data) {
  return Template::parse(source, "t", Environment::standard()).render(data);
}

}  // namespace

TEST_CASE("the data may be a drop, which is asked once for each name and only when it is used") {
  const auto shop = std::make_shared<Shop>();
  CHECK(rendered("{{ name }}, {{ name }} {% for p in products %}{{ p }} {% endfor %}", Value(shop)) ==
        "Cups & Co, Cups & Co cup pot ");
  CHECK(shop->asked == 2);
  CHECK(rendered("nothing", Value(shop)) == "nothing");
  CHECK(shop->asked == 2);
}

TEST_CASE("a drop inside the data") {
  const Value data = Object{{"shop", std::make_shared<Shop>()}};
  CHECK(rendered("{{ shop.name }} {{ shop.products[1] }} {{ shop.nothing }}|{{ shop }}|", data) ==
        "Cups & Co pot ||");
}

TEST_CASE("a drop that stands for a list") {
  const auto products = std::make_shared<Products>();
  const Value data = Object{{"products", products}};
  CHECK(rendered("no use", data) == "no use");
  CHECK(products->loaded == 0);
  CHECK(rendered("{{ products | join: '+' }} {{ products.size }} {{ products[0] }} {{ products.last }}"
                 "{% for p in products %} {{ p }}{% endfor %}{% if products contains 'pot' %} yes{% endif %}",
                 data) == "cup+pot 2 cup pot cup pot yes");
}
