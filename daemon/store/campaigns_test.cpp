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
