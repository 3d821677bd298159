// Filters of a caller's own.
#include "liquid/filter.hpp"

#include <thread>

#include <doctest/doctest.h>

#include "liquid/filter_text.hpp"
#include "liquid/testing.hpp"

using namespace lifecycled::liquid;

TEST_CASE("a caller adds filters, with keyword arguments and the data at hand") {
  auto environment = std::make_shared<Environment>();
  environment->filters.add({"money",
                            0,
                            0,
                            [](FilterCall& call) {
                              const Value* currency = call.keyword("currency");
                              const Value usual = call.context().variable("currency");
                              const Text code(currency != nullptr ? *currency : usual, call.budget());
                              const Text amount(call.input(), call.budget());
                              return Value(std::string(code.view()) + " " + std::string(amount.view()));
                            },
                            {"currency"}});
  const Value data = Object{{"currency", "EUR"}};
  CHECK(Template::parse("{{ 5 | money }} {{ 5 | money: currency: 'USD' }}", "t", environment).render(data) ==
        "EUR 5 USD 5");
  CHECK_THROWS_AS(Template::parse("{{ 5 | money: 1 }}", "t", environment), Error);
  CHECK_THROWS_AS(Template::parse("{{ 5 | money }}", "t", Environment::standard()), Error);
}

TEST_CASE("one template is rendered by many threads at once") {
  const auto shared = Template::parse(
      "{% for i in (1..50) %}{% cycle 'a', 'b' %}{{ x | append: i | upcase }}{% render 'p' %}{% endfor %}",
      "t", Environment::standard());
  Partials partials(
      Environment::standard(),
      std::make_shared<testing::Texts>(std::map<std::string, std::string, std::less<>>{{"p", "{{ x }}"}}));
  const Value data = Object{{"x", "y"}};
  RenderOptions options;
  options.partials = &partials;
  const std::string expected = shared.render(data, options);
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int j = 0; j < 100; ++j) wrong += shared.render(data, options) != expected ? 1 : 0;
    });
  for (auto& thread : threads) thread.join();
  CHECK(wrong == 0);
}
