#include "liquid/template.hpp"

#include <doctest/doctest.h>

using namespace lifecycled::liquid;

TEST_CASE("a template greets") {
  const auto greeting =
      Template::parse("Hi {{ name | default: 'you' }}!{% for i in (1..3) %} {{ i }}{% endfor %}",
                      "greeting.liquid", Environment::standard());
  CHECK(greeting.render(Object{{"name", "Ann"}}) == "Hi Ann! 1 2 3");
  CHECK(greeting.render(Object{}) == "Hi you! 1 2 3");
}
