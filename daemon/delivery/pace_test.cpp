#include "delivery/pace.hpp"

#include <doctest/doctest.h>

namespace lifecycled {
namespace {

struct Paced {
  explicit Paced(double per_second) : pace(clock, per_second) {}
  // How many leave in this span, taken as soon as one may.
  std::size_t leave_in(Milliseconds span) {
    std::size_t left = 0;
    const SteadyInstant end = clock.steady_now() + span;
    for (;;) {
      left += pace.take(1'000'000);
      const auto wait = pace.wait();
      if (!wait || clock.steady_now() + *wait > end) return left;
      clock.advance(*wait);
    }
  }
  VirtualClock clock{from_ms(1'000'000)};
  Pace pace;
};

TEST_CASE("without a limit everything may leave") {
  Paced paced(0);
  CHECK(paced.pace.take(1000) == 1000);
  CHECK_FALSE(paced.pace.wait().has_value());
}

TEST_CASE("a bucket: a small burst, then the pace") {
  Paced paced(20);
  CHECK(paced.pace.take(1000) == 5);  // a quarter of a second's worth
  CHECK(paced.pace.take(1000) == 0);
  CHECK(paced.pace.wait() == Milliseconds{51});
  const std::size_t left = paced.leave_in(std::chrono::seconds{10});
  CHECK(left >= 190);
  CHECK(left <= 200);
}

TEST_CASE("idle time does not add up") {
  Paced paced(20);
  paced.pace.take(1000);
  paced.clock.advance(std::chrono::hours{1});
  CHECK(paced.pace.take(1000) == 5);
}

TEST_CASE("one a second, and less than that") {
  Paced slow(1);
  CHECK(slow.pace.take(9) == 1);
  CHECK(slow.leave_in(std::chrono::seconds{10}) >= 9);
  Paced slower(0.1);
  CHECK(slower.pace.take(9) == 1);
  CHECK(slower.leave_in(std::chrono::seconds{60}) == 5);
}

TEST_CASE("what was taken and not needed comes back") {
  Paced paced(20);
  CHECK(paced.pace.take(5) == 5);
  paced.pace.give_back(3);
  CHECK(paced.pace.take(9) == 3);
}

TEST_CASE("a pause holds everything, the longest of them counts, and clock jumps do not shorten it") {
  Paced paced(0);
  paced.pace.pause(std::chrono::seconds{60});
  paced.pace.pause(std::chrono::seconds{10});
  CHECK(paced.pace.take(1) == 0);
  CHECK(paced.pace.wait() == Milliseconds{60'001});
  paced.clock.set(paced.clock.now() - std::chrono::hours{5});
  CHECK(paced.pace.take(1) == 0);
  paced.clock.advance(std::chrono::seconds{60});
  CHECK(paced.pace.take(1) == 1);
}

TEST_CASE("a destination that asked for a pause is held until its own time") {
  Paced paced(0);
  const Instant now = paced.clock.now();
  paced.pace.pause_key("example.org", std::chrono::minutes{5});
  paced.pace.pause_key("example.org", std::chrono::minutes{1});
  paced.pace.pause_key("example.com", std::chrono::minutes{1});
  CHECK(paced.pace.take(1) == 1);
  CHECK(paced.pace.held_keys().at("example.org") == now + std::chrono::minutes{5});
  paced.clock.advance(std::chrono::minutes{2});
  paced.pace.pause_key("example.net", std::chrono::minutes{1});
  CHECK_FALSE(paced.pace.held_keys().contains("example.com"));  // forgotten once it is over
  CHECK(paced.pace.held_keys().size() == 2);
}

TEST_CASE("too fast halves the pace, success brings it back, never beyond the limit") {
  Paced paced(40);
  paced.pace.slow_down();
  CHECK(paced.pace.per_second() == doctest::Approx(20));
  CHECK(paced.pace.take(100) == 1);  // no burst either
  paced.pace.slow_down();
  CHECK(paced.pace.per_second() == doctest::Approx(10));
  paced.pace.succeeded(10);
  CHECK(paced.pace.per_second() == doctest::Approx(11));
  for (int i = 0; i < 1000; ++i) paced.pace.succeeded(1);
  CHECK(paced.pace.per_second() == 40);
  for (int i = 0; i < 20; ++i) paced.pace.slow_down();
  CHECK(paced.pace.per_second() == 1);
}

TEST_CASE("half of unlimited is a beginning, and success ends the limit") {
  Paced paced(0);
  paced.pace.slow_down();
  CHECK(paced.pace.per_second() == doctest::Approx(50));
  for (int i = 0; i < 2000; ++i) paced.pace.succeeded(1);
  CHECK(paced.pace.per_second() == 0);
}

TEST_CASE("the plugin's own limit") {
  Paced paced(0);
  paced.pace.set_limit(8);
  CHECK(paced.pace.per_second() == 8);
  CHECK(paced.pace.take(100) <= 2);
}

}  // namespace
}  // namespace lifecycled
