#include "delivery/customer_caps.hpp"

#include <doctest/doctest.h>

#include "delivery/testing.hpp"
#include "store/customer_choices.hpp"

namespace lifecycled {
namespace {

using testing::Desk;
using testing::queue_mail;
using testing::span;

DeliveryId queue(Desk& desk, int priority) {
  return queue_mail(desk.database, desk.anna, MessageKind::Marketing, desk.clock.now(), "it", std::nullopt,
                    priority);
}

// What the queue says of it after everything that may go was claimed.
std::string after_claim(Desk& desk, DeliveryId id) {
  desk.claim();
  const DeliveryRow delivery = desk.row(id);
  return delivery.due_at ? "until " + format_instant(*delivery.due_at) + ": " + delivery.reason : "gone";
}

void wait_until(Desk& desk, DeliveryId id, Instant at) {
  Deliveries(desk.database).postpone(desk.row(id), at, "for the test");
}

DeliverySettings apart(std::string_view how_long) {
  DeliverySettings settings;
  settings.apart = span(how_long);
  return settings;
}

TEST_CASE("so long apart, whatever campaign it is of") {
  Desk desk(apart("20h"));
  const Instant start = desk.clock.now();
  const DeliveryId first = queue(desk, 50), second = queue(desk, 50);
  CHECK(after_claim(desk, first) == "gone");
  CHECK(after_claim(desk, second) ==
        "until " + format_instant(start + span("20h")) + ": too soon after the last message");
  desk.clock.set(start + span("20h"));
  CHECK(after_claim(desk, second) == "gone");
}

TEST_CASE("the cap of a channel is its own") {
  ChannelSettings email;
  email.cap = MessageCap{1, span("2d")};
  Desk desk({}, email);
  const Instant start = desk.clock.now();
  const DeliveryId first = queue(desk, 50), second = queue(desk, 50);
  CHECK(after_claim(desk, first) == "gone");
  CHECK(after_claim(desk, second) == "until " + format_instant(start + span("2d")) + ": cap of email");
}

TEST_CASE("who wants to hear less gets less, and only they") {
  DeliverySettings settings;
  settings.less_often = {1, span("2d")};
  Desk desk(settings);
  const Instant start = desk.clock.now();
  CHECK(after_claim(desk, queue(desk, 50)) == "gone");
  CHECK(after_claim(desk, queue(desk, 50)) == "gone");
  CustomerChoices(desk.database).choose_fewer(desk.anna, true, start);
  const DeliveryId third = queue(desk, 50);
  CHECK(after_claim(desk, third) ==
        "until " + format_instant(start + span("2d")) + ": the customer wants to hear less");
  CustomerChoices(desk.database).choose_fewer(desk.anna, false, start + span("1d"));
  desk.clock.set(start + span("2d"));
  CHECK(after_claim(desk, third) == "gone");
}

TEST_CASE("a message of higher priority that is due in the same window goes first") {
  Desk desk(apart("12h"));
  const Instant start = desk.clock.now();
  const DeliveryId low = queue(desk, 20), high = queue(desk, 80);
  wait_until(desk, high, start + span("2h"));
  CHECK(after_claim(desk, low) == "until " + format_instant(start + span("2h") + span("1m")) +
                                      ": a message of higher priority goes first");
  desk.clock.set(start + span("2h"));
  CHECK(after_claim(desk, high) == "gone");
  desk.clock.set(start + span("2h") + span("1m"));
  CHECK(after_claim(desk, low) ==
        "until " + format_instant(start + span("14h")) + ": too soon after the last message");
  desk.clock.set(start + span("14h"));
  CHECK(after_claim(desk, low) == "gone");
}

TEST_CASE("who is due outside of the window holds up nobody, nor who is long overdue") {
  Desk desk(apart("12h"));
  const DeliveryId low = queue(desk, 20), high = queue(desk, 80);
  wait_until(desk, high, desk.clock.now() + span("12h") + Milliseconds{1});
  CHECK(after_claim(desk, low) == "gone");

  Desk late(apart("12h"));
  MessageRow message;
  message.customer = late.anna;
  message.created_at = late.clock.now();
  message.expires_at = late.clock.now() + span("30d");
  DeliveryRow stuck;
  stuck.message = Messages(late.database).add(message);
  stuck.channel = "a channel that is down";
  stuck.address = Addresses(late.database).of_customer(late.anna, "email").at(0).id;
  stuck.priority = queue_class(MessageKind::Marketing, 90, 0);
  stuck.idempotency_key = "stuck";
  Deliveries(late.database).add(stuck, late.clock.now() - span("13h"));
  CHECK(after_claim(late, queue(late, 20)) == "gone");
}

TEST_CASE("a message that may not go holds up nobody") {
  Desk desk(apart("12h"));
  const DeliveryId low = queue(desk, 20);
  const CustomerId ben = testing::add_reader(desk.database, "ben@example.org", desk.clock.now());
  queue_mail(desk.database, ben, MessageKind::Marketing, desk.clock.now(), "it", std::nullopt,
             80);  // another's
  CHECK(after_claim(desk, low) == "gone");

  Desk withdrawn(apart("12h"));
  JourneyRow journey;
  journey.campaign = Campaigns(withdrawn.database).ensure("it");
  journey.version =
      Campaigns(withdrawn.database).ensure_version(journey.campaign, "it", withdrawn.clock.now());
  journey.customer = withdrawn.anna;
  const JourneyId over = Journeys(withdrawn.database).start(journey);
  Journeys(withdrawn.database).end(over, JourneyEnd::GoalReached, withdrawn.clock.now(), std::nullopt);
  const DeliveryId high = queue_mail(withdrawn.database, withdrawn.anna, MessageKind::Marketing,
                                     withdrawn.clock.now(), "it", over, 80);
  wait_until(withdrawn, high, withdrawn.clock.now() + span("1h"));
  CHECK(after_claim(withdrawn, queue(withdrawn, 20)) == "gone");
}

TEST_CASE("with room for both, both go") {
  DeliverySettings settings;
  settings.cap = MessageCap{2, span("7d")};
  Desk desk(settings);
  const DeliveryId low = queue(desk, 20), high = queue(desk, 80), last = queue(desk, 10);
  wait_until(desk, high, desk.clock.now() + span("2h"));
  wait_until(desk, last, desk.clock.now() + span("3h"));
  CHECK(after_claim(desk, low) == "gone");
  desk.clock.advance(span("2h"));
  CHECK(after_claim(desk, high) == "gone");
  desk.clock.advance(span("1h"));
  CHECK(after_claim(desk, last).ends_with(": cap"));
}

// Twenty campaigns want the same customer at once, week after week: everything leaves in order of priority or
// expires, and nothing waits beyond its time.
TEST_CASE("no two messages wait for each other for ever") {
  DeliverySettings settings = apart("12h");
  settings.cap = MessageCap{3, span("7d")};
  settings.quiet_hours = QuietHours{std::chrono::hours{21}, std::chrono::hours{8}};
  Desk desk(settings);
  std::vector<DeliveryId> all;
  for (int number = 0; number < 20; ++number) all.push_back(queue(desk, number * 5 % 100));
  const Instant end = desk.clock.now() + span("3d");
  std::vector<int> sent;
  while (desk.clock.now() < end + span("5m")) {
    for (const Claim& claim : desk.claim()) {
      sent.push_back(static_cast<int>(std::ranges::find(all, claim.delivery.id) - all.begin()));
      desk.answer(claim, Outcome::Accepted);
    }
    desk.clock.advance(span("5m"));
  }
  CHECK(sent == std::vector{19, 18, 17});
  for (const DeliveryId id : all) CHECK_FALSE(desk.row(id).due_at);
}

}  // namespace
}  // namespace lifecycled
