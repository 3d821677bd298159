#include "journey/date_triggers.hpp"

#include <doctest/doctest.h>

#include "journey/testing.hpp"

namespace lifecycled {
namespace {

using testing::at;
using testing::Shop;
using testing::span;

std::string campaign(const std::string& trigger, const std::string& head = "") {
  return head + "serves = \"retention\"\ntrigger = { " + trigger + " }\nstep = [ { send = \"hello\" } ]\n";
}

// Says a birthday, and in which zone.
void born(Shop& shop, std::string_view user, const std::string& day) {
  shop.track(user, "Customer Identified", R"({"birthday": ")" + day + "\"}");
}
void moves(Shop& shop, std::string_view user, const std::string& zone) {
  shop.track(user, "Customer Identified", R"({"time_zone": ")" + zone + "\"}");
}

TEST_CASE("a birthday comes every year at midnight of the customer's own time") {
  Shop shop(campaign(R"(date = "birthday")"));
  shop.welcome("anna");
  shop.welcome("ben", "America/New_York");
  shop.welcome("cleo", "Asia/Tokyo");
  shop.welcome("dora");
  born(shop, "anna", "1990-06-01");
  born(shop, "ben", "06-01");
  born(shop, "cleo", "1988-06-01T23:30:00+09:00");
  born(shop, "dora", "next summer");
  shop.pass_until(at("2028-07-01T00:00:00Z"));
  CHECK(shop.messages("anna") ==
        "2026-06-01 00:00 hello email\n2027-06-01 00:00 hello email\n2028-06-01 00:00 hello email\n");
  CHECK(shop.messages("ben") ==
        "2026-06-01 06:00 hello email\n2027-06-01 06:00 hello email\n2028-06-01 06:00 hello email\n");
  CHECK(shop.messages("cleo") ==
        "2026-05-31 17:00 hello email\n2027-05-31 17:00 hello email\n2028-05-31 17:00 hello email\n");
  CHECK(shop.messages("dora") == "");
}

TEST_CASE("29 February falls on the 28th in other years") {
  Shop shop(campaign(R"(date = "birthday")"));
  shop.welcome("anna");
  born(shop, "anna", "2000-02-29");
  shop.pass_until(at("2029-03-05T00:00:00Z"));
  CHECK(shop.messages("anna") ==
        "2027-02-28 00:00 hello email\n2028-02-29 00:00 hello email\n2029-02-28 00:00 hello email\n");
}

TEST_CASE("an offset counts days of the customer, also over a change of the clocks") {
  Shop shop(Shop::Files{{"before", campaign(R"(date = "birthday", offset = "-7d")")},
                        {"later", campaign(R"(date = "birthday", offset = "1d10h")")},
                        {"at-ten", campaign(R"(date = "birthday", offset = "10h")")}});
  shop.welcome("anna");
  born(shop, "anna", "1990-04-01");  // clocks go forward on 29 March 2026
  shop.welcome("ben");
  born(shop, "ben", "1990-10-25");  // the day on which they go back
  shop.pass_until(at("2026-12-01T00:00:00Z"));
  CHECK(shop.messages("anna") ==
        "2026-03-25 00:00 hello email\n2026-04-01 10:00 hello email\n2026-04-02 10:00 hello email\n");
  CHECK(shop.messages("ben") ==
        "2026-10-18 00:00 hello email\n2026-10-25 10:00 hello email\n2026-10-26 10:00 hello email\n");
}

TEST_CASE("midnight that the clocks skip is the first moment of that day") {
  Shop shop(campaign(R"(date = "birthday")"));
  shop.welcome("anna", "Africa/Cairo");  // 24 April 2026: 00:00 becomes 01:00
  born(shop, "anna", "1990-04-24");
  shop.pass_until(at("2026-05-01T00:00:00Z"));
  CHECK(shop.messages("anna") == "2026-04-24 00:00 hello email\n");
}

TEST_CASE("a renewal comes once for each date") {
  Shop shop(campaign(R"(date = "renews_at", offset = "-3d", repeats = "never")"));
  shop.welcome("anna");
  const auto renews = [&](const char* day) {
    shop.track("anna", "Customer Identified", R"({"renews_at": ")" + std::string(day) + "\"}");
  };
  renews("2026-04-10");
  shop.pass_until(at("2026-04-20T00:00:00Z"));
  renews("2026-04-10");
  renews("2026-05-10T08:00:00Z");
  shop.pass_until(at("2026-06-20T00:00:00Z"));
  renews("2026-01-01");  // long ago: nobody
  renews("05-01");       // of no year
  shop.pass_until(at("2028-06-20T00:00:00Z"));
  CHECK(shop.messages("anna") == "2026-04-07 00:00 hello email\n2026-05-07 00:00 hello email\n");
}

TEST_CASE("an anniversary of the first order is not that very day") {
  Shop shop(campaign(R"(date = "first_order_at")"));
  shop.welcome("anna");
  shop.order("anna", "1");
  shop.order("anna", "2");
  shop.pass_until(at("2028-03-06T00:00:00Z"));
  CHECK(shop.messages("anna") == "2027-03-05 00:00 hello email\n2028-03-05 00:00 hello email\n");
}

TEST_CASE("the day on which a customer became known") {
  Shop shop(campaign(R"(date = "known_since", offset = "30d", repeats = "never")"));
  shop.welcome("anna");
  shop.track("anna", "Product Viewed", "{}", at("2026-03-03T12:00:00Z"));  // earlier word
  shop.pass_until(at("2027-06-01T00:00:00Z"));
  CHECK(shop.messages("anna") == "2026-04-02 00:00 hello email\n");
}

TEST_CASE("a birthday that changes while waiting moves, and none comes twice in a year") {
  Shop shop(campaign(R"(date = "birthday")"));
  for (const char* user : {"anna", "ben", "cleo"}) shop.welcome(user);
  born(shop, "anna", "1990-06-01");
  born(shop, "anna", "1990-07-01");
  born(shop, "ben", "1990-06-01");
  born(shop, "cleo", "1990-06-01");
  shop.pass_until(at("2026-06-15T00:00:00Z"));
  born(shop, "ben", "1990-09-01");
  shop.track("cleo", "Customer Identified", R"({"birthday": null})");
  shop.pass_until(at("2027-10-01T00:00:00Z"));
  CHECK(shop.messages("anna") == "2026-07-01 00:00 hello email\n2027-07-01 00:00 hello email\n");
  CHECK(shop.messages("ben") == "2026-06-01 00:00 hello email\n2027-09-01 00:00 hello email\n");
  CHECK(shop.messages("cleo") == "2026-06-01 00:00 hello email\n");
}

TEST_CASE("a customer who moves keeps one birthday a year") {
  Shop shop(campaign(R"(date = "birthday")"));
  for (const char* user : {"anna", "ben", "cleo"}) {
    shop.welcome(user);
    born(shop, user, "1990-06-01");
  }
  moves(shop, "anna", "America/New_York");
  shop.pass_until(at("2026-05-31T22:30:00Z"));  // half past midnight in Amsterdam
  moves(shop, "ben", "America/New_York");       // had it already
  shop.pass_until(at("2026-06-01T03:59:00Z"));
  moves(shop, "anna", "Asia/Tokyo");  // a minute before New York's midnight: there it is long the day
  shop.pass_until(at("2027-05-01T00:00:00Z"));
  CHECK(shop.messages("anna") == "2026-06-01 05:59 hello email\n");
  CHECK(shop.messages("ben") == "2026-06-01 00:00 hello email\n");
}

TEST_CASE("word of a birthday that comes on the day still counts, and later than max_age no more") {
  Shop shop(campaign(R"(date = "birthday", max_age = "12h")"));
  shop.welcome("anna");
  shop.welcome("ben");
  shop.pass_until(at("2026-06-01T09:00:00Z"));  // 11:00 in Amsterdam
  born(shop, "anna", "1990-06-01");
  born(shop, "anna", "1990-06-01");
  shop.pass("2h");
  born(shop, "ben", "1990-06-01");
  shop.pass_until(at("2027-05-01T00:00:00Z"));
  CHECK(shop.messages("anna") == "2026-06-01 11:00 hello email\n");
  CHECK(shop.messages("ben") == "");
}

TEST_CASE("a daemon that was down over the day catches up within max_age") {
  for (const auto& [back, expected] :
       {std::pair("2026-06-01T20:00:00Z", "2026-06-01 22:00 hello email\n"), {"2026-06-02T20:00:00Z", ""}}) {
    Shop shop(campaign(R"(date = "birthday")"));
    shop.welcome("anna");
    born(shop, "anna", "1990-06-01");
    shop.clock.set(at(back));
    shop.settle();
    CHECK(shop.messages("anna") == expected);
    shop.pass_until(at("2027-06-01T00:00:00Z"));
    CHECK(shop.messages("anna") == expected + std::string("2027-06-01 00:00 hello email\n"));
  }
}

TEST_CASE("a clock that jumps back and forth gives no second birthday") {
  Shop shop(campaign(R"(date = "birthday")"));
  shop.welcome("anna");
  born(shop, "anna", "1990-06-01");
  shop.pass_until(at("2026-06-01T12:00:00Z"));
  shop.clock.set(at("2026-05-31T12:00:00Z"));
  born(shop, "anna", "1990-06-01");
  shop.pass_until(at("2026-06-02T12:00:00Z"));
  CHECK(shop.messages("anna") == "2026-06-01 00:00 hello email\n");
}

TEST_CASE("the condition is asked on the day") {
  Shop shop(campaign(R"(date = "birthday", where = "orders > 0")"));
  shop.welcome("anna");
  born(shop, "anna", "1990-06-01");
  shop.pass_until(at("2026-06-01T12:00:00Z"));
  shop.order("anna", "1");
  born(shop, "anna", "1990-06-01");
  shop.pass_until(at("2027-06-01T12:00:00Z"));
  CHECK(shop.messages("anna") == "2027-06-01 00:00 hello email\n");
}

TEST_CASE("going live sets the dates of all customers in slices, and starts nobody for a day that was over") {
  const std::string trigger = R"(date = "birthday", max_age = "3d")";
  Shop shop(campaign(trigger, "live = false\n"));
  for (int i = 0; i < 100; ++i) shop.welcome("user" + std::to_string(i));
  for (int i = 0; i < 100; ++i)
    born(shop, "user" + std::to_string(i), i < 50 ? "1990-06-01" : i < 75 ? "1990-03-05" : "1990-03-04");
  shop.open({{"it", campaign(trigger)}});
  shop.slice_length = std::chrono::microseconds{0};  // a round is a slice
  shop.settle();
  CHECK(shop.messages("user60") == "2026-03-05 12:00 hello email\n");  // today, and today is not over
  shop.slice_length = std::chrono::seconds{10};
  shop.pass_until(at("2026-06-02T00:00:00Z"));
  for (int i = 0; i < 100; ++i) {
    CAPTURE(i);
    CHECK(shop.messages("user" + std::to_string(i)) == (i < 50   ? "2026-06-01 00:00 hello email\n"
                                                        : i < 75 ? "2026-03-05 12:00 hello email\n"
                                                                 : ""));
  }
}

TEST_CASE("whose day it is when the campaign goes live does not start beyond max_age, and not twice") {
  Shop shop(campaign(R"(date = "birthday", max_age = "3h")", "live = false\n"));
  shop.welcome("anna");
  born(shop, "anna", "1990-03-05");
  shop.open({{"it", campaign(R"(date = "birthday", max_age = "3h")")}});
  shop.settle();
  CHECK(shop.messages("anna") == "");
  for (const char* head : {"", "live = false\n", ""}) {
    shop.open({{"it", campaign(R"(date = "birthday")", head)}});
    shop.settle();
  }
  shop.pass("2d");
  CHECK(shop.messages("anna") == "2026-03-05 12:00 hello email\n");
}

TEST_CASE(
    "a reload with another offset, date or none goes by the new one, also before it has come round to all") {
  Shop shop(campaign(R"(date = "birthday")"));
  for (const char* user : {"anna", "ben"}) {
    shop.welcome(user);
    shop.track(user, "Customer Identified", R"({"birthday": "1990-06-01", "nameday": "07-26"})");
  }
  shop.pass_until(at("2026-05-20T00:00:00Z"));
  shop.open({{"it", campaign(R"(date = "birthday", offset = "2d")")}});
  shop.pass_until(at("2026-06-02T00:00:00Z"));
  CHECK(shop.messages("anna") == "");
  shop.pass_until(at("2026-06-10T00:00:00Z"));
  CHECK(shop.messages("anna") == "2026-06-03 00:00 hello email\n");
  shop.open({{"it", campaign(R"(date = "birthday", offset = "20d")")}});  // the same birthday of this year
  shop.pass_until(at("2026-07-01T00:00:00Z"));
  CHECK(shop.messages("anna") == "2026-06-03 00:00 hello email\n");
  shop.open({{"it", campaign(R"(event = "Product Viewed")")}});
  shop.pass_until(at("2027-07-25T00:00:00Z"));
  CHECK(shop.messages("anna") == "2026-06-03 00:00 hello email\n");
  shop.open({{"it", campaign(R"(date = "nameday")")}});
  shop.clock.set(at("2027-07-26T00:00:00Z"));
  shop.settle();
  CHECK(shop.messages("ben") == "2026-06-03 00:00 hello email\n2027-07-26 02:00 hello email\n");
}

TEST_CASE("a campaign that is held, or gone, starts nobody on the day") {
  Shop shop(campaign(R"(date = "birthday")"));
  shop.welcome("anna");
  born(shop, "anna", "1990-06-01");
  shop.open({{"it", campaign(R"(date = "birthday")", "live = false\n")}});
  shop.pass_until(at("2026-06-05T00:00:00Z"));
  shop.open({{"it", campaign(R"(date = "birthday")")}});
  shop.pass_until(at("2026-06-20T00:00:00Z"));
  CHECK(shop.messages("anna") == "");
  shop.pass_until(at("2027-06-20T00:00:00Z"));
  CHECK(shop.messages("anna") == "2027-06-01 00:00 hello email\n");
  shop.open(Shop::Files{});
  shop.pass_until(at("2028-06-20T00:00:00Z"));
  CHECK(shop.messages("anna") == "2027-06-01 00:00 hello email\n");
}

}  // namespace
}  // namespace lifecycled
