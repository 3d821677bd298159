// What becomes of a delivery by what its provider answered.
#include <doctest/doctest.h>

#include "delivery/outbox.hpp"
#include "delivery/testing.hpp"

namespace lifecycled {
namespace {

using testing::add_reader;
using testing::Desk;
using testing::queue_mail;
using testing::span;

AttemptResult result(Outcome outcome, std::string detail = "") {
  AttemptResult out;
  out.outcome = outcome;
  out.detail = std::move(detail);
  return out;
}
TEST_CASE("accepted and delivered are ends, with what the provider said") {
  Desk desk;
  const DeliveryId one = desk.queue();
  const DeliveryId two = desk.queue();
  const auto claims = desk.claim();
  AttemptResult accepted = result(Outcome::Accepted, "250 queued");
  accepted.provider_message_id = "abc";
  desk.answer(claims.at(0), accepted);
  desk.answer(claims.at(1), Outcome::Delivered);
  CHECK(desk.state(one) == "accepted: 250 queued");
  CHECK(desk.state(two) == "delivered");
  CHECK(Deliveries(desk.database).find_by_provider_id("email", "abc") == one);
  CHECK(Deliveries(desk.database).open_attempts("email").empty());
  CHECK(desk.events() ==
        "Message Sent {\"message\":\"welcome\",\"channel\":\"email\"}\n"
        "Message Sent {\"message\":\"welcome\",\"channel\":\"email\"}\n");
}

TEST_CASE("transient: back off, again and again, then failed") {
  DeliverySettings settings;
  settings.most_attempts = 3;
  settings.first_retry_after = span("1m");
  Desk desk(settings);
  const DeliveryId id = desk.queue();
  std::vector<Milliseconds> pauses;
  for (int attempt = 1; attempt <= 2; ++attempt) {
    const auto claims = desk.claim();
    REQUIRE(claims.size() == 1);
    desk.answer(claims[0], Outcome::Transient, "450 busy");
    CHECK(desk.state(id) == "retrying: 450 busy");
    CHECK(desk.row(id).attempts == attempt);
    pauses.push_back(*desk.row(id).due_at - desk.clock.now());
    CHECK(desk.claim().empty());
    desk.clock.set(*desk.row(id).due_at);
  }
  CHECK(pauses[0] >= span("48s"));
  CHECK(pauses[0] <= span("72s"));
  CHECK(pauses[1] >= span("96s"));
  CHECK(pauses[1] <= span("144s"));
  desk.answer(desk.claim().at(0), Outcome::Transient, "450 still busy");
  CHECK(desk.state(id) == "failed: given up after 3 attempts: 450 still busy");
  CHECK(desk.events().find("Message Failed") != std::string::npos);
  CHECK(Deliveries(desk.database).queue_lengths().empty());
}

TEST_CASE("a retry that would come too late ends as expired") {
  Desk desk;
  const DeliveryId id = desk.queue(MessageKind::Transactional);
  desk.clock.advance(span("12h") - span("30s"));
  const auto claims = desk.claim();
  desk.answer(claims.at(0), Outcome::Transient, "450 busy");
  CHECK(desk.state(id) == "expired: 450 busy");
}

TEST_CASE("a transient failure speaks of the message, its destination or the channel") {
  Desk desk;
  for (int i = 0; i < 3; ++i) desk.queue();
  const auto claims = desk.claim();
  AttemptResult answer = result(Outcome::Transient);
  Aftermath after = desk.answer(claims.at(0), answer);
  CHECK_FALSE(after.pause_channel.has_value());
  CHECK(after.pause_keys.empty());

  answer.scope = Scope::Destination;
  answer.pace_key = "example.org";
  after = desk.answer(claims.at(1), answer);
  CHECK_FALSE(after.pause_channel.has_value());
  REQUIRE(after.pause_keys.size() == 1);
  CHECK(after.pause_keys[0] == std::pair(std::string("example.org"), span("5m")));

  answer.scope = Scope::Channel;
  answer.retry_after = span("10m");
  after = desk.answer(claims.at(2), answer);
  CHECK(after.pause_channel == span("10m"));
  CHECK_FALSE(after.channel_down);
  CHECK(*desk.row(claims[2].delivery.id).due_at >= desk.clock.now() + span("10m"));  // Retry-After is obeyed
}

TEST_CASE("a browser's push service is a destination by its host") {
  Desk desk;
  DeliveryRow delivery = desk.row(desk.queue());
  const std::string subscription =
      R"({"endpoint":"https://push.example/wpush/v2/abc@def","keys":{"p256dh":"BC","auth":"BT"}})";
  delivery.address =
      Addresses(desk.database).add(desk.anna, "webpush", subscription, subscription, desk.clock.now());
  ConsentWord yes;
  yes.customer = desk.anna;
  yes.address = *delivery.address;
  yes.channel = "email";
  yes.given = true;
  yes.at = desk.clock.now();
  yes.source = "test";
  ConsentLedger(desk.database).record(yes, desk.clock.now());
  delivery.idempotency_key = "another";
  const DeliveryId id = Deliveries(desk.database).add(delivery, desk.clock.now());
  const Instant until = desk.clock.now() + span("10m");
  CHECK(desk.claim(9, {{"push.example", until}}).size() == 1);  // the mail
  CHECK(desk.row(id).due_at == until);
  CHECK(desk.state(id) == "queued: the destination asked for a pause");
}

TEST_CASE("rate limited: pause, slow down, count no attempt") {
  Desk desk;
  const DeliveryId id = desk.queue();
  AttemptResult answer = result(Outcome::RateLimited, "429");
  answer.retry_after = span("30s");
  Aftermath after = desk.answer(desk.claim().at(0), answer);
  CHECK(after.pause_channel == span("30s"));
  CHECK(after.slow_down);
  CHECK(desk.state(id) == "queued: 429");
  CHECK(desk.row(id).attempts == 0);
  CHECK(desk.row(id).due_at == desk.clock.now() + span("30s"));

  desk.clock.advance(span("30s"));
  answer.retry_after = Milliseconds{0};
  answer.scope = Scope::Destination;
  answer.pace_key = "example.org";
  after = desk.answer(desk.claim().at(0), answer);
  CHECK_FALSE(after.pause_channel.has_value());  // one destination does not hold up the others
  CHECK_FALSE(after.slow_down);
  CHECK(after.pause_keys.size() == 1);
}

TEST_CASE("channel down: back in its place, no attempt counted") {
  Desk desk;
  const DeliveryId id = desk.queue();
  const Aftermath after = desk.answer(desk.claim().at(0), Outcome::ChannelDown, "535 bad password");
  CHECK(after.channel_down);
  CHECK(desk.state(id) == "queued: 535 bad password");
  CHECK(desk.row(id).attempts == 0);
  CHECK(desk.claim().size() == 1);
}

TEST_CASE("an attempt that never was takes no slot of the cap") {
  DeliverySettings settings;
  settings.cap = MessageCap{1, span("7d")};
  Desk desk(settings);
  const DeliveryId id = desk.queue();
  SUBCASE("rate limited") {
    desk.answer(desk.claim().at(0), Outcome::RateLimited);
    desk.clock.advance(span("60s"));
  }
  SUBCASE("channel down") { desk.answer(desk.claim().at(0), Outcome::ChannelDown); }
  SUBCASE("given back") { desk.outbox->give_back(desk.database, desk.claim(), desk.clock.now()); }
  SUBCASE("given back by a new daemon, which knows the tickets only") {
    desk.claim();
    const auto open = Deliveries(desk.database).open_attempts("email");
    desk.outbox->give_back(desk.database, open, desk.clock.now());
  }
  REQUIRE(desk.claim().size() == 1);
  CHECK(desk.row(id).attempts == 1);
  desk.queue();
  CHECK(desk.claim().empty());  // and now it has the slot
}

TEST_CASE("a retry keeps its slot of the cap and needs no second one") {
  DeliverySettings settings;
  settings.cap = MessageCap{1, span("7d")};
  Desk desk(settings);
  const DeliveryId id = desk.queue();
  desk.answer(desk.claim().at(0), Outcome::Transient);
  desk.clock.set(*desk.row(id).due_at);
  const auto again = desk.claim();
  REQUIRE(again.size() == 1);
  desk.answer(again[0], Outcome::RateLimited);  // gives back the second attempt, not the slot of the first
  desk.queue();
  CHECK(desk.claim().empty());
}

TEST_CASE("rejected: this message, for good") {
  Desk desk;
  const DeliveryId id = desk.queue();
  const DeliveryId other = desk.queue();
  desk.answer(desk.claim(1).at(0), Outcome::Rejected, "552 too large");
  CHECK(desk.state(id) == "failed: 552 too large");
  CHECK(desk.claim().at(0).delivery.id == other);
  CHECK(desk.events() ==
        "Message Failed {\"message\":\"welcome\",\"channel\":\"email\",\"reason\":\"552 too large\"}\n");
}

TEST_CASE("an invalid address is dead for everybody who gave it, on this channel") {
  Desk desk;
  const CustomerId twin = add_reader(desk.database, "anna@example.org", desk.clock.now());
  const CustomerId ben = add_reader(desk.database, "ben@example.org", desk.clock.now());
  const auto epoch = Customers(desk.database).consent_epoch(twin);
  const DeliveryId id = desk.queue();
  const DeliveryId of_twin = queue_mail(desk.database, twin, MessageKind::Transactional, desk.clock.now());
  const DeliveryId of_ben = queue_mail(desk.database, ben, MessageKind::Marketing, desk.clock.now());
  Deliveries(desk.database).postpone(desk.row(of_twin), desk.clock.now() + span("1m"), "");
  desk.answer(desk.claim(1).at(0), Outcome::InvalidAddress, "550 no such user");
  CHECK(desk.state(id) == "failed: 550 no such user");
  CHECK(Customers(desk.database).consent_epoch(twin) == epoch + 1);
  desk.clock.advance(span("1m"));
  const auto claims = desk.claim();
  REQUIRE(claims.size() == 1);
  CHECK(claims[0].delivery.id == of_ben);
  CHECK(desk.state(of_twin) == "withheld: suppressed: invalid address: 550 no such user");
  const AddressId address = desk.row(id).address.value();
  CHECK_FALSE(Addresses(desk.database).suppression(address, "sms").has_value());
}

TEST_CASE("in doubt, by the shop's word") {
  Desk desk;
  const auto settle = [&](MessageKind kind, std::optional<WhenInDoubt> channel_rule, bool deduplicates) {
    desk.settings.channels[0].when_in_doubt = channel_rule;
    desk.open();
    const DeliveryId id = desk.queue(kind);
    desk.answer(desk.claim().at(0), result(Outcome::InDoubt, "cut"), deduplicates);
    return desk.state(id);
  };
  CHECK(settle(MessageKind::Marketing, std::nullopt, false) == "in doubt: cut");
  CHECK(settle(MessageKind::Transactional, std::nullopt, false) == "retrying: in doubt, sent again: cut");
  CHECK(settle(MessageKind::Marketing, WhenInDoubt::Resend, false) == "retrying: in doubt, sent again: cut");
  CHECK(settle(MessageKind::Transactional, WhenInDoubt::Hold, false) == "in doubt: cut");
  CHECK(settle(MessageKind::Transactional, WhenInDoubt::Skip, false) == "in doubt: skipped: cut");
  // Whom the provider recognises by its key may be sent again in any case.
  CHECK(settle(MessageKind::Marketing, std::nullopt, true) == "retrying: in doubt, sent again: cut");
  CHECK(settle(MessageKind::Marketing, WhenInDoubt::Skip, true) == "retrying: in doubt, sent again: cut");
  CHECK(Deliveries(desk.database).in_doubt("email").size() == 3);
}
TEST_CASE("an answer for a delivery that is gone is dropped") {
  Desk desk;
  CHECK_NOTHROW(desk.outbox->record(desk.database, "email", {{4711, 4711, result(Outcome::Accepted)}}, false,
                                    desk.clock.now()));
}

}  // namespace
}  // namespace lifecycled
