#include "cli/explain_facts.hpp"

#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

using namespace lifecycled;

TEST_CASE("figures are numbers, moments are dates, words stay words even where they look like numbers") {
  const std::vector<ProfileValue> profile{{"orders", "3"},      {"spent", "24.9"},
                                          {"first_name", "7"},  {"first_order_at", "1767225600000"},
                                          {"stage", "lapsing"}, {"last_rating", std::nullopt},
                                          {"has_account", "1"}, {"resting", "0"},
                                          {"properties", "{}"}};
  CHECK(boost::json::serialize(profile_json(profile)) ==
        R"({"orders":3,"spent":2.49E1,"first_name":"7","first_order_at":"2026-01-01T00:00:00.000Z",)"
        R"("stage":"lapsing","last_rating":null,"has_account":true,"resting":false})");
}

TEST_CASE("a condition's values are those of the columns it names, not of parts of words") {
  const auto profile =
      profile_json({{"orders", "3"}, {"spent", "5"}, {"stage", "lapsing"}, {"stage_since", "0"}});
  CHECK(boost::json::serialize(values_in("orders >= 2 and stage = 'lapsing'", profile)) ==
        R"({"orders":3,"stage":"lapsing"})");
  CHECK(values_in("event.orders > 2", profile).empty());
}

TEST_CASE("a held message that will expire before it may go is told so") {
  const Instant expires_at = parse_instant("2026-12-03T10:00:00Z").value();
  const std::string until = "pass: until 2026-12-03T10:00:00.000Z";
  const auto words = [&](Milliseconds cap_after, Verdict campaign) {
    return time_left_words({{"time left", Pass{}},
                            {"campaign", campaign},
                            {"quiet hours", NotBefore{expires_at - Milliseconds{5}, "quiet hours"}},
                            {"cap", NotBefore{expires_at + cap_after, "cap"}}},
                           expires_at);
  };
  CHECK(words(Milliseconds{-1}, Pass{}) == until);
  CHECK(words(Milliseconds{0}, Pass{}) == until + "; it will expire then, before it may go (cap)");
  CHECK(words(Milliseconds{-1}, NotBefore{expires_at + day_length, "campaign paused", true}) ==
        until + "; it expires then unless what holds it has ended before (campaign)");
}
