#include "audience/time_borders.hpp"

#include <doctest/doctest.h>

#include "audience/testing.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;

TEST_CASE("the answer changes at the very millisecond that changes_after() names, and not before") {
  const Instant moment = at("2026-03-05T11:22:33.444Z");
  for (const double span : {0.0, 0.1, 1.0, 30.0, 59.99999, 60.0, 1.0 / 3, 365.25, -7.0, 0.7}) {
    for (const char* text : {"<", "<=", ">", ">="}) {
      CAPTURE(span);
      CAPTURE(text);
      const TimeBorder border{moment, comparison_from_text(text).value(), span};
      const Instant before = moment - days(30);
      const auto change = border.changes_after(before);
      REQUIRE(change);
      CHECK(border.holds(before) == border.holds(*change - Milliseconds{1}));
      CHECK(border.holds(*change) != border.holds(*change - Milliseconds{1}));
      CHECK_FALSE(border.changes_after(*change));
      CHECK(border.changes_after(*change - Milliseconds{1}) == change);
    }
  }
}

TEST_CASE("a border of a thousand millennia never comes") {
  CHECK_FALSE(TimeBorder{at("2026-03-05T11:00:00Z"), Comparison::Greater, 1e18}.changes_after(Instant{}));
}
