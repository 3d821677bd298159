// Waits until a date that a fact holds, in the customer's own days, and what was heard in a wait.
#include <doctest/doctest.h>

#include "journey/testing.hpp"

namespace lifecycled {
namespace {

using testing::at;
using testing::Shop;
using testing::span;

std::string campaign(const std::string& lines,
                     const std::string& trigger = R"({ event = "Order Completed", one_per = "order_id" })",
                     const std::string& more = "") {
  return "serves = \"retention\"\ntrigger = " + trigger + "\n" + more + "\nstep = [\n" + lines + "\n]\n";
}

void identify(Shop& shop, std::string_view user, const std::string& traits) {
  shop.track(user, "Customer Identified", traits);
}

// Of a customer in that zone; UTC moments of what was decided.
std::string moments(Shop& shop, std::string_view user) {
  std::string out;
  auto rows = Messages(shop.database).of_customer(shop.customer(user), 100);
  for (auto row = rows.rbegin(); row != rows.rend(); ++row)
    out += format_instant(row->created_at) + " " + row->name + "\n";
  return out;
}

TEST_CASE("until a day of the customer's own, so many days before it, also when the clocks change between") {
  const auto run = [](const char* zone, const char* renews_at, const char* opens) {
    Shop shop(campaign(R"({ until = "property.renews_at", offset = "-3d", send = "hello" })"), opens);
    shop.welcome("anna", zone);
    identify(shop, "anna", std::string(R"({"renews_at": ")") + renews_at + "\"}");
    shop.order("anna", "A");
    shop.pass("60d");
    return moments(shop, "anna");
  };
  // Midnight in Amsterdam, winter and summer: in between, one day has 23 hours and another 25.
  CHECK(run("Europe/Amsterdam", "2026-03-31", "2026-03-05T11:00:00Z") == "2026-03-27T23:00:00.000Z hello\n");
  CHECK(run("Europe/Amsterdam", "2026-04-02", "2026-03-05T11:00:00Z") == "2026-03-29T22:00:00.000Z hello\n");
  CHECK(run("Europe/Amsterdam", "2026-10-28", "2026-10-01T11:00:00Z") == "2026-10-24T22:00:00.000Z hello\n");
  CHECK(run("Europe/Amsterdam", "2026-10-29", "2026-10-01T11:00:00Z") == "2026-10-25T23:00:00.000Z hello\n");
  CHECK(run("America/New_York", "2026-03-31", "2026-03-05T11:00:00Z") == "2026-03-28T04:00:00.000Z hello\n");
  // Three days before the first of March: in a leap year that is the 27th, else the 26th.
  CHECK(run("Europe/Amsterdam", "2028-03-01", "2028-02-10T11:00:00Z") == "2028-02-26T23:00:00.000Z hello\n");
  CHECK(run("Europe/Amsterdam", "2027-03-01", "2027-02-10T11:00:00Z") == "2027-02-25T23:00:00.000Z hello\n");
  CHECK(run("Europe/Amsterdam", "2028-02-29", "2028-02-10T11:00:00Z") == "2028-02-25T23:00:00.000Z hello\n");
  // A moment is exact.
  CHECK(run("Europe/Amsterdam", "2026-04-02T08:30:00+02:00", "2026-03-05T11:00:00Z") ==
        "2026-03-30T06:30:00.000Z hello\n");
}

TEST_CASE("a date that has gone by means at once; one that is absent or no date passes the step by") {
  Shop shop(campaign(
      R"({ until = "event.coupon", send = "hello", then = "exit" }, { after = "1d", send = "second" })"));
  for (const char* user : {"anna", "ben", "cho"}) shop.welcome(user);
  const auto order = [&](const char* user, const std::string& coupon) {
    shop.track(user, "Order Completed",
               std::string(R"({"total": 1, "order_id": ")") + user + "\"" + coupon + "}");
  };
  order("anna", R"(, "coupon": "2026-03-01")");
  order("ben", "");
  order("cho", R"(, "coupon": "SPRING")");
  shop.pass("3d");
  CHECK(shop.messages("anna") == "2026-03-05 12:00 hello email\n");
  CHECK(shop.messages("ben") == "2026-03-06 12:00 second email\n");
  CHECK(shop.messages("cho") == "2026-03-06 12:00 second email\n");
  CHECK(shop.steps("ben") == "0 passed: its date is not known\n1 queued: email\n");
}

TEST_CASE("at an hour of that day; gone by, at the next such hour") {
  Shop shop(campaign(R"({ until = "property.renews_at", at = "10:00", send = "hello" })"));
  for (const char* user : {"anna", "ben"}) shop.welcome(user);
  identify(shop, "anna", R"({"renews_at": "2026-03-20"})");
  identify(shop, "ben", R"({"renews_at": "2026-03-01"})");
  shop.order("anna", "A");
  shop.order("ben", "B");
  shop.pass("30d");
  CHECK(shop.messages("anna") == "2026-03-20 10:00 hello email\n");
  CHECK(shop.messages("ben") == "2026-03-06 10:00 hello email\n");
}

TEST_CASE("a date or time zone that changes while the journey waits") {
  Shop shop(campaign(R"({ until = "property.renews_at", at = "09:00", send = "hello" })"));
  const auto begin = [&](const char* user) {
    shop.welcome(user);
    identify(shop, user, R"({"renews_at": "2026-04-10"})");
    shop.order(user, user);
  };
  for (const char* user : {"later", "sooner", "gone", "past", "moved", "same"}) begin(user);
  shop.pass("10d");
  identify(shop, "later", R"({"renews_at": "2026-05-10"})");
  identify(shop, "sooner", R"({"renews_at": "2026-03-20"})");
  identify(shop, "gone", R"({"renews_at": null})");
  identify(shop, "past", R"({"renews_at": "2026-02-01"})");
  identify(shop, "moved", R"({"time_zone": "America/New_York"})");
  identify(shop, "same", R"({"language": "nl"})");
  shop.pass("90d");
  CHECK(shop.messages("later") == "2026-05-10 09:00 hello email\n");
  CHECK(shop.messages("sooner") == "2026-03-20 09:00 hello email\n");
  CHECK(shop.messages("gone") == "");
  CHECK(shop.journeys("gone") == "finished 2026-03-15 12:00\n");
  CHECK(shop.messages("past") == "2026-03-16 09:00 hello email\n");
  CHECK(shop.messages("moved") == "2026-04-10 15:00 hello email\n");
  CHECK(shop.messages("same") == "2026-04-10 09:00 hello email\n");
}

TEST_CASE("within: an hour that lies too far away is not waited for") {
  const auto run = [](const char* opens) {
    Shop shop(campaign(R"({ at = "10:00", within = "12h", send = "hello" })"), opens);
    shop.welcome("anna");
    shop.order("anna", "A");
    shop.pass("3d");
    return shop.messages("anna");
  };
  CHECK(run("2026-03-05T21:00:00Z") == "2026-03-06 10:00 hello email\n");  // 22:00 there: twelve hours
  CHECK(run("2026-03-05T20:59:00Z") == "2026-03-05 21:59 hello email\n");
  // In the night of spring ten o'clock is an hour nearer, in that of autumn an hour further.
  CHECK(run("2026-03-28T20:30:00Z") == "2026-03-29 10:00 hello email\n");
  CHECK(run("2026-10-24T20:30:00Z") == "2026-10-24 22:30 hello email\n");
}

TEST_CASE("the time limit, the exit condition and the goal hold in a wait for a date") {
  Shop shop({{"limit", campaign(R"({ until = "property.renews_at", send = "hello" })",
                                R"({ event = "Order Completed", one_per = "order_id" })",
                                "exit = { after = \"10d\" }")},
             {"where", campaign(R"({ until = "property.renews_at", set = { a = 1 } }, { send = "hello" })",
                                R"({ event = "Signed Up" })", "exit = { where = \"orders > 1\" }")},
             {"goal", campaign(R"({ until = "property.renews_at", send = "hello" })",
                               R"({ event = "Product Viewed" })", "goal = \"Product Reviewed\"")}});
  shop.welcome("anna");
  identify(shop, "anna", R"({"renews_at": "2026-03-20"})");
  shop.order("anna", "A");
  shop.track("anna", "Signed Up");
  shop.track("anna", "Product Viewed");
  shop.pass("1d");
  shop.order("anna", "B");
  shop.track("anna", "Product Reviewed");
  shop.pass("60d");
  CHECK(shop.messages("anna") == "");
  CHECK(shop.journeys("anna", "limit") == "time limit 2026-03-15 12:00\ntime limit 2026-03-16 12:00\n");
  CHECK(shop.journeys("anna", "where") == "exit by condition 2026-03-20 00:00\n");
  CHECK(shop.journeys("anna", "goal") == "goal reached 2026-03-06 12:00\n");
  CHECK_FALSE(shop.profile("anna").properties.find("renews_at") == std::string::npos);
  CHECK(shop.profile("anna").properties.find("\"a\"") == std::string::npos);
}

TEST_CASE("the daemon was down, or the clock jumps: a date that went by is met once, at once") {
  Shop shop(campaign(R"({ until = "property.renews_at", send = "hello" })"));
  shop.welcome("anna");
  identify(shop, "anna", R"({"renews_at": "2026-03-20"})");
  shop.order("anna", "A");
  shop.clock.set(at("2026-04-01T12:00:00Z"));
  shop.settle();
  CHECK(shop.messages("anna") == "2026-04-01 14:00 hello email\n");
  shop.clock.set(at("2026-03-19T12:00:00Z"));  // and back again
  shop.pass("5d");
  CHECK(shop.messages("anna") == "2026-04-01 14:00 hello email\n");
}

constexpr const char* asks = R"({ wait_for = "Feedback Given", at_most = "6d" },
  { where = "heard.rating <= 2", send = "call", channel = "staff", then = "exit" },
  { after = "1d", where = "heard.rating is null", send = "second" },
  { where = "heard.rating >= 3", send = "thanks" })";

TEST_CASE("what a wait heard is at hand, and an earlier journey's answer is not") {
  Shop shop(campaign(asks));
  for (const char* user : {"anna", "ben", "cho", "dirk"}) {
    shop.welcome(user);
    // Long ago, a bad one: the latest ever is not what this order was rated.
    shop.track(user, "Feedback Given", R"({"rating": 1})");
    shop.order(user, user);
  }
  shop.pass("1d");
  shop.track("anna", "Feedback Given", R"({"rating": 2, "order_id": "anna"})");
  shop.track("ben", "Feedback Given", R"({"rating": 5, "order_id": "ben"})");
  shop.track("cho", "Feedback Given", R"({"rating": 1, "order_id": "another"})");
  shop.pass("30d");
  CHECK(shop.messages("anna") == "2026-03-06 12:00 call staff\n");
  CHECK(shop.messages("ben") == "2026-03-07 12:00 thanks email\n");
  CHECK(shop.messages("cho") == "2026-03-12 12:00 second email\n");
  CHECK(shop.messages("dirk") == "2026-03-12 12:00 second email\n");
}

TEST_CASE("a later wait forgets what an earlier one heard, also when it times out") {
  Shop shop(campaign(R"({ wait_for = "Feedback Given" }, { wait_for = "Product Reviewed", at_most = "1d" },
  { where = "heard_number('rating') is null", send = "hello" })"));
  shop.welcome("anna");
  shop.order("anna", "A");
  shop.track("anna", "Feedback Given", R"({"rating": 4})");
  shop.pass("2d");
  CHECK(shop.messages("anna") == "2026-03-06 12:00 hello email\n");
}

TEST_CASE("until a date that was heard, and what was heard outlives a restart") {
  const std::string file = campaign(
      R"({ wait_for = "Product Reviewed" }, { until = "heard.review_id", where = "heard.rating = 4", send = "hello" })");
  Shop shop(file);
  shop.welcome("anna");
  shop.order("anna", "A");
  shop.track("anna", "Product Reviewed", R"({"review_id": "2026-03-09", "rating": "4"})");
  shop.open({{"it", file}});
  shop.pass("10d");
  CHECK(shop.messages("anna") == "2026-03-09 00:00 hello email\n");
}

}  // namespace
}  // namespace lifecycled
