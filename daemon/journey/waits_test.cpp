// How a journey waits: for a time, an hour of the customer's day, an event, a stage.
#include <doctest/doctest.h>

#include "journey/testing.hpp"

namespace lifecycled {
namespace {

using testing::at;
using testing::Shop;
using testing::span;

std::string steps(const std::string& lines, const std::string& more = "") {
  return "serves = \"retention\"\ntrigger = { event = \"Signed Up\", again_after = \"0s\" }\n" + more +
         "\nstep = [\n" + lines + "\n]\n";
}

TEST_CASE("after counts from the previous step, to the millisecond") {
  Shop shop(
      steps(R"({ send = "hello" }, { after = "2d", send = "second" }, { after = "90m", send = "third" })"));
  shop.welcome("anna");
  shop.track("anna", "Signed Up");
  shop.pass_until(shop.clock.now() + span("2d") - Milliseconds{1});
  CHECK(shop.messages("anna") == "2026-03-05 12:00 hello email\n");
  shop.pass("10d");
  CHECK(shop.messages("anna") ==
        "2026-03-05 12:00 hello email\n2026-03-07 12:00 second email\n2026-03-07 13:30 third email\n");
  CHECK(shop.journeys("anna") == "finished 2026-03-07 13:30\n");
}

TEST_CASE("at is the customer's own hour") {
  Shop shop(steps(R"({ at = "10:00", send = "hello" })"));
  shop.welcome("anna", "Europe/Amsterdam");
  shop.welcome("ben", "America/New_York");
  shop.welcome("cho", "Asia/Tokyo");
  shop.track("dirk", "Customer Identified", R"({"email": "dirk@example.org"})");
  shop.agree("dirk", "email");
  for (const char* user : {"anna", "ben", "cho", "dirk"}) shop.track(user, "Signed Up");
  shop.pass("2d");
  CHECK(shop.messages("anna") == "2026-03-06 10:00 hello email\n");
  CHECK(shop.messages("ben") == "2026-03-05 16:00 hello email\n");  // 10:00 in New York
  CHECK(shop.messages("cho") == "2026-03-06 02:00 hello email\n");  // 10:00 in Tokyo
  CHECK(shop.messages("dirk") == shop.messages("anna"));            // the shop's zone where none is known
}

TEST_CASE("a day before an hour is one of the calendar, on the nights when the clocks change too") {
  for (const auto& [started, sent] :
       {std::pair{"2026-03-28T08:30:00Z", "2026-03-29 10:00 hello email\n"},  // 09:30
        {"2026-10-24T08:30:00Z", "2026-10-26 10:00 hello email\n"}}) {        // 10:30
    CAPTURE(started);
    Shop shop(steps(R"({ after = "1d", at = "10:00", send = "hello" })"));
    shop.welcome("anna", "Europe/Amsterdam");
    shop.pass_until(at(started));
    shop.track("anna", "Signed Up");
    shop.pass("4d");
    CHECK(shop.messages("anna") == sent);
  }
  // Without an hour a day is 24 of them.
  Shop shop(steps(R"({ after = "1d", send = "hello" })"));
  shop.welcome("anna", "Europe/Amsterdam");
  shop.pass_until(at("2026-03-28T08:30:00Z"));
  shop.track("anna", "Signed Up");
  shop.pass("4d");
  CHECK(shop.messages("anna") == "2026-03-29 10:30 hello email\n");
}

TEST_CASE("at the very hour there is no wait") {
  Shop shop(steps(R"({ at = "12:00", send = "hello" })"));
  shop.welcome("anna");
  shop.track("anna", "Signed Up");
  CHECK(shop.messages("anna") == "2026-03-05 12:00 hello email\n");
}

TEST_CASE("after and at: so much later, then the next time the clock shows it") {
  Shop shop(steps(R"({ after = "2d", at = "10:00", send = "hello" })"));
  shop.welcome("anna");
  shop.track("anna", "Signed Up");
  shop.pass("5d");
  CHECK(shop.messages("anna") == "2026-03-08 10:00 hello email\n");
}

TEST_CASE("a weekday") {
  Shop shop(steps(R"({ at = "mon 09:30", send = "hello" }, { at = "mon 09:00", send = "second" })"));
  shop.welcome("anna");
  shop.track("anna", "Signed Up");
  shop.pass("14d");
  CHECK(shop.messages("anna") == "2026-03-09 09:30 hello email\n2026-03-16 09:00 second email\n");
}

TEST_CASE("ten o'clock stays ten o'clock when the clocks change") {
  SUBCASE("spring") {
    Shop shop(steps(R"({ after = "1d", at = "10:00", send = "hello" })"), "2026-03-28T08:00:00Z");
    shop.welcome("anna");
    shop.track("anna", "Signed Up");
    shop.pass("3d");
    CHECK(shop.messages("anna") == "2026-03-29 10:00 hello email\n");
  }
  SUBCASE("an hour that is skipped means the first moment after it") {
    Shop shop(steps(R"({ at = "02:30", send = "hello" })"), "2026-03-28T20:00:00Z");
    shop.welcome("anna");
    shop.track("anna", "Signed Up");
    shop.pass("1d");
    CHECK(shop.messages("anna") == "2026-03-29 03:00 hello email\n");
  }
  SUBCASE("autumn: an hour that comes twice is met once") {
    Shop shop(steps(R"({ at = "02:30", send = "hello" }, { after = "1m", at = "10:00", send = "second" })"),
              "2026-10-24T20:00:00Z");
    shop.welcome("anna");
    shop.track("anna", "Signed Up");
    shop.pass("1d");
    CHECK(shop.messages("anna") == "2026-10-25 02:30 hello email\n2026-10-25 10:00 second email\n");
    CHECK(Messages(shop.database).of_customer(shop.customer("anna"), 9)[1].created_at ==
          at("2026-10-25T00:30:00Z"));
  }
}

TEST_CASE("wait_for an event, of this order, with its time-out") {
  const auto campaign = [](const std::string& if_not) {
    return R"(serves = "retention"
trigger = { event = "Order Completed", one_per = "order_id" }
step = [
  { wait_for = "Order Delivered", at_most = "10d", if_not = ")" +
           if_not + R"(" },
  { after = "1d", send = "second" },
]
)";
  };
  SUBCASE("heard") {
    Shop shop(campaign("exit"));
    shop.welcome("anna");
    shop.order("anna", "A");
    shop.pass("3d");
    shop.track("anna", "Order Delivered", R"({"order_id": "B"})");  // another order
    shop.pass("1d");
    shop.track("anna", "Order Delivered", R"({"order_id": "A"})");
    shop.pass("30d");
    CHECK(shop.messages("anna") == "2026-03-10 12:00 second email\n");
    CHECK(shop.steps("anna") == "0 passed, heard Order Delivered\n1 queued: email\n");
  }
  SUBCASE("an event that names no order speaks of the customer") {
    Shop shop(campaign("exit"));
    shop.welcome("anna");
    shop.order("anna", "A");
    shop.track("anna", "Order Delivered");
    shop.pass("30d");
    CHECK(shop.messages("anna") == "2026-03-06 12:00 second email\n");
  }
  SUBCASE("not heard, go on") {
    Shop shop(campaign("go on"));
    shop.welcome("anna");
    shop.order("anna", "A");
    shop.pass("30d");
    CHECK(shop.messages("anna") == "2026-03-16 12:00 second email\n");
  }
  SUBCASE("not heard, exit") {
    Shop shop(campaign("exit"));
    shop.welcome("anna");
    shop.order("anna", "A");
    shop.pass("30d");
    CHECK(shop.messages("anna") == "");
    CHECK(shop.journeys("anna") == "exit by step 2026-03-15 12:00\n");
    CHECK(shop.steps("anna") == "0 timed out, timed out after 10d\n");
  }
  SUBCASE("what happened before the wait began is not heard") {
    Shop shop(steps(R"({ after = "1d", wait_for = "Product Viewed", at_most = "1d" }, { send = "hello" })"));
    shop.welcome("anna");
    shop.track("anna", "Signed Up");
    shop.track("anna", "Product Viewed");
    shop.pass("10d");
    CHECK(shop.messages("anna") == "2026-03-07 12:00 hello email\n");
    CHECK(shop.steps("anna") == "0 passed, timed out after 1d\n1 queued: email\n");
  }
}

TEST_CASE("how a wait ended is told of its own step alone, also when that step is taken days later") {
  Shop shop(steps(
      R"({ wait_for = ["Product Viewed", "Order Completed"], at_most = "5d", send = "hello" }, { after = "1d" })",
      "limit = \"1/day\""));
  for (const char* user : {"anna", "ben"}) {
    shop.welcome(user);
    shop.track(user, "Signed Up");
  }
  shop.track("anna", "Product Viewed");
  shop.order("ben", "1");
  CHECK(shop.journey_rows("ben").back().waited == "heard Order Completed");
  shop.pass("3d");
  CHECK(shop.steps("anna") == "0 queued, heard Product Viewed: email\n1 passed\n");
  CHECK(shop.steps("ben") == "0 queued, heard Order Completed: email\n1 passed\n");
}

TEST_CASE("a wait, a check and an act in one step: heard, asked, done") {
  Shop shop(steps(
      R"({ wait_for = "Feedback Given", at_most = "5d", where = "last_rating <= 2", send = "hello" }, { send = "second" })"));
  shop.welcome("anna");
  shop.track("anna", "Signed Up");
  shop.pass("1d");
  SUBCASE("yes") {
    shop.track("anna", "Feedback Given", R"({"rating": 1})");
    CHECK(shop.messages("anna") == "2026-03-06 12:00 hello email\n2026-03-06 12:00 second email\n");
  }
  SUBCASE("no") {
    shop.track("anna", "Feedback Given", R"({"rating": 5})");
    CHECK(shop.messages("anna") == "2026-03-06 12:00 second email\n");
    CHECK(shop.steps("anna") == "0 passed, heard Feedback Given: condition says no\n1 queued: email\n");
  }
}

TEST_CASE("wait_for a stage: reached later, or reached already") {
  const std::string wait =
      steps(R"({ wait_for = { stage = "lapsed" }, at_most = "200d", if_not = "exit" }, { send = "hello" })");
  SUBCASE("later") {
    Shop shop(wait);
    shop.welcome("anna");
    shop.order("anna", "1");
    shop.track("anna", "Signed Up");
    shop.pass("149d");
    CHECK(shop.messages("anna") == "");
    shop.pass("2d");
    CHECK(shop.messages("anna") == "2026-08-02 13:00 hello email\n");  // 150 days and the clocks' hour
    CHECK(shop.steps("anna") == "0 passed, reached the stage lapsed\n1 queued: email\n");
  }
  SUBCASE("already") {
    Shop shop(wait);
    shop.welcome("anna");
    shop.order("anna", "1", shop.clock.now() - span("200d"));
    REQUIRE(shop.profile("anna").stage == Stage::Lapsed);
    shop.track("anna", "Signed Up");
    CHECK(shop.messages("anna") == "2026-03-05 12:00 hello email\n");
    CHECK(shop.steps("anna") == "0 passed, reached the stage lapsed\n1 queued: email\n");
  }
  SUBCASE("never") {
    Shop shop(wait);
    shop.welcome("anna");
    shop.track("anna", "Signed Up");
    shop.pass("201d");
    CHECK(shop.journeys("anna") == "exit by step 2026-09-21 13:00\n");
  }
}

TEST_CASE("a campaign switched off keeps those inside where they are") {
  const std::string campaign = steps(
      R"({ after = "1d", send = "hello" }, { wait_for = "Product Viewed", at_most = "9d" }, { send = "second" })");
  Shop shop(campaign);
  shop.welcome("anna");
  shop.track("anna", "Signed Up");
  shop.open({{"it", "live = false\n" + campaign}});
  shop.pass("3d");
  CHECK(shop.messages("anna") == "");
  CHECK(shop.journeys("anna") == "running\n");

  shop.open({{"it", campaign}});
  shop.pass("15m");
  CHECK(shop.messages("anna") == "2026-03-08 12:15 hello email\n");

  SUBCASE("what they waited for is remembered") {
    shop.open({{"it", "live = false\n" + campaign}});
    shop.track("anna", "Product Viewed");
    shop.pass("1d");
    CHECK(shop.journeys("anna") == "running\n");
    shop.open({{"it", campaign}});
    shop.pass("15m");
    CHECK(shop.messages("anna") == "2026-03-08 12:15 hello email\n2026-03-09 12:30 second email\n");
  }
}

TEST_CASE("while switched off, the time limit still ends a journey") {
  const std::string campaign = steps(R"({ after = "5d", send = "hello" })", R"(exit = { after = "2d" })");
  Shop shop(campaign);
  shop.welcome("anna");
  shop.track("anna", "Signed Up");
  shop.open({{"it", "live = false\n" + campaign}});
  shop.pass("9d");
  CHECK(shop.journeys("anna") == "time limit 2026-03-07 12:00\n");
}

TEST_CASE("after an outage, what was due meanwhile happens once, now") {
  Shop shop(steps(R"({ after = "1h", send = "hello" }, { after = "1h", send = "second" })"));
  shop.welcome("anna");
  shop.track("anna", "Signed Up");
  shop.clock.advance(span("3d"));
  shop.settle();
  CHECK(shop.messages("anna") == "2026-03-08 12:00 hello email\n");
  shop.pass("1h");
  CHECK(shop.messages("anna") == "2026-03-08 12:00 hello email\n2026-03-08 13:00 second email\n");
}

}  // namespace
}  // namespace lifecycled
