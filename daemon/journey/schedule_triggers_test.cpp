#include "journey/schedule_triggers.hpp"

#include <doctest/doctest.h>

#include "journey/testing.hpp"

namespace lifecycled {
namespace {

using testing::at;
using testing::Shop;
using testing::span;

std::string campaign(const std::string& schedule, const std::string& more = "",
                     const std::string& head = "") {
  return head + "serves = \"retention\"\ntrigger = { schedule = \"" + schedule +
         "\", segment = \"active-one-time\"" + more + " }\nstep = [ { send = \"hello\" } ]\n";
}

TEST_CASE("members of the segment start at each moment, by the shop's clock on both sides of a change") {
  Shop shop(campaign("sun 10:00", "", ""));
  for (const char* user : {"anna", "ben"}) shop.welcome(user, "Asia/Tokyo");
  shop.order("anna", "1");
  shop.pass_until(at("2026-04-06T00:00:00Z"));
  CHECK(shop.messages("anna") ==
        "2026-03-08 10:00 hello email\n2026-03-15 10:00 hello email\n2026-03-22 10:00 hello email\n"
        "2026-03-29 10:00 hello email\n2026-04-05 10:00 hello email\n");
  CHECK(shop.messages("ben") == "");
}

TEST_CASE("a date starts once; again_after spares those who had one lately") {
  Shop once(campaign("2026-03-10 09:00"));
  once.welcome("anna");
  once.order("anna", "1");
  once.pass("40d");
  CHECK(once.messages("anna") == "2026-03-10 09:00 hello email\n");

  Shop daily(campaign("daily 09:00", ", again_after = \"3d\""));
  daily.welcome("anna");
  daily.order("anna", "1");
  daily.pass("8d");
  CHECK(daily.messages("anna") ==
        "2026-03-06 09:00 hello email\n2026-03-09 09:00 hello email\n2026-03-12 09:00 hello email\n");
}

TEST_CASE("of the moments that the daemon missed the latest is caught up, once, within max_age") {
  Shop shop(campaign("daily 09:00", ", max_age = \"12h\""));
  shop.welcome("anna");
  shop.order("anna", "1");
  shop.clock.set(at("2026-03-08T13:00:00Z"));
  shop.settle();
  CHECK(shop.messages("anna") == "2026-03-08 14:00 hello email\n");
  shop.clock.set(at("2026-03-09T23:00:00Z"));
  shop.settle();
  CHECK(shop.messages("anna") == "2026-03-08 14:00 hello email\n");
  shop.pass_until(at("2026-03-10T12:00:00Z"));
  CHECK(shop.messages("anna") == "2026-03-08 14:00 hello email\n2026-03-10 09:00 hello email\n");
}

TEST_CASE("a clock that jumps back gives nobody the same moment twice") {
  Shop shop(campaign("daily 09:00"));
  shop.welcome("anna");
  shop.order("anna", "1");
  shop.pass_until(at("2026-03-06T12:00:00Z"));
  shop.clock.set(at("2026-03-06T05:00:00Z"));
  shop.open({{"it", campaign("daily 09:00", ", max_age = \"2h\"")}});
  shop.pass_until(at("2026-03-07T12:00:00Z"));
  CHECK(shop.messages("anna") == "2026-03-06 09:00 hello email\n2026-03-07 09:00 hello email\n");
}

TEST_CASE("a changed schedule goes by the new one; a campaign that is held misses its moments") {
  Shop shop(campaign("daily 09:00"));
  shop.welcome("anna");
  shop.order("anna", "1");
  shop.open({{"it", campaign("daily 15:00")}});
  shop.pass_until(at("2026-03-05T20:00:00Z"));
  CHECK(shop.messages("anna") == "2026-03-05 15:00 hello email\n");
  shop.open({{"it", campaign("daily 15:00", "", "live = false\n")}});
  shop.pass("3d");
  shop.open({{"it", campaign("daily 15:00")}});
  shop.pass("1d");
  CHECK(shop.messages("anna") == "2026-03-05 15:00 hello email\n2026-03-09 15:00 hello email\n");
  shop.open(Shop::Files{});
  shop.pass("3d");
  CHECK(shop.messages("anna") == "2026-03-05 15:00 hello email\n2026-03-09 15:00 hello email\n");
}

TEST_CASE("a large segment is started in slices, each member once") {
  Shop shop(campaign("2026-03-10 09:00"));
  for (int i = 0; i < 200; ++i) {
    const std::string user = "user" + std::to_string(i);
    shop.say(user, "Customer Identified", R"({"email": ")" + user + R"(@example.org"})");
    shop.say(user, "Consent Given", R"({"channel": "email"})");
    shop.say(user, "Order Completed", R"({"order_id": ")" + user + R"(", "total": 1})");
  }
  shop.settle();
  shop.slice_length = std::chrono::microseconds{0};  // a round is a slice
  shop.pass_until(at("2026-03-11T00:00:00Z"));
  for (int i = 0; i < 200; ++i)
    CHECK(shop.messages("user" + std::to_string(i)) == "2026-03-10 09:00 hello email\n");
  CHECK(
      shop.has_logged("campaign.segment_started campaign=it segment=active-one-time started=200 refused=0"));
}

}  // namespace
}  // namespace lifecycled
