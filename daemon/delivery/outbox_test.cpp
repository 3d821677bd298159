#include "delivery/outbox.hpp"

#include <doctest/doctest.h>

#include "delivery/testing.hpp"
#include "store/suppressions.hpp"

namespace lifecycled {
namespace {

using testing::add_reader;
using testing::Desk;
using testing::queue_mail;
using testing::span;
using testing::withdraw;

TEST_CASE("a claim is an attempt on disk before anything else") {
  Desk desk;
  const DeliveryId id = desk.queue();
  const auto claims = desk.claim();
  REQUIRE(claims.size() == 1);
  CHECK(desk.state(id) == "sending");
  CHECK(desk.row(id).attempts == 1);
  const auto open = Deliveries(desk.database).open_attempts("email");
  REQUIRE(open.size() == 1);
  CHECK(open[0].ticket == claims[0].ticket);
  CHECK(claims[0].recipient == "anna@example.org");
  CHECK(claims[0].delivery.attempts == 1);
  CHECK(claims[0].consent_epoch == 1);
  CHECK(desk.claim().empty());  // nobody else gets it
}

TEST_CASE("transactional goes first, and no more than asked for") {
  Desk desk;
  const DeliveryId marketing = desk.queue();
  desk.clock.advance(Milliseconds{5});
  const DeliveryId receipt = desk.queue(MessageKind::Transactional);
  const auto first = desk.claim(1);
  REQUIRE(first.size() == 1);
  CHECK(first[0].delivery.id == receipt);
  CHECK(desk.claim(1).at(0).delivery.id == marketing);
}

TEST_CASE("what the gates send away does not come back; what they hold comes later") {
  DeliverySettings settings;
  settings.quiet_hours = QuietHours{std::chrono::hours{13}, std::chrono::hours{15}};
  Desk desk(settings);
  const DeliveryId id = desk.queue();
  CHECK(desk.claim().empty());
  CHECK(desk.state(id) == "queued: quiet hours");
  CHECK(desk.row(id).due_at == desk.clock.now() + span("1h"));
  CHECK(desk.row(id).attempts == 0);
  desk.clock.advance(span("1h") + Milliseconds{1});
  withdraw(desk.database, desk.anna, desk.clock.now());
  CHECK(desk.claim().empty());
  CHECK(desk.state(id) == "withheld: consent withdrawn");
  CHECK(Deliveries(desk.database).queue_lengths().empty());
}

TEST_CASE("too late is an end with a name, and the log hears of it") {
  Desk desk;
  const DeliveryId id = desk.queue();
  desk.clock.advance(span("3d"));
  CHECK(desk.claim().empty());
  CHECK(desk.state(id) == "expired: not sent in time");
  CHECK(desk.events() ==
        "Message Failed {\"message\":\"welcome\",\"channel\":\"email\",\"reason\":\"expired: not sent in "
        "time\"}\n");
}

TEST_CASE("a destination that asked for a pause is left alone; others go on") {
  Desk desk;
  const CustomerId ben = add_reader(desk.database, "ben@example.com", desk.clock.now());
  const DeliveryId held = desk.queue();
  const DeliveryId free = queue_mail(desk.database, ben, MessageKind::Marketing, desk.clock.now());
  const Instant until = desk.clock.now() + span("5m");
  const auto claims = desk.claim(9, {{"example.org", until}});
  REQUIRE(claims.size() == 1);
  CHECK(claims[0].delivery.id == free);
  CHECK(desk.row(held).due_at == until);
  CHECK(desk.state(held) == "queued: the destination asked for a pause");
  desk.clock.set(until);
  CHECK(desk.claim(9, {{"example.org", until}}).size() == 1);
}

TEST_CASE("every attempt of a delivery has the same key and a ticket of its own") {
  Desk desk;
  desk.queue();
  const Claim first = desk.claim().at(0);
  desk.answer(first, Outcome::Transient);
  desk.clock.advance(span("1h"));
  const Claim second = desk.claim().at(0);
  CHECK(second.delivery.idempotency_key == first.delivery.idempotency_key);
  CHECK(second.ticket != first.ticket);
  desk.outbox->give_back(desk.database, {second}, desk.clock.now());
  CHECK(desk.claim().at(0).ticket > second.ticket);
}

TEST_CASE("what was rendered is kept; whoever withdrew meanwhile does not get it") {
  Desk desk;
  const DeliveryId id = desk.queue();
  const DeliveryId receipt = desk.queue(MessageKind::Transactional);
  auto claims = desk.claim();
  REQUIRE(claims.size() == 2);
  std::vector<Rendered> rendered;
  for (const Claim& claim : claims) rendered.push_back({claim.delivery.id, pack_content("text"), ""});
  desk.clock.advance(Milliseconds{1});
  SUBCASE("nothing changed") {
    CHECK(desk.outbox->keep_rendered(desk.database, claims, rendered, desk.clock.now()).size() == 2);
  }
  SUBCASE("withdrawn: the receipt still goes") {
    withdraw(desk.database, desk.anna, desk.clock.now());
    const auto ready = desk.outbox->keep_rendered(desk.database, claims, rendered, desk.clock.now());
    REQUIRE(ready.size() == 1);
    CHECK(ready[0].delivery.id == receipt);
    CHECK(desk.claim().empty());
    CHECK(desk.state(id) == "withheld: consent withdrawn");
    CHECK(desk.row(id).attempts == 0);
  }
  SUBCASE("their domain was suppressed: nothing goes") {
    Suppressions(desk.database)
        .add({std::string(SuppressedThing::domain), "example.org"}, "", SuppressionReason::DoNotContact,
             desk.clock.now());
    CHECK(desk.outbox->keep_rendered(desk.database, claims, rendered, desk.clock.now()).empty());
    CHECK(desk.claim().empty());
    CHECK(desk.state(id) == "withheld: suppressed: do not contact (the domain)");
  }
  CHECK(unpack_content(Contents(desk.database).find(id).value()) == "text");
}

TEST_CASE("a template that fails stops its message alone, and takes no slot") {
  DeliverySettings settings;
  settings.cap = MessageCap{1, span("7d")};
  Desk desk(settings);
  const DeliveryId id = desk.queue();
  auto claims = desk.claim();
  const std::vector<Rendered> rendered{{id, std::nullopt, "welcome.toml:3:9: unknown filter"}};
  CHECK(desk.outbox->keep_rendered(desk.database, claims, rendered, desk.clock.now()).empty());
  CHECK(desk.state(id) == "failed: welcome.toml:3:9: unknown filter");
  CHECK(desk.events().starts_with("Message Failed"));
  desk.queue();
  CHECK(desk.claim().size() == 1);
}

TEST_CASE("a chain's depth grows with each message and has an end") {
  Desk desk;
  const auto depth_after = [&](std::int64_t depth) {
    NewEvent event;
    event.name = "Message Sent";
    event.occurred_at = desk.clock.now();
    event.depth = depth;
    event.body = "{}";
    MessageRow message;
    message.customer = desk.anna;
    message.name = "welcome";
    message.event = Events(desk.database).append(event, desk.clock.now());
    message.created_at = desk.clock.now();
    message.expires_at = desk.clock.now() + span("1d");
    DeliveryRow delivery;
    delivery.message = Messages(desk.database).add(message);
    delivery.channel = "email";
    delivery.address = Addresses(desk.database).of_customer(desk.anna, "email").at(0).id;
    delivery.idempotency_key = "depth" + std::to_string(depth);
    Deliveries(desk.database).add(delivery, desk.clock.now());
    desk.answer(desk.claim().at(0), Outcome::Accepted);
    const auto latest = Events(desk.database).find(Events(desk.database).last_id()).value();
    CHECK(latest.cause == message.event);
    return latest.depth;
  };
  CHECK(depth_after(0) == 1);
  CHECK(depth_after(15) == 16);
  CHECK(depth_after(16) == 16);
}

}  // namespace
}  // namespace lifecycled
