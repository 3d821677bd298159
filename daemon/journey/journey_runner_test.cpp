#include "journey/journey_runner.hpp"

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

TEST_CASE("split puts everyone on one path; steps of other paths are not theirs") {
  Shop shop(steps(R"toml(
  { split = [ { path = "home", where = "country in ('NL', 'BE')" }, { path = "far", where = "country = 'JP'" }, { path = "rest" } ] },
  { path = "home", send = "hello" },
  { path = "far", after = "2d", send = "second" },
  { path = "rest", after = "1d", send = "second" },
  { after = "1d", send = "third" },
)toml"));
  for (const char* country : {"NL", "JP", "US"}) {
    shop.welcome(country);
    shop.track(country, "Customer Identified", R"({"country": ")" + std::string(country) + "\"}");
    shop.track(country, "Signed Up");
  }
  shop.welcome("unknown");
  shop.track("unknown", "Signed Up");
  shop.pass("9d");
  CHECK(shop.messages("NL") == "2026-03-05 12:00 hello email\n2026-03-06 12:00 third email\n");
  CHECK(shop.messages("JP") == "2026-03-07 12:00 second email\n2026-03-08 12:00 third email\n");
  CHECK(shop.messages("US") == "2026-03-06 12:00 second email\n2026-03-07 12:00 third email\n");
  CHECK(shop.messages("unknown") == shop.messages("US"));
  CHECK(shop.steps("NL") == "0 split: home\n1 queued: email\n4 queued: email\n");
}

TEST_CASE("where passes a step by, and the next one counts from then") {
  Shop shop(
      steps(R"({ after = "1d", where = "orders > 0", send = "hello" }, { after = "1d", send = "second" })"));
  shop.welcome("anna");
  shop.track("anna", "Signed Up");
  shop.pass("9d");
  CHECK(shop.messages("anna") == "2026-03-07 12:00 second email\n");
  CHECK(shop.steps("anna") == "0 passed: condition says no\n1 queued: email\n");
}

TEST_CASE("where is asked when the step is due, not before") {
  Shop shop(steps(R"({ after = "1d", where = "orders > 0", send = "hello" })"));
  shop.welcome("anna");
  shop.track("anna", "Signed Up");
  shop.pass("12h");
  shop.order("anna", "1");
  shop.pass("12h");
  CHECK(shop.messages("anna") == "2026-03-06 12:00 hello email\n");
}

TEST_CASE("to goes elsewhere, only for those who take the step") {
  Shop shop(steps(R"(
  { id = "again", after = "1d", send = "hello" },
  { where = "orders = 0", to = "again" },
  { send = "third" },
)"));
  shop.welcome("anna");
  shop.track("anna", "Signed Up");
  shop.pass("3d");
  shop.order("anna", "1");
  shop.pass("9d");
  CHECK(shop.messages("anna") ==
        "2026-03-06 12:00 hello email\n2026-03-07 12:00 hello email\n2026-03-08 12:00 hello email\n"
        "2026-03-09 12:00 hello email\n2026-03-09 12:00 third email\n");
}

TEST_CASE("then exit ends the journey of those who take the step, and of nobody else") {
  Shop shop(steps(
      R"({ where = "orders > 0", send = "thanks", then = "exit" }, { after = "1d", send = "second" })"));
  for (const char* user : {"anna", "ben"}) shop.welcome(user);
  shop.order("anna", "1");
  for (const char* user : {"anna", "ben"}) shop.track(user, "Signed Up");
  shop.pass("3d");
  CHECK(shop.messages("anna") == "2026-03-05 12:00 thanks email\n");
  CHECK(shop.journeys("anna") == "exit by step 2026-03-05 12:00\n");
  CHECK(shop.messages("ben") == "2026-03-06 12:00 second email\n");
}

TEST_CASE("sunset: nothing more until a reaction, and the yes is kept") {
  Shop shop(steps(
      R"({ send = "hello" }, { after = "14d", where = "not reacted", sunset = true }, { send = "second" })"));
  for (const char* user : {"anna", "ben"}) shop.welcome(user);
  for (const char* user : {"anna", "ben"}) shop.track(user, "Signed Up");
  shop.pass("1d");
  shop.track("ben", "Product Viewed");
  shop.pass("20d");
  CHECK(shop.messages("anna") ==
        "2026-03-05 12:00 hello email\n"
        "2026-03-19 12:00 second (the customer rests until a reaction)\n");
  CHECK(shop.steps("anna") == "0 queued: email\n1 rested\n2 withheld: the customer rests until a reaction\n");
  CHECK(shop.messages("ben") == "2026-03-05 12:00 hello email\n2026-03-19 12:00 second email\n");

  shop.track("anna", "Signed Up");  // no reaction by itself
  CHECK(shop.messages("anna").ends_with("hello (the customer rests until a reaction)\n"));
  shop.track("anna", "Message Clicked");
  CHECK_FALSE(shop.profile("anna").resting_since.has_value());
  shop.pass("30d");
  shop.track("anna", "Signed Up");
  CHECK(shop.messages("anna").ends_with("hello email\n"));
}

TEST_CASE("those who rest still get what they need to know") {
  Shop shop(steps(R"({ sunset = true }, { send = "hello" }, { send = "thanks", kind = "transactional" })"));
  shop.welcome("anna");
  shop.track("anna", "Signed Up");
  CHECK(shop.messages("anna") ==
        "2026-03-05 12:00 hello (the customer rests until a reaction)\n2026-03-05 12:00 thanks email\n");
}

TEST_CASE("a daily limit hands out its slots over the days, in the order of asking") {
  Shop shop(steps(R"({ after = "1h", send = "hello" })", R"(limit = "2/day")"));
  for (int i = 0; i < 5; ++i) {
    const std::string user = "user" + std::to_string(i);
    shop.welcome(user);
    shop.track(user, "Signed Up");
    shop.clock.advance(Milliseconds{60'000});
  }
  shop.pass("5d");
  CHECK(shop.messages("user0") == "2026-03-05 13:00 hello email\n");
  CHECK(shop.messages("user1") == "2026-03-05 13:01 hello email\n");
  CHECK(shop.messages("user2") == "2026-03-06 13:02 hello email\n");
  CHECK(shop.messages("user3") == "2026-03-06 13:03 hello email\n");
  CHECK(shop.messages("user4") == "2026-03-07 13:04 hello email\n");
}

TEST_CASE("a daily limit does not hold up transactional messages") {
  Shop shop(
      steps(R"({ send = "thanks", kind = "transactional" }, { send = "hello" })", R"(limit = "1/day")"));
  for (const char* user : {"anna", "ben"}) {
    shop.welcome(user);
    shop.track(user, "Signed Up");
  }
  CHECK(shop.messages("anna") == "2026-03-05 12:00 thanks email\n2026-03-05 12:00 hello email\n");
  CHECK(shop.messages("ben") == "2026-03-05 12:00 thanks email\n");
  shop.pass("1d");
  CHECK(shop.messages("ben") == "2026-03-05 12:00 thanks email\n2026-03-06 12:00 hello email\n");
}

TEST_CASE("whoever cannot be written to takes no place of the daily limit") {
  Shop shop(steps(R"({ send = "hello" })", R"(limit = "1/day")"));
  shop.track("silent", "Signed Up");
  shop.welcome("anna");
  shop.track("anna", "Signed Up");
  CHECK(shop.steps("silent").starts_with("0 withheld"));
  CHECK(shop.messages("anna") == "2026-03-05 12:00 hello email\n");
}

TEST_CASE("a customer's rest does not keep the shop's own people from being told") {
  Shop shop(steps(R"({ sunset = true }, { send = "hello" }, { send = "call", channel = "staff" })"));
  shop.welcome("anna");
  shop.track("anna", "Signed Up");
  CHECK(shop.messages("anna") ==
        "2026-03-05 12:00 hello (the customer rests until a reaction)\n2026-03-05 12:00 call staff\n");
}

TEST_CASE("whoever leaves while waiting for a place gets no message") {
  Shop shop(steps(R"({ send = "hello" })", "limit = \"1/day\"\ngoal = \"Order Completed\""));
  for (const char* user : {"anna", "ben"}) {
    shop.welcome(user);
    shop.track(user, "Signed Up");
  }
  shop.order("ben", "1");
  shop.pass("3d");
  CHECK(shop.messages("ben") == "");
  CHECK(shop.journeys("ben") == "goal reached 2026-03-05 12:00\n");
}

TEST_CASE("the condition of a campaign's exit is asked before each step") {
  Shop shop(steps(R"({ send = "hello" }, { after = "1d", send = "second" })",
                  R"(exit = { where = "orders > 0" })"));
  for (const char* user : {"anna", "ben"}) {
    shop.welcome(user);
    shop.track(user, "Signed Up");
  }
  shop.order("ben", "1");
  shop.pass("3d");
  CHECK(shop.messages("anna") == "2026-03-05 12:00 hello email\n2026-03-06 12:00 second email\n");
  CHECK(shop.messages("ben") == "2026-03-05 12:00 hello email\n");
  CHECK(shop.journeys("ben") == "exit by condition 2026-03-06 12:00\n");
}

}  // namespace
}  // namespace lifecycled
