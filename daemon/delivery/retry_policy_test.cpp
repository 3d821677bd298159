#include "delivery/retry_policy.hpp"

#include <algorithm>

#include <doctest/doctest.h>

namespace lifecycled {
namespace {

// Chance at its ends.
class FixedRandom final : public Random {
 public:
  explicit FixedRandom(unsigned char byte) : byte_(byte) {}
  void fill(std::span<unsigned char> out) override { std::ranges::fill(out, byte_); }

 private:
  unsigned char byte_;
};

TEST_CASE("pauses double from the first to the longest") {
  DeliverySettings settings;
  settings.first_retry_after = std::chrono::minutes{1};
  settings.longest_retry_after = std::chrono::minutes{60};
  FixedRandom lowest(0);
  FixedRandom highest(0xFF);
  const auto expect = [&](std::int64_t attempts, double minutes) {
    CAPTURE(attempts);
    const auto full = static_cast<std::int64_t>(minutes * 60'000);
    CHECK(retry_pause(settings, attempts, lowest).count() == full * 8 / 10);
    CHECK(retry_pause(settings, attempts, highest).count() <= full * 12 / 10);
    CHECK(retry_pause(settings, attempts, highest).count() >= full * 12 / 10 - 1);
  };
  expect(1, 1);
  expect(2, 2);
  expect(3, 4);
  expect(6, 32);
  expect(7, 60);
  expect(12, 60);
  expect(1'000'000, 60);  // no overflow
}

TEST_CASE("not all come back at once") {
  DeliverySettings settings;
  SeededRandom random(1);
  const auto first = retry_pause(settings, 3, random);
  CHECK(first != retry_pause(settings, 3, random));
}

}  // namespace
}  // namespace lifecycled
