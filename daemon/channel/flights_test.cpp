#include "channel/flights.hpp"

#include <doctest/doctest.h>

using lifecycled::Flights;

TEST_CASE("a ticket goes in once and comes out once") {
  Flights flights;
  CHECK(flights.add(1, 100));
  CHECK(!flights.add(1, 100));
  CHECK(flights.add(2, 200));
  CHECK(flights.take(1));
  CHECK(!flights.take(1));
  CHECK(flights.take_overdue(199).empty());
  CHECK(flights.take_overdue(200) == std::vector<std::uint64_t>{2});
  CHECK(flights.take_all().empty());
}
