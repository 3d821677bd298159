#include "journey/test_results.hpp"

#include <doctest/doctest.h>

using namespace lifecycled;

TEST_CASE("Wilson's interval, with figures from the literature") {
  // Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
  const auto check = [](std::int64_t hits, std::int64_t of, double from, double to) {
    const Interval interval = wilson_interval(hits, of);
    CHECK(interval.from == doctest::Approx(from).epsilon(0.0005));
    CHECK(interval.to == doctest::Approx(to).epsilon(0.0005));
  };
  check(81, 263, 0.2553, 0.3662);
  check(15, 148, 0.0624, 0.1605);
  check(0, 20, 0, 0.1611);
  check(1, 29, 0.0061, 0.1718);
  check(20, 20, 1 - 0.1611, 1);
}

TEST_CASE("the chi-square distribution, with figures from its tables") {
  CHECK(chi_square_chance(0, 1) == doctest::Approx(1));
  CHECK(chi_square_chance(3.841, 1) == doctest::Approx(0.05).epsilon(0.001));
  CHECK(chi_square_chance(10.828, 1) == doctest::Approx(0.001).epsilon(0.001));
  CHECK(chi_square_chance(5.991, 2) == doctest::Approx(0.05).epsilon(0.001));
  CHECK(chi_square_chance(7.815, 3) == doctest::Approx(0.05).epsilon(0.001));
  CHECK(chi_square_chance(18.307, 10) == doctest::Approx(0.05).epsilon(0.001));
  CHECK(chi_square_chance(1e6, 2) == 0);
}

TEST_CASE("differences to the hold-out are clear or may be chance") {
  // Newcombe 1998 (differences), table II: 56 of 70 less 48 of 80: 0.0524 to 0.3339.
  const auto results =
      test_results({{"step 1", "", 80, 48, 0}, {"step 1", "a", 70, 56, 0}, {"step 1", "b", 70, 43, 0}});
  REQUIRE(results.size() == 1);
  const auto& variants = results[0].variants;
  REQUIRE(variants.size() == 3);
  CHECK(variants[2].variant == "");  // the hold-out last
  CHECK(variants[0].to_hold_out->rate == doctest::Approx(0.2));
  CHECK(variants[0].to_hold_out->likely.from == doctest::Approx(0.0524).epsilon(0.001));
  CHECK(variants[0].to_hold_out->likely.to == doctest::Approx(0.3339).epsilon(0.001));
  CHECK(variants[0].to_hold_out->is_clear());
  CHECK_FALSE(variants[1].to_hold_out->is_clear());
  CHECK_FALSE(variants[2].to_hold_out);
}

TEST_CASE("shares are off when chance would hardly ever make them so uneven") {
  const auto chance = [](std::int64_t a, std::int64_t b) {
    return test_results({{"s", "a", a, 0, 500'000'000}, {"s", "b", b, 0, 500'000'000}}).at(0);
  };
  CHECK_FALSE(chance(500, 500).shares_are_off());
  CHECK_FALSE(chance(540, 460).shares_are_off());
  CHECK(chance(560, 440).shares_are_off());
  // Nobody yet, or one variant alone: nothing to say.
  CHECK_FALSE(test_results({{"s", "a", 0, 0, 0}}).at(0).shares_are_off());
  CHECK(test_results({}).empty());
}
