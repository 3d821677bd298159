#include "journey/ramps.hpp"

#include <doctest/doctest.h>

#include "journey/event_names.hpp"
#include "journey/testing.hpp"

namespace lifecycled {
namespace {

using testing::at;
using testing::Shop;
using testing::span;

const std::string campaign = R"(serves = "awareness"
trigger = { event = "Consent Given" }
ramp = { shares = ["10%", "50%", "100%"], every = "2d", stop_at = { failures = "10%", complaints = "2%" } }
step = [ { send = "hello" } ]
)";

CampaignRamp ramp() { return {{100'000, 500'000, whole_share}, span("2d"), {}}; }

TEST_CASE("the share grows by the day, and stays at the last") {
  const Instant live = at("2026-03-05T11:00:00Z");
  const auto share = [&](std::string_view after) { return ramp_share(ramp(), live, live + span(after)); };
  CHECK(share("0s") == 100'000);
  CHECK(share("2d") - share("1d") == 400'000);
  CHECK(ramp_share(ramp(), live, live + span("2d") - Milliseconds{1}) == 100'000);
  CHECK(share("4d") == whole_share);
  CHECK(share("900d") == whole_share);
  CHECK(ramp_share(ramp(), live, live - span("1d")) == 100'000);  // the clock was set back
  CHECK(ramp_grows_at(ramp(), live, live) == live + span("2d"));
  CHECK(ramp_grows_at(ramp(), live, live + span("2d")) == live + span("4d"));
  CHECK_FALSE(ramp_grows_at(ramp(), live, live + span("4d")));
}

TEST_CASE("too much of what came back, and not before there is enough to say") {
  const CampaignRamp::StopAt limits{100'000, 20'000, 10'000};  // 10 %, 2 %, 1 %
  const auto objection = [&](CampaignHealthRow health) {
    return ramp_objection(limits, health).value_or("");
  };
  CHECK(objection({{}, 0, 49, 0, 0}) == "");
  CHECK(objection({{}, 0, 50, 0, 0}) == "50 of 50 messages failed, more than 10%");
  CHECK(objection({{}, 90, 10, 2, 1}) == "");
  CHECK(objection({{}, 90, 10, 3, 1}) == "3 of 100 messages made the customer unsubscribe, more than 2%");
  CHECK(objection({{}, 90, 10, 3, 2}) == "2 of 100 messages drew a complaint, more than 1%");
  CHECK(ramp_objection({}, {{}, 0, 500, 0, 0}) == std::nullopt);
}

// How many of these customers the campaign writes to.
int written_to(Shop& shop, int from, int until) {
  int count = 0;
  for (int i = from; i < until; ++i) count += shop.messages("c" + std::to_string(i)).empty() ? 0 : 1;
  return count;
}

TEST_CASE("few first, then more, and those who were first stay among them") {
  Shop shop(campaign);
  for (int i = 0; i < 300; ++i) shop.welcome("c" + std::to_string(i));
  const int first = written_to(shop, 0, 300);
  CHECK(first > 12);
  CHECK(first < 52);
  shop.pass("2d");
  for (int i = 300; i < 600; ++i) shop.welcome("c" + std::to_string(i));
  const int then = written_to(shop, 300, 600);
  CHECK(then > 115);
  CHECK(then < 185);
  shop.pass("2d");
  for (int i = 600; i < 650; ++i) shop.welcome("c" + std::to_string(i));
  CHECK(written_to(shop, 600, 650) == 50);
}

TEST_CASE("those who stand in the stage already come as the share grows, each once") {
  Shop shop(Shop::Files{});
  for (int i = 0; i < 200; ++i) shop.welcome("c" + std::to_string(i));
  shop.open({{"it", R"(serves = "awareness"
trigger = { stage_entered = "prospect", start_existing = true }
ramp = { shares = ["10%", "100%"], every = "1d" }
step = [ { send = "hello" } ]
)"}});
  shop.settle();
  const int first = written_to(shop, 0, 200);
  CHECK(first > 5);
  CHECK(first < 40);
  shop.pass("1d");
  CHECK(written_to(shop, 0, 200) == 200);
  for (int i = 0; i < 200; ++i) CHECK(shop.journey_rows("c" + std::to_string(i)).size() == 1);
}

// As the outbox tells of a message.
void tell(Shop& shop, DeliveryId delivery, CustomerId customer, std::string_view name) {
  NewEvent event;
  event.name = name;
  event.occurred_at = shop.clock.now();
  event.source = EventSource::Channel;
  event.customer = customer;
  event.delivery = delivery;
  event.body = "{}";
  Events(shop.database).append(event, shop.clock.now());
  shop.settle();
}

TEST_CASE("a campaign of which too many complain stops itself") {
  Shop shop(campaign);
  shop.pass("4d");
  std::vector<DeliveryId> deliveries;
  for (int i = 0; i < 60; ++i) {
    const std::string name = "c" + std::to_string(i);
    shop.welcome(name);
    for (const MessageRow& row : Messages(shop.database).of_customer(shop.customer(name), 10))
      deliveries.push_back(Deliveries(shop.database).of_message(row.id).at(0).id);
    tell(shop, deliveries.back(), shop.customer(name), event_names::message_sent);
  }
  REQUIRE(deliveries.size() == 60);
  tell(shop, deliveries.at(0), shop.customer("c0"), event_names::message_complained);
  CHECK_FALSE(shop.has_logged("campaign.stopped_itself"));  // 1 of 60 is below 2 %
  tell(shop, deliveries.at(1), shop.customer("c1"), event_names::message_complained);
  CHECK(shop.has_logged("campaign.stopped_itself"));
  shop.welcome("late");
  CHECK(shop.messages("late") == "");
}

}  // namespace
}  // namespace lifecycled
