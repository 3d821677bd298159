#include "journey/reactor.hpp"

#include <doctest/doctest.h>

#include "journey/testing.hpp"
#include "store/orders.hpp"
#include "store/shop_figures.hpp"

namespace lifecycled {
namespace {

using testing::Shop;
using testing::span;

const std::string busy_campaign = R"(serves = "retention"
goal = "Order Completed"
trigger = { event = "Order Completed", one_per = "order_id" }
step = [
  { send = "thanks", kind = "transactional" },
  { wait_for = "Order Delivered", at_most = "10d" },
  { after = "2d", at = "10:00", send = "hello" },
  { after = "12d", split = [ { path = "a", where = "orders = 1" }, { path = "b" } ] },
  { path = "a", send = "second" },
  { path = "b", send = "third" },
]
)";
const std::string win_back = R"(serves = "retention"
goal = "Order Completed"
limit = "3/day"
trigger = { stage_entered = "lapsing", start_existing = true, again_after = "30d" }
step = [ { at = "10:00", send = "hello" }, { wait_for = { stage = "lapsed" }, at_most = "200d" }, { send = "second" } ]
)";

// A year of a small shop; what everybody got, and all journeys.
std::string a_year(std::chrono::microseconds slice_length) {
  Shop shop(Shop::Files{{"post", busy_campaign}, {"win-back", win_back}});
  shop.slice_length = slice_length;
  SeededRandom dice(7);
  std::vector<std::string> users;
  for (int i = 0; i < 12; ++i) {
    users.push_back("user" + std::to_string(i));
    shop.say(users.back(), "Customer Identified", R"({"email": ")" + users.back() + "@example.org\"}");
    shop.say(users.back(), "Consent Given", R"({"channel": "email"})");
  }
  int orders = 0;
  for (int day = 0; day < 365; ++day) {
    for (int i = 0; i < 2; ++i) {
      const std::string& user = users[dice.number() % users.size()];
      if (dice.number() % 3 != 0) continue;
      const std::string order = R"({"total": 10, "order_id": ")" + std::to_string(orders++) + "\"}";
      shop.say(user, "Order Completed", order, shop.clock.now() - Milliseconds{dice.number() % 90'000'000});
      if (dice.number() % 2 == 0) shop.say(user, "Order Delivered", order);
      if (dice.number() % 9 == 0) shop.say(user, "Order Cancelled", order);
    }
    shop.pass("1d");
  }
  std::string out;
  for (const std::string& user : users) {
    out += user + "\n" + shop.messages(user) + shop.journeys(user, "post") + shop.journeys(user, "win-back");
  }
  return out;
}

TEST_CASE("the same log and the same moments decide the same, however the work is sliced") {
  const std::string whole = a_year(std::chrono::hours{1});
  CHECK(whole == a_year(std::chrono::microseconds{0}));
  CHECK(whole.find("second email") != std::string::npos);
  CHECK(whole.find("third email") != std::string::npos);
  CHECK(whole.find("goal reached") != std::string::npos);
}

TEST_CASE("a decision, its advance and its message are one transaction") {
  Shop shop(R"(serves = "awareness"
trigger = { event = "Signed Up" }
step = [ { after = "1d", send = "hello" }, { after = "1d", send = "second" } ]
)");
  shop.welcome("anna");
  shop.random.fails = true;
  SUBCASE("by a timer") {
    shop.random.fails = false;
    shop.track("anna", "Signed Up");
    shop.random.fails = true;
    shop.clock.advance(span("1d"));
    const auto before = shop.journey_rows("anna").at(0);
    CHECK_THROWS(shop.settle());
    const auto after = shop.journey_rows("anna").at(0);
    CHECK(after.step == before.step);
    CHECK(after.due_at == before.due_at);
    CHECK(Timers(shop.database).count_due(shop.clock.now()) > 0);
  }
  SUBCASE("by an event") {
    shop.open({{"it", R"(serves = "awareness"
trigger = { event = "Signed Up" }
step = [ { send = "hello" }, { after = "1d", send = "second" } ]
)"}});
    shop.say("anna", "Signed Up");
    const auto cursor = Events(shop.database).cursor("reactor");
    CHECK_THROWS(shop.settle());
    CHECK(Events(shop.database).cursor("reactor") == cursor);
    CHECK(shop.journey_rows("anna").empty());
  }
  const auto messages = [&] { return Messages(shop.database).of_customer(shop.customer("anna"), 99).size(); };
  CHECK(messages() == 0);
  CHECK(Deliveries(shop.database).queue_lengths().empty());
  CHECK(Journeys(shop.database).steps(1).empty());

  shop.random.fails = false;
  shop.settle();
  CHECK(messages() == 1);
  CHECK(Deliveries(shop.database).queue_lengths()["email"] == 1);
  shop.pass("1d");
  CHECK(messages() == 2);
}

TEST_CASE("a chain that feeds itself stops with a clear word") {
  const auto campaign = [](const std::string& condition) {
    return "serves = \"awareness\"\ntrigger = { event = \"Message Sent\", again_after = \"0s\"" + condition +
           " }\nstep = [ { send = \"hello\" } ]\n";
  };
  Shop shop(campaign(""));
  shop.welcome("anna");
  const auto sent_at_depth = [&](std::int64_t depth) {
    NewEvent event;
    event.name = "Message Sent";
    event.customer = shop.customer("anna");
    event.occurred_at = shop.clock.now();
    event.depth = depth;
    event.body = "{}";
    Events(shop.database).append(event, shop.clock.now());
    shop.settle();
  };
  sent_at_depth(15);
  CHECK(shop.journey_rows("anna").size() == 1);
  CHECK(shop.journey_rows("anna")[0].cause_depth == 15);
  CHECK_FALSE(shop.has_logged("journey.chain_too_deep"));
  sent_at_depth(16);
  CHECK(shop.journey_rows("anna").size() == 1);
  CHECK(shop.has_logged("journey.chain_too_deep"));
}

TEST_CASE("a change of stage is an event with its cause") {
  Shop shop(win_back);
  shop.welcome("anna");
  const EventId order = shop.say("anna", "Order Completed", R"({"order_id": "1", "total": 5})");
  shop.settle();
  const auto latest = Events(shop.database).of_customer(shop.customer("anna"), 1).at(0);
  CHECK(latest.name == "Stage Entered");
  CHECK(latest.body == R"({"stage":"active one-time","previous":"prospect"})");
  CHECK(latest.cause == order);
  CHECK(latest.depth == 1);
  CHECK(latest.source == EventSource::Engine);

  shop.pass("61d");
  const auto lapsing = Events(shop.database).of_customer(shop.customer("anna"), 1).at(0);
  CHECK(lapsing.body == R"({"stage":"lapsing","previous":"active one-time"})");
  CHECK(lapsing.occurred_at == testing::at(testing::opening_time) + span("60d") + Milliseconds{1});
  CHECK_FALSE(lapsing.cause.has_value());
  CHECK(lapsing.depth == 0);
}

TEST_CASE("an event that names nobody passes without a trace") {
  Shop shop(win_back);
  NewEvent event;
  event.name = "Product Viewed";
  event.occurred_at = shop.clock.now();
  event.body = "{}";
  const EventId id = Events(shop.database).append(event, shop.clock.now());
  shop.settle();
  CHECK(Events(shop.database).cursor("reactor") == id);
  CHECK(Customers(shop.database).count() == 0);
}

TEST_CASE("a slice says what it did and when the next is due") {
  Shop shop(R"(serves = "awareness"
trigger = { event = "Signed Up" }
step = [ { after = "1h", send = "hello" } ]
)");
  shop.say("anna", "Signed Up");
  shop.say("ben", "Signed Up");
  auto slice = shop.reactor().run(shop.database, shop.clock.now(), std::chrono::seconds{9});
  CHECK(slice.events == 2);
  CHECK(slice.timers == 0);
  CHECK_FALSE(slice.more);
  CHECK(slice.next_due == shop.clock.now() + span("1h"));
  shop.clock.advance(span("1h"));
  slice = shop.reactor().run(shop.database, shop.clock.now(), std::chrono::seconds{9});
  CHECK(slice.timers == 2);
  CHECK(slice.next_due == testing::at("2026-03-05T23:00:00Z"));  // the shop's midnight
}

TEST_CASE("a slice goes on while nobody else wants the writer, and ends after a round when somebody comes") {
  Shop shop(R"(serves = "awareness"
trigger = { event = "Signed Up" }
step = [ { after = "1h", send = "hello" } ]
)");
  for (int i = 0; i < 100; ++i) shop.say("user-" + std::to_string(i), "Signed Up");
  shop.settle();
  shop.clock.advance(span("1h"));
  int asked = 0;
  const auto slice_of_no_time = [&](bool is_alone) {
    return shop.reactor().run(shop.database, shop.clock.now(), std::chrono::microseconds{0}, [&, is_alone] {
      ++asked;
      return is_alone && asked < 3;
    });
  };
  auto slice = slice_of_no_time(false);
  CHECK(slice.timers < 100);
  CHECK(slice.more);
  CHECK(asked == 1);
  const std::size_t in_a_round = slice.timers;
  asked = 0;
  slice = slice_of_no_time(true);
  // Three rounds, the last of which was one too many for whoever came during the second.
  CHECK(asked == 3);
  CHECK(slice.timers == std::min<std::size_t>(3 * in_a_round, 100 - in_a_round));
}

TEST_CASE("the shop's figures are computed at its midnight, and at once when asked") {
  Shop shop(win_back);
  shop.welcome("anna");
  for (const char* day : {"100d", "60d", "20d"}) shop.order("anna", day, shop.clock.now() - span(day));
  CHECK(ShopFigures(shop.database).latest()->gaps == 0);
  shop.pass_until(testing::at("2026-03-05T22:59:59Z"));
  CHECK(ShopFigures(shop.database).latest()->gaps == 0);
  shop.pass_until(testing::at("2026-03-05T23:00:00Z"));
  CHECK(ShopFigures(shop.database).latest()->gaps == 2);
  CHECK(ShopFigures(shop.database).latest()->gap == span("40d"));
  shop.order("anna", "again");
  shop.reactor().compute_shop_figures(shop.database, shop.clock.now());
  CHECK(ShopFigures(shop.database).latest()->gaps == 3);
}

TEST_CASE("when the shop's border moves out, those behind it come back at once") {
  Shop shop(win_back);
  shop.order("anna", "a", shop.clock.now() - span("70d"));
  CHECK(shop.profile("anna").stage == Stage::Lapsing);  // 60 days are usual until something is known
  for (int i = 0; i < 5; ++i) {
    const std::string user = "slow" + std::to_string(i);
    shop.order(user, user + "1", shop.clock.now() - span("100d"));
    shop.order(user, user + "2", shop.clock.now());
  }
  shop.pass("1d");  // now 100 days are usual
  CHECK(shop.profile("anna").stage == Stage::ActiveOneTime);
  CHECK(shop.profile("anna").stage_since == testing::at("2026-03-05T23:00:00Z"));
}

}  // namespace
}  // namespace lifecycled
