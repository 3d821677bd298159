#include "config/key_rates.hpp"

#include <doctest/doctest.h>

#include "config/testing.hpp"

namespace lifecycled {
namespace {

TEST_CASE("how much a key may send") {
  Problems problems;
  const auto rates = [&](std::string_view text) {
    return read_key_rates(parse_toml(text, "f.toml", problems).value(), problems);
  };
  CHECK(rates("[shop]\nname = \"S\"\n") == KeyRates{});
  const auto out = rates("[intake]\nper_write_key = \"any\"\nper_browser_key = \"600/2m\"\n");
  CHECK(out.write_key.count == 0);
  CHECK(out.browser_key == KeyRate{600, Milliseconds{120'000}});
  CHECK(problems.empty());
  rates("[intake]\nper_write_key = \"600\"\n");
  CHECK(testing::lines(problems) ==
        "f.toml:2:17: \"per_write_key\" must be so many events in so long, such as \"6000/1m\", or \"any\", "
        "not "
        "\"600\"\n");
}

}  // namespace
}  // namespace lifecycled
