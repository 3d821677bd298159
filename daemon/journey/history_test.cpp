// What a file of history tells is a fact and no occasion: neither the events, nor what follows from them, nor
// figures that move by them start a journey.
#include <doctest/doctest.h>

#include "journey/testing.hpp"
#include "store/history_mark.hpp"

namespace lifecycled {
namespace {

using testing::Shop;
using testing::span;

std::string campaign(const std::string& trigger) {
  return "serves = \"conversion\"\ntrigger = { " + trigger + " }\nstep = [ { send = \"hello\" } ]\n";
}

void tell(Shop& shop, EventSource source, const std::string& name, std::string body, Instant at) {
  NewEvent event;
  event.name = name;
  event.user_id = "anna";
  event.occurred_at = at;
  event.source = source;
  event.body = std::move(body);
  Events(shop.database).append(event, shop.clock.now());
  shop.pass("1m");
}

void order(Shop& shop, EventSource source, const std::string& id) {
  tell(shop, source, "Order Completed", R"({"order_id": ")" + id + R"(", "total": 5})", shop.clock.now());
}

TEST_CASE("an event of today that a file tells starts nothing, an operator's and a shop's do") {
  for (const bool waits : {false, true}) {
    CAPTURE(waits);
    Shop shop(campaign(waits ? R"(event = "Order Completed", one_per = "order_id", quiet_for = "1h")"
                             : R"(event = "Order Completed", one_per = "order_id")"));
    shop.welcome("anna");
    order(shop, EventSource::Import, "1");
    shop.pass("2h");
    CHECK(shop.journey_rows("anna").empty());
    CHECK(shop.profile("anna").orders == 1);
    order(shop, EventSource::Operator, "2");
    order(shop, EventSource::Http, "3");
    shop.pass("2h");
    CHECK(shop.journey_rows("anna").size() == 2);
  }
}

TEST_CASE("a stage that is entered by an imported order starts nothing") {
  Shop shop(campaign(R"(stage_entered = "active one-time")"));
  shop.welcome("anna");
  order(shop, EventSource::Import, "1");
  CHECK(shop.profile("anna").stage == Stage::ActiveOneTime);
  CHECK(shop.journey_rows("anna").empty());
  shop.welcome("ben");
  shop.order("ben", "2");
  CHECK(shop.journey_rows("ben").size() == 1);
}

TEST_CASE("a border that moves by history starts nothing, one that moves by days does") {
  for (const bool by_history : {true, false}) {
    CAPTURE(by_history);
    Shop shop(campaign(R"(stage_entered = "lapsing")"));
    shop.welcome("anna");
    shop.order("anna", "a", shop.clock.now() - span("20d"));
    for (int i = 0; i < 5; ++i) {
      const std::string user = "fast" + std::to_string(i);
      shop.order(user, user + "1", shop.clock.now() - span("10d"));
      shop.order(user, user + "2", shop.clock.now());
    }
    CHECK(shop.profile("anna").stage == Stage::ActiveOneTime);
    if (by_history) HistoryMark(shop.database).set();
    shop.reactor().compute_shop_figures(shop.database, shop.clock.now());
    shop.pass("1m");
    CHECK(shop.profile("anna").stage == Stage::Lapsing);
    CHECK(shop.journey_rows("anna").empty() == by_history);
    // Whoever gets there later gets there by time.
    shop.welcome("fast0");
    shop.pass("11d");
    CHECK(shop.journey_rows("fast0").size() == 1);
  }
}

}  // namespace
}  // namespace lifecycled
