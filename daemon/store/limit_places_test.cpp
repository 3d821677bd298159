#include "store/limit_places.hpp"

#include <vector>

#include <doctest/doctest.h>

#include "store/store_testing.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;

TEST_CASE("each day of a limit has its own places, and campaigns do not share them") {
  ScratchDatabase scratch;
  const CampaignId id = Campaigns(scratch).ensure("welcome"), other = Campaigns(scratch).ensure("other");
  LimitPlaces places(scratch);
  CHECK(places.left(id, 100, 2) == 2);
  places.take(id, 100);
  CHECK(places.left(id, 100, 2) == 1);
  places.take(id, 100);
  CHECK(places.left(id, 100, 2) == 0);
  CHECK(places.left(id, 100, 1) == 0);  // lowered meanwhile
  CHECK(places.left(id, 100, 5) == 3);  // raised
  CHECK(places.left(other, 100, 2) == 2);
  CHECK(places.left(id, 101, 2) == 2);
  places.take(id, 101);
  CHECK(places.left(id, 101, 2) == 1);
}

TEST_CASE("a day for which places were given away ahead leaves none for the days before it") {
  ScratchDatabase scratch;
  const CampaignId id = Campaigns(scratch).ensure("welcome");
  LimitPlaces places(scratch);
  places.take(id, 103);
  CHECK(places.left(id, 102, 2) == 0);
  CHECK(places.left(id, 103, 2) == 1);
}

TEST_CASE("a line is served by worth, then by who asked first") {
  ScratchDatabase scratch;
  const CampaignId id = Campaigns(scratch).ensure("welcome"), other = Campaigns(scratch).ensure("other");
  LimitPlaces places(scratch);
  const Instant later = some_noon + Milliseconds{1};
  places.join({id, 0, later, 1});
  places.join({id, 12.5, later, 2});
  places.join({id, 12.5, some_noon, 3});
  places.join({id, -3, some_noon, 4});
  places.join({id, 0, later, 5});
  places.join({other, 99, some_noon, 6});
  CHECK(places.count_ahead(places.find(1).value(), 10) == 2);
  CHECK(places.count_ahead(places.find(4).value(), 10) == 4);
  CHECK(places.count_ahead(places.find(4).value(), 3) == 3);
  places.leave(2);
  CHECK_FALSE(places.find(2));
  std::vector<JourneyId> served;
  while (const auto next = places.first(id)) {
    served.push_back(next->journey);
    places.leave(next->journey);
  }
  CHECK(served == std::vector<JourneyId>{3, 1, 5, 4});
  CHECK(places.first(other)->worth == 99);
}
