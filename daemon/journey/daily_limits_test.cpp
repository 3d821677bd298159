// Who waits for a place of a campaign's daily limit, and who gets the next day's.
#include "journey/daily_limits.hpp"

#include <doctest/doctest.h>

#include "journey/testing.hpp"
#include "store/campaign_halts.hpp"

namespace lifecycled {
namespace {

using testing::Shop;
using testing::span;

std::string letter(const std::string& keys) {
  return "serves = \"retention\"\ntrigger = { event = \"Signed Up\", again_after = \"1d\" }\n" + keys +
         "\nstep = [ { send = \"hello\" } ]\n";
}

// Whoever signs up does so a minute after the one before, having bought for so much.
void sign_up(Shop& shop, const std::string& user, int spent = 0) {
  shop.welcome(user);
  if (spent > 0) shop.order(user, "of " + user, std::nullopt, std::to_string(spent));
  shop.track(user, "Signed Up");
  shop.pass("1m");
}

TEST_CASE("the next day's places go to the most valuable of those who wait, each at their own hour") {
  Shop shop(letter("limit = \"2/day\"\nserve_first = \"lifetime_value\""));
  for (const auto& [user, spent] :
       {std::pair("a", 0), {"b", 0}, {"c", 10}, {"d", 0}, {"e", 300}, {"f", 20}, {"g", 300}})
    sign_up(shop, user, spent);
  shop.pass("5d");
  CHECK(shop.messages("a") == "2026-03-05 12:00 hello email\n");
  CHECK(shop.messages("b") == "2026-03-05 12:01 hello email\n");
  CHECK(shop.messages("e") == "2026-03-06 12:04 hello email\n");
  CHECK(shop.messages("g") == "2026-03-06 12:06 hello email\n");
  CHECK(shop.messages("f") == "2026-03-07 12:05 hello email\n");
  CHECK(shop.messages("c") == "2026-03-07 12:02 hello email\n");
  CHECK(shop.messages("d") == "2026-03-08 12:03 hello email\n");
}

TEST_CASE("of those who come at the same moment the most valuable get the day's places") {
  const auto buy = [](Shop& shop) {
    for (const auto& [user, spent] : {std::pair("a", 10), {"b", 20}, {"c", 50}, {"d", 40}, {"e", 30}}) {
      shop.welcome(user);
      shop.order(user, user, std::nullopt, std::to_string(spent));
    }
  };
  const auto went_today = [](Shop& shop, const std::string& moment) {
    std::string out;
    for (const char* user : {"a", "b", "c", "d", "e"})
      if (shop.messages(user) == moment + " hello email\n") out += user;
    return out;
  };
  const std::string keys = "limit = \"2/day\"\nserve_first = \"lifetime_value\"";
  SUBCASE("by their events") {
    Shop shop(letter(keys));
    buy(shop);
    for (const char* user : {"a", "b", "c", "d", "e"}) shop.say(user, "Signed Up");
    shop.settle();
    CHECK(went_today(shop, "2026-03-05 12:00") == "cd");
  }
  SUBCASE("by their timers, however the work is sliced") {
    Shop shop("serves = \"retention\"\ntrigger = { event = \"Signed Up\" }\n" + keys +
              "\nstep = [ { after = \"1d\", send = \"hello\" } ]\n");
    shop.slice_length = std::chrono::microseconds{0};
    buy(shop);
    for (const char* user : {"a", "b", "c", "d", "e"}) shop.say(user, "Signed Up");
    shop.pass("1d");
    CHECK(went_today(shop, "2026-03-06 12:00") == "cd");
  }
  SUBCASE("as members of a segment that is started, a few at a time") {
    Shop shop(
        "serves = \"retention\"\ntrigger = { schedule = \"2026-03-06 09:00\", segment = \"active-one-time\" "
        "}\n" +
        keys + "\nstep = [ { send = \"hello\" } ]\n");
    shop.slice_length = std::chrono::microseconds{0};
    for (int i = 0; i < 150; ++i) {
      const std::string user = "other" + std::to_string(i);
      shop.welcome(user);
      shop.order(user, user, std::nullopt, "1");
    }
    buy(shop);
    shop.pass_until(testing::at("2026-03-06T09:00:00Z"));
    CHECK(went_today(shop, "2026-03-06 09:00") == "cd");
    CHECK(shop.messages("other0") == "");
  }
}

TEST_CASE("whoever comes while others wait stands in line with them, not in front") {
  Shop shop(letter("limit = \"1/day\""));
  for (const char* user : {"a", "b", "c"}) sign_up(shop, user);
  shop.pass("20h");  // a new day, before the hour at which b asked
  sign_up(shop, "d");
  shop.pass("5d");
  CHECK(shop.messages("b") == "2026-03-06 12:01 hello email\n");
  CHECK(shop.messages("c") == "2026-03-07 12:02 hello email\n");
  CHECK(shop.messages("d") == "2026-03-08 08:03 hello email\n");
}

TEST_CASE("whoever leaves the campaign leaves the line, and costs nobody a place") {
  Shop shop(letter("limit = \"1/day\"\ngoal = \"Order Completed\""));
  for (const char* user : {"a", "b", "c"}) sign_up(shop, user);
  shop.order("b", "1");
  CHECK_FALSE(LimitPlaces(shop.database).find(shop.journey_rows("b").back().id));
  shop.pass("5d");
  CHECK(shop.messages("b") == "");
  CHECK(shop.messages("c") == "2026-03-06 12:02 hello email\n");
}

TEST_CASE("who waits in line still meets the campaign's time limit") {
  Shop shop(letter("limit = \"1/day\"\nexit = { after = \"30h\" }"));
  for (const char* user : {"a", "b", "c"}) sign_up(shop, user);
  shop.pass("5d");
  CHECK(shop.journeys("b") == "finished 2026-03-06 12:01\n");
  CHECK(shop.journeys("c") == "time limit 2026-03-06 18:02\n");
  CHECK_FALSE(LimitPlaces(shop.database).first(Campaigns(shop.database).find("it")->id));
}

TEST_CASE("a raised limit lets more of the line through at once, and a dropped one all of it") {
  Shop shop(letter("limit = \"1/day\""));
  for (int i = 0; i < 60; ++i) sign_up(shop, "user" + std::to_string(i));
  shop.open({{"it", letter("limit = \"3/day\"")}});
  shop.settle();
  CHECK(shop.messages("user1") == "2026-03-05 13:00 hello email\n");
  CHECK(shop.messages("user2") == "2026-03-05 13:00 hello email\n");
  CHECK(shop.messages("user3") == "");
  shop.open({{"it", letter("")}});
  shop.settle();
  CHECK(shop.messages("user3") == "2026-03-05 13:00 hello email\n");
  CHECK(shop.messages("user59") == "2026-03-05 13:00 hello email\n");
}

TEST_CASE("a pause hands out nothing, and what it held back does not break the limit afterwards") {
  Shop shop(letter("limit = \"1/day\""));
  for (const char* user : {"a", "b", "c", "d"}) sign_up(shop, user);
  const CampaignId campaign = Campaigns(shop.database).find("it")->id;
  shop.pass("20h");  // b has the place of the new day
  CampaignHalts(shop.database).pause(campaign, shop.clock.now(), "anna", "");
  shop.pass("3d");
  CHECK(shop.messages("b") == "");
  CampaignHalts(shop.database).resume(campaign);
  shop.pass("5d");
  std::map<std::string, int> days;
  for (const char* user : {"b", "c", "d"}) {
    CHECK(shop.messages(user).size() > 0);
    ++days[shop.messages(user).substr(0, 10)];
  }
  CHECK(days.size() == 3);
}

TEST_CASE("a long line is served in its order, however the work is sliced") {
  const auto served = [](std::chrono::microseconds slice) {
    Shop shop(letter("limit = \"50/day\"\nserve_first = \"lifetime_value\""));
    shop.slice_length = slice;
    for (int i = 0; i < 200; ++i) {
      const std::string user = "user" + std::to_string(i);
      shop.welcome(user);
      shop.order(user, user, std::nullopt, std::to_string(1 + i * 37 % 101));
    }
    for (int i = 0; i < 200; ++i) shop.say("user" + std::to_string(i), "Signed Up");
    shop.pass("5d");
    std::string out;
    for (int i = 0; i < 200; ++i) out += shop.messages("user" + std::to_string(i));
    return out;
  };
  CHECK(served(std::chrono::seconds{10}) == served(std::chrono::microseconds{0}));
}

}  // namespace
}  // namespace lifecycled
