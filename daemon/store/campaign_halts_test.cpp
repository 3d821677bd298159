#include "store/campaign_halts.hpp"

#include <doctest/doctest.h>

#include "store/store_testing.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;

TEST_CASE("a pause is kept with who, when and why; the first word stays until it is resumed") {
  ScratchDatabase scratch;
  const CampaignId id = Campaigns(scratch).ensure("welcome");
  CampaignHalts halts(scratch);
  CHECK(to_text(halts.of(id)).empty());
  CHECK_FALSE(halts.of(id).lets_nobody_in());
  CHECK(halts.pause(id, some_noon, "anna", "wrong price"));
  CHECK_FALSE(halts.pause(id, some_noon + day_length, "ben", "me too"));
  CHECK(to_text(halts.of(id)) == "paused since " + format_instant(some_noon) + " by anna: wrong price");
  CHECK(halts.of(id).lets_nobody_in());
  CHECK_FALSE(halts.of(id).is_over());
  CHECK(halts.resume(id));
  CHECK_FALSE(halts.resume(id));
  CHECK(to_text(halts.of(id)).empty());
  // Other campaigns, and those that nobody knows, are in nobody's way.
  CHECK_FALSE(halts.of(99).lets_nobody_in());
}

TEST_CASE("an end ends a pause, with those inside let out or not; resume takes back one thing at a time") {
  ScratchDatabase scratch;
  const CampaignId id = Campaigns(scratch).ensure("welcome");
  CampaignHalts halts(scratch);
  halts.pause(id, some_noon, "anna", "");
  halts.end(id, some_noon, "anna", "sold out", false);
  CHECK(to_text(halts.of(id)) == "ended since " + format_instant(some_noon) + " by anna: sold out");
  CHECK(halts.of(id).is_over());
  halts.end(id, some_noon, "", "", true);
  CHECK(to_text(halts.of(id)) == "ended (those inside go on) since " + format_instant(some_noon));
  CHECK_FALSE(halts.of(id).is_over());
  CHECK(halts.of(id).lets_nobody_in());
  halts.pause(id, some_noon, "", "");
  CHECK(halts.resume(id));
  CHECK(halts.of(id).ended_at == some_noon);
  CHECK(halts.resume(id));
  CHECK_FALSE(halts.of(id).lets_nobody_in());
}

TEST_CASE("who is held is taken once, in slices, and only of that campaign") {
  ScratchDatabase scratch;
  const CampaignId id = Campaigns(scratch).ensure("welcome");
  const CampaignId other = Campaigns(scratch).ensure("other");
  CampaignHalts halts(scratch);
  for (const JourneyId journey : {3, 1, 2, 2}) halts.hold(id, journey);
  halts.hold_delivery(id, 1);
  halts.hold(other, 9);
  CHECK(halts.count_held(id) == 4);
  CHECK(halts.take_held(id, 2) == std::vector<JourneyId>{1, 2});
  CHECK(halts.take_held(id, 2) == std::vector<JourneyId>{3});
  CHECK(halts.take_held(id, 2).empty());
  CHECK(halts.take_held_deliveries(id, 2) == std::vector<DeliveryId>{1});
  CHECK(halts.count_held(other) == 1);
}

TEST_CASE("what must be told is found until it is told, and those inside without reading others") {
  ScratchDatabase scratch;
  const CustomerId anna = add_customer(scratch);
  Journeys journeys(scratch);
  CampaignHalts halts(scratch);
  const JourneyRow row = journey_of(scratch, anna, "welcome");
  const JourneyId first = journeys.start(row);
  const JourneyId second = journeys.start(row);
  journeys.start(journey_of(scratch, anna, "other"));
  CHECK(halts.inside(row.campaign, 10) == std::vector<JourneyId>{first, second});
  journeys.end(first, JourneyEnd::Finished, some_noon, std::nullopt);
  CHECK(halts.inside(row.campaign, 10) == std::vector<JourneyId>{second});
  CHECK_FALSE(halts.first_unsettled());
  halts.pause(row.campaign, some_noon, "", "");
  CHECK_FALSE(halts.first_unsettled());
  halts.resume(row.campaign);
  CHECK(halts.first_unsettled() == row.campaign);
  halts.note_settled(row.campaign);
  CHECK_FALSE(halts.first_unsettled());
  halts.end(row.campaign, some_noon, "", "", false);
  CHECK(halts.first_unsettled() == row.campaign);
}
