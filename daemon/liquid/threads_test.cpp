// A template and its partials are parsed once and rendered from any thread.
#include <atomic>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "liquid/testing.hpp"

using namespace lifecycled::liquid;
using namespace lifecycled::liquid::testing;

TEST_CASE("many threads render one template, and load its partials, at the same time") {
  const auto environment = Environment::standard();
  const auto index = Template::parse(
      "{% for p in products %}{% render 'row', p: p %}{% cycle 'a', 'b' %}{% increment n %}{% endfor %}"
      "{% include 'foot' %}{{ products | map: 'price' | sum }}",
      "index", environment);
  Partials partials(environment,
                    std::make_shared<Texts>(std::map<std::string, std::string, std::less<>>{
                        {"row", "{{ p.name | upcase | append: '!' }} {{ p.price | times: 1.5 }}; "},
                        {"foot", "{% assign x = products.size %}{{ x }} "}}));
  const Value data = json(R"({"products": [{"name": "cup", "price": 2}, {"name": "pot", "price": 3.5}]})");
  const std::string expected = "CUP! 3.0; a0POT! 5.25; b12 5.5";
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      RenderOptions options;
      options.partials = &partials;
      for (int k = 0; k < 200; ++k)
        if (index.render(data, options) != expected) ++wrong;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
}
