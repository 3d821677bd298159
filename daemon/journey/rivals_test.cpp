#include "journey/rivals.hpp"

#include <map>
#include <vector>

#include <doctest/doctest.h>

namespace lifecycled {
namespace {

TEST_CASE("each customer belongs to one rival, and the shares are equal") {
  const std::vector<std::string> rivals{"cart-abandonment", "cart-by-value", "cart-quick"};
  std::map<std::string_view, int> shares;
  for (CustomerId customer = 1; customer <= 30'000; ++customer)
    ++shares[owner_among(rivals, "cart", customer)];
  // Three standard deviations of a fair draw are 245.
  for (const auto& [rival, count] : shares) {
    CAPTURE(rival);
    CHECK(count > 9'755);
    CHECK(count < 10'245);
  }
}

TEST_CASE("a rival that comes takes its own share and moves nobody else") {
  const std::vector<std::string> two{"a", "b"}, three{"a", "b", "c"}, turned{"b", "a"};
  for (CustomerId customer = 1; customer <= 1'000; ++customer) {
    const auto before = owner_among(two, "cart", customer);
    const auto after = owner_among(three, "cart", customer);
    CHECK((after == before || after == "c"));
    CHECK(owner_among(turned, "cart", customer) == before);
  }
}

TEST_CASE("another word shares anew") {
  const std::vector<std::string> rivals{"a", "b"};
  int same = 0;
  for (CustomerId customer = 1; customer <= 1'000; ++customer)
    same += owner_among(rivals, "cart", customer) == owner_among(rivals, "checkout", customer) ? 1 : 0;
  CHECK(same > 400);
  CHECK(same < 600);
}

}  // namespace
}  // namespace lifecycled
