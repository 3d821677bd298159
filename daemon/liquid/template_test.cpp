#include "liquid/template.hpp"

#include <doctest/doctest.h>

using namespace lifecycled::liquid;

TEST_CASE("what is right in a text with mistakes can still be looked at, in its place") {
  const auto environment = Environment::standard();
  const auto part = Template::readable(
      "{{ a | upcas | append: 'x' }} {% for p of q %}{{ p }}{% else %}{{ b c }}{% endfor %}{{ d", "t",
      environment);
  REQUIRE(part);
  CHECK(part->text.render(Object{{"a", "1"}, {"p", "2"}}).starts_with("1x"));
  CHECK(part->unsure == std::set<std::string, std::less<>>{"for", "p", "of", "q", "else", "endfor"});
  const auto facts = part->text.references();
  REQUIRE(facts.size() == 2);
  CHECK(facts[0] == Reference{"a", {"t", 1, 4}});
  CHECK(facts[1] == Reference{"p", {"t", 1, 50}});
  std::string hopeless;
  for (int i = 0; i < 1000; ++i) hopeless += "{{ a b }}";
  CHECK_FALSE(Template::readable(hopeless, "t", environment));
  CHECK(Template::parse("{{ a | upcase }}\n{{ b | upcase }}", "t", environment).uses_of("upcase") ==
        std::vector<Place>{{"t", 1, 8}, {"t", 2, 8}});
}

TEST_CASE("a template greets") {
  const auto greeting =
      Template::parse("Hi {{ name | default: 'you' }}!{% for i in (1..3) %} {{ i }}{% endfor %}",
                      "greeting.liquid", Environment::standard());
  CHECK(greeting.render(Object{{"name", "Ann"}}) == "Hi Ann! 1 2 3");
  CHECK(greeting.render(Object{}) == "Hi you! 1 2 3");
}
