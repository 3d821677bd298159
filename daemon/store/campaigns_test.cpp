#include "store/campaigns.hpp"

#include <doctest/doctest.h>

#include "store/store_testing.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;

TEST_CASE("a campaign is one row for its name, live once it is told so") {
  ScratchDatabase scratch;
  Campaigns campaigns(scratch);
  CHECK_FALSE(campaigns.find("welcome"));
  const CampaignId id = campaigns.ensure("welcome");
  CHECK(campaigns.ensure("welcome") == id);
  CHECK(campaigns.ensure("win back") != id);
  auto row = campaigns.find("welcome");
  REQUIRE(row);
  CHECK(row->id == id);
  CHECK(row->name == "welcome");
  CHECK(campaigns.name(id) == "welcome");
  CHECK(campaigns.name(99).empty());
  CHECK_FALSE(row->current_version);
  CHECK_FALSE(row->live_since);
  CHECK_FALSE(row->fill_after);

  const VersionId version = campaigns.ensure_version(id, "text", some_noon);
  campaigns.set_current(id, version, some_noon);
  campaigns.set_fill(id, 0);
  row = campaigns.find("welcome");
  CHECK(row->current_version == version);
  CHECK(row->live_since == some_noon);
  CHECK(row->fill_after == 0);

  campaigns.set_current(id, std::nullopt, std::nullopt);
  campaigns.set_fill(id, std::nullopt);
  row = campaigns.find("welcome");
  CHECK_FALSE(row->current_version);
  CHECK_FALSE(row->live_since);
  CHECK_FALSE(row->fill_after);
}

TEST_CASE("a version is its text: the same text is the same version, in its campaign") {
  ScratchDatabase scratch;
  Campaigns campaigns(scratch);
  const CampaignId welcome = campaigns.ensure("welcome");
  const CampaignId other = campaigns.ensure("other");
  const VersionId first = campaigns.ensure_version(welcome, "one", some_noon);
  const VersionId second = campaigns.ensure_version(welcome, "two", some_noon);
  CHECK(first != second);
  CHECK(campaigns.ensure_version(welcome, "one", some_noon) == first);
  CHECK(campaigns.ensure_version(other, "one", some_noon) != first);
  CHECK(campaigns.source(first) == "one");
  CHECK(campaigns.source(second) == "two");
  CHECK_FALSE(campaigns.source(99));
}

TEST_CASE("a daily limit hands out today's slots, then tomorrow's") {
  ScratchDatabase scratch;
  Campaigns campaigns(scratch);
  const CampaignId id = campaigns.ensure("welcome");
  std::vector<std::int64_t> days;
  for (int i = 0; i < 5; ++i) days.push_back(campaigns.take_limit_slot(id, 100, 2));
  CHECK(days == std::vector<std::int64_t>{100, 100, 101, 101, 102});
  // The next day: what was handed out for it ahead is not handed out again.
  CHECK(campaigns.take_limit_slot(id, 101, 2) == 102);
  CHECK(campaigns.take_limit_slot(id, 101, 2) == 103);
  // A week later nothing is left over from before.
  CHECK(campaigns.take_limit_slot(id, 110, 2) == 110);
  CHECK(campaigns.take_limit_slot(id, 110, 2) == 110);
  CHECK(campaigns.take_limit_slot(id, 110, 2) == 111);
}

TEST_CASE("campaigns do not share their limits, and a lowered limit holds from then on") {
  ScratchDatabase scratch;
  Campaigns campaigns(scratch);
  const CampaignId id = campaigns.ensure("welcome");
  const CampaignId other = campaigns.ensure("other");
  for (int i = 0; i < 3; ++i) CHECK(campaigns.take_limit_slot(id, 100, 5) == 100);
  CHECK(campaigns.take_limit_slot(other, 100, 1) == 100);
  CHECK(campaigns.take_limit_slot(id, 100, 2) == 101);
}
