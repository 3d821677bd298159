#include "journey/triggers.hpp"

#include <doctest/doctest.h>

#include "journey/testing.hpp"

namespace lifecycled {
namespace {

using testing::at;
using testing::Shop;
using testing::span;

const std::string one_mail = "\nstep = [ { send = \"hello\" } ]\n";

std::string campaign(const std::string& trigger) {
  return "serves = \"conversion\"\ntrigger = { " + trigger + " }" + one_mail;
}

TEST_CASE("a condition decides who begins") {
  Shop shop(campaign(R"(event = "Checkout Started", where = "event.total > 50 and orders = 0")"));
  for (const char* user : {"anna", "ben", "cleo"}) shop.welcome(user);
  shop.order("cleo", "1");

  shop.track("anna", "Checkout Started", R"({"total": 50.01})");
  shop.track("ben", "Checkout Started", R"({"total": 50})");
  shop.track("cleo", "Checkout Started", R"({"total": 99})");

  CHECK(shop.messages("anna") == "2026-03-05 12:00 hello email\n");
  CHECK(shop.messages("ben") == "");
  CHECK(shop.messages("cleo") == "");

  shop.track("ben", "Checkout Started", "{}");  // an unknown total is no
  CHECK(shop.messages("ben") == "");
}

TEST_CASE("without a key, a customer goes through a campaign once") {
  Shop shop(campaign(R"(event = "Product Viewed")"));
  shop.welcome("anna");
  shop.track("anna", "Product Viewed");
  shop.pass("400d");
  shop.track("anna", "Product Viewed");
  CHECK(shop.journey_rows("anna").size() == 1);
}

TEST_CASE("again_after lets somebody in again, not sooner and not while inside") {
  SUBCASE("not sooner") {
    Shop shop(campaign(R"(event = "Product Viewed", again_after = "7d")"));
    shop.welcome("anna");
    shop.track("anna", "Product Viewed");
    shop.pass_until(shop.clock.now() + span("7d") - Milliseconds{1});
    shop.track("anna", "Product Viewed");
    CHECK(shop.journey_rows("anna").size() == 1);
    shop.pass("1ms");
    shop.track("anna", "Product Viewed");
    CHECK(shop.journey_rows("anna").size() == 2);
  }
  SUBCASE("not while inside") {
    Shop shop(R"(serves = "conversion"
trigger = { event = "Product Viewed", again_after = "1d" }
step = [ { after = "30d", send = "hello" } ]
)");
    shop.welcome("anna");
    shop.track("anna", "Product Viewed");
    shop.pass("20d");
    shop.track("anna", "Product Viewed");
    CHECK(shop.journeys("anna") == "running\n");
    shop.pass("10d");
    shop.track("anna", "Product Viewed");
    CHECK(shop.journeys("anna") == "finished 2026-04-04 13:00\nrunning\n");
  }
}

TEST_CASE("one_per starts one journey for each order, and none without an order") {
  Shop shop(campaign(R"(event = "Order Shipped", one_per = "order_id")"));
  shop.welcome("anna");
  shop.track("anna", "Order Shipped", R"({"order_id": "A"})");
  shop.track("anna", "Order Shipped", R"({"order_id": "B"})");
  shop.track("anna", "Order Shipped", R"({"order_id": "A"})");
  shop.track("anna", "Order Shipped", R"({"order_id": ""})");
  shop.track("anna", "Order Shipped", "{}");
  shop.track("anna", "Order Shipped", R"({"order_id": 7})");  // a number names an order as well

  const auto journeys = shop.journey_rows("anna");
  REQUIRE(journeys.size() == 3);
  CHECK(journeys[0].entry_key == "A");
  CHECK(journeys[1].entry_key == "B");
  CHECK(journeys[2].entry_key == "7");
}

TEST_CASE("one_per and again_after: no two within the span, then the same key again") {
  Shop shop(campaign(R"(event = "Order Delivered", one_per = "order_id", again_after = "30d")"));
  shop.welcome("anna");
  shop.track("anna", "Order Delivered", R"({"order_id": "A"})");
  shop.pass("10d");
  shop.track("anna", "Order Delivered", R"({"order_id": "B"})");
  shop.track("anna", "Order Delivered", R"({"order_id": "A"})");
  CHECK(shop.messages("anna") == "2026-03-05 12:00 hello email\n");
  shop.pass("20d");
  shop.track("anna", "Order Delivered", R"({"order_id": "A"})");
  shop.track("anna", "Order Delivered", R"({"order_id": "C"})");
  CHECK(shop.messages("anna") == "2026-03-05 12:00 hello email\n2026-04-04 13:00 hello email\n");
}

TEST_CASE(
    "one_per and again_after: the same key not while a journey of it is running, another one is let in") {
  Shop shop(R"(serves = "conversion"
trigger = { event = "Product Added", one_per = "cart_id", again_after = "1d" }
step = [ { after = "5d", send = "hello" } ]
)");
  shop.welcome("anna");
  const auto add = [&](const char* cart) {
    shop.track("anna", "Product Added", R"({"cart_id": ")" + std::string(cart) + "\"}");
  };
  add("K");
  shop.pass("2d");
  add("K");
  add("L");
  shop.pass("3d");
  add("K");
  shop.pass("9d");
  CHECK(shop.messages("anna") ==
        "2026-03-10 12:00 hello email\n2026-03-12 12:00 hello email\n2026-03-15 12:00 hello email\n");
}

TEST_CASE("a stage is a segment of its name") {
  Shop shop(Shop::Files{{"in", campaign(R"(segment_entered = "active-one-time")")},
                        {"out", campaign(R"(segment_left = "active-one-time", again_after = "1d")")},
                        {"lapsing", campaign(R"(segment_entered = "lapsing")")}});
  shop.welcome("anna");
  shop.order("anna", "1");
  CHECK(shop.journey_rows("anna", "in").size() == 1);
  CHECK(shop.journey_rows("anna", "out").empty());
  shop.pass("61d");
  CHECK(shop.journey_rows("anna", "out").size() == 1);
  CHECK(shop.journey_rows("anna", "lapsing").size() == 1);
}

TEST_CASE("leaving a stage begins a journey, for that stage alone") {
  Shop shop(campaign(R"(stage_left = "lapsing")"));
  shop.welcome("anna");
  shop.order("anna", "1");
  shop.pass("61d");
  CHECK(shop.profile("anna").stage == Stage::Lapsing);
  CHECK(shop.messages("anna") == "");
  shop.order("anna", "2");
  CHECK(shop.messages("anna") == "2026-05-05 13:00 hello email\n");
}

TEST_CASE("an event older than max_age is a fact and starts nothing") {
  Shop shop(campaign(R"(event = "Order Completed", one_per = "order_id", max_age = "1h")"));
  shop.welcome("anna");
  shop.order("anna", "old", shop.clock.now() - span("1h") - Milliseconds{1});
  CHECK(shop.messages("anna") == "");
  CHECK(shop.profile("anna").orders == 1);
  shop.order("anna", "new", shop.clock.now() - span("1h"));
  CHECK(shop.messages("anna") == "2026-03-05 12:00 hello email\n");
}

TEST_CASE("quiet_for begins so long after the last event, and each cart has its own silence") {
  Shop shop(campaign(
      R"(event = ["Product Added", "Checkout Started"], quiet_for = "1h", one_per = "cart_id", again_after = "0s")"));
  shop.welcome("anna");
  shop.track("anna", "Product Added", R"({"cart_id": "K"})");
  shop.pass("40m");
  shop.track("anna", "Product Added", R"({"cart_id": "L"})");
  shop.track("anna", "Checkout Started", R"({"cart_id": "K"})");  // 12:40, silence until 13:40
  shop.pass("10m");
  shop.track("anna", "Product Added", R"({"cart_id": "K"})");  // 12:50
  shop.pass("4h");
  CHECK(shop.messages("anna") == "2026-03-05 13:40 hello email\n2026-03-05 13:50 hello email\n");
  CHECK(shop.journey_rows("anna")[0].entry_key == "L");
}

TEST_CASE("an event that is refused starts nothing, least of all with another customer's order") {
  Shop shop(campaign(R"(event = "Order Completed", one_per = "order_id")"));
  for (const char* user : {"anna", "ben"}) shop.welcome(user);
  shop.order("anna", "1", std::nullopt, "\"abc\"");
  shop.order("anna", "2", std::nullopt, "-5");
  CHECK(shop.journey_rows("anna").empty());
  shop.order("anna", "3");
  CHECK(shop.messages("anna") == "2026-03-05 12:00 hello email\n");
  shop.order("ben", "3");
  CHECK(shop.journey_rows("ben").empty());
  CHECK(shop.profile("ben").orders == 0);
  CHECK(shop.profile("anna").orders == 1);
}

TEST_CASE("word that comes late does not make the silence begin sooner") {
  Shop shop(campaign(R"(event = "Product Added", quiet_for = "1h")"));
  shop.welcome("anna");
  shop.track("anna", "Product Added");
  shop.pass("5m");
  shop.track("anna", "Product Added", "{}", shop.clock.now() - span("30m"));
  shop.pass("2h");
  CHECK(shop.messages("anna") == "2026-03-05 13:00 hello email\n");
}

TEST_CASE("the condition is asked when the silence is over") {
  Shop shop(campaign(R"(event = "Product Added", quiet_for = "1h", where = "orders = 0")"));
  shop.welcome("anna");
  shop.track("anna", "Product Added");
  shop.pass("30m");
  shop.order("anna", "1");
  shop.pass("1h");
  CHECK(shop.journey_rows("anna").empty());
}

TEST_CASE("whoever reaches the goal during the silence is not reminded, unless they begin anew") {
  Shop shop(
      "goal = \"Order Completed\"\n" +
      campaign(R"(event = "Product Added", quiet_for = "1h", one_per = "cart_id", again_after = "0s")"));
  for (const char* user : {"anna", "ben", "cleo"}) {
    shop.welcome(user);
    shop.track(user, "Product Added", R"({"cart_id": "K"})");
  }
  shop.pass("10m");
  shop.order("anna", "1");  // names no cart: it is the customer's
  shop.track("ben", "Order Completed", R"({"order_id": "2", "total": 1, "cart_id": "other"})");
  shop.order("cleo", "3");
  shop.track("cleo", "Product Added", R"({"cart_id": "K"})");
  shop.pass("3h");
  CHECK(shop.messages("anna").empty());
  CHECK(shop.messages("ben") == "2026-03-05 13:00 hello email\n");
  CHECK(shop.messages("cleo") == "2026-03-05 13:10 hello email\n");
}

TEST_CASE("a campaign that is not live starts nobody; those who wait for silence are forgotten") {
  const std::string trigger = campaign(R"(event = "Product Added", quiet_for = "1h")");
  Shop shop(trigger);
  shop.welcome("anna");
  shop.track("anna", "Product Added");
  shop.open({{"it", "live = false\n" + trigger}});
  shop.track("anna", "Product Added");
  shop.pass("3h");
  CHECK(shop.journey_rows("anna").empty());
}

TEST_CASE("entering a stage begins a journey, for that stage alone") {
  Shop shop(campaign(R"(stage_entered = "lapsing")"));
  shop.welcome("anna");
  shop.order("anna", "1");
  CHECK(shop.profile("anna").stage == Stage::ActiveOneTime);
  CHECK(shop.messages("anna") == "");
  shop.pass("400d");  // 60 days: the shop has no gaps of its own yet
  CHECK(shop.messages("anna") == "2026-05-04 13:00 hello email\n");
  CHECK(shop.profile("anna").stage == Stage::Lapsed);
}

TEST_CASE("history that is imported enters its stages in the past and starts nothing") {
  Shop shop(campaign(R"(stage_entered = "lapsing")"));
  shop.welcome("anna");
  shop.order("anna", "1", shop.clock.now() - span("70d"));
  CHECK(shop.profile("anna").stage == Stage::Lapsing);
  CHECK(shop.journey_rows("anna").empty());
}

TEST_CASE("start_existing asks all who are in the stage already, in slices, and once") {
  const std::string trigger = campaign(
      R"(stage_entered = "lapsing", start_existing = true, again_after = "1d", where = "country <> 'BE'")");
  Shop shop("live = false\n" + trigger);
  const auto last_order = shop.clock.now() - span("70d");
  for (int i = 0; i < 100; ++i) {
    const std::string user = "user" + std::to_string(i);
    shop.say(user, "Customer Identified", i % 10 == 0 ? R"({"country": "BE"})" : R"({"country": "NL"})");
    shop.say(user, "Order Completed", R"({"order_id": ")" + user + R"(", "total": 1})",
             i < 90 ? last_order : shop.clock.now());
  }
  shop.settle();
  CHECK(Journeys(shop.database).count_running() == 0);

  shop.open({{"it", trigger}});
  shop.slice_length = std::chrono::microseconds{0};  // a round is a slice
  shop.settle();
  CHECK(shop.messages("user1").find("hello") != std::string::npos);
  CHECK(shop.messages("user89").find("hello") != std::string::npos);
  CHECK(shop.messages("user10") == "");  // Belgian
  CHECK(shop.messages("user91") == "");  // active
  CHECK_FALSE(Campaigns(shop.database).find("it")->fill_after.has_value());

  shop.clock.advance(span("2d"));
  shop.open({{"it", trigger + "# changed\n"}});  // a new version fills nobody
  shop.settle();
  CHECK(shop.journey_rows("user1").size() == 1);
}

TEST_CASE("without start_existing, those inside a stage are left alone") {
  const std::string trigger = campaign(R"(stage_entered = "lapsing")");
  Shop shop("live = false\n" + trigger);
  shop.welcome("anna");
  shop.order("anna", "1", shop.clock.now() - span("70d"));
  shop.open({{"it", trigger}});
  shop.settle();
  CHECK(shop.journey_rows("anna").empty());
}

TEST_CASE("two campaigns may start from one event") {
  Shop shop(Shop::Files{{"one", campaign(R"(event = "Product Viewed")")},
                        {"two", campaign(R"(event = "Product Viewed", where = "orders > 5")")},
                        {"three", campaign(R"(event = ["Cart Viewed", "Product Viewed"])")}});
  shop.welcome("anna");
  shop.track("anna", "Product Viewed");
  CHECK(shop.journey_rows("anna", "one").size() == 1);
  CHECK(shop.journey_rows("anna", "two").empty());
  CHECK(shop.journey_rows("anna", "three").size() == 1);
}

TEST_CASE("rivals share the customers: each gets one of them and never the other") {
  const std::string rival =
      "one_of = \"cart\"\n" + campaign(R"(event = "Product Added", again_after = "1d")");
  Shop shop(Shop::Files{{"one", rival}, {"two", rival}, {"off", "live = false\n" + rival}});
  int ones = 0;
  for (int i = 0; i < 40; ++i) {
    const std::string user = "user" + std::to_string(i);
    shop.welcome(user);
    shop.track(user, "Product Added");
    const auto in_one = shop.journey_rows(user, "one").size();
    CHECK(in_one + shop.journey_rows(user, "two").size() == 1);
    CHECK(shop.journey_rows(user, "off").empty());
    ones += static_cast<int>(in_one);
  }
  CHECK(ones > 8);
  CHECK(ones < 32);
  shop.pass("2d");
  for (int i = 0; i < 40; ++i) {
    const std::string user = "user" + std::to_string(i);
    shop.track(user, "Product Added");
    CHECK(shop.journey_rows(user, "one").size() * shop.journey_rows(user, "two").size() == 0);
  }
}

TEST_CASE("a condition that cannot be computed is no, and says so in the log") {
  Shop shop(campaign(R"toml(event = "Product Viewed", where = "older_than(known_since, 'soon')")toml"));
  shop.welcome("anna");
  shop.track("anna", "Product Viewed");
  CHECK(shop.journey_rows("anna").empty());
  CHECK(shop.has_logged("condition.failed"));
}

}  // namespace
}  // namespace lifecycled
