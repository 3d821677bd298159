#include "delivery/channel_volume.hpp"

#include <doctest/doctest.h>

#include "delivery/testing.hpp"

namespace lifecycled {
namespace {

using testing::add_reader;
using testing::at;
using testing::Desk;
using testing::queue_mail;
using testing::span;

ChannelSettings email_with(std::optional<std::uint32_t> per_day, std::vector<std::uint32_t> warm_up) {
  ChannelSettings email;
  email.limits.per_day = per_day;
  email.limits.warm_up = std::move(warm_up);
  return email;
}

// To somebody else each time: caps have no say here.
DeliveryId queue_one(Desk& desk, MessageKind kind = MessageKind::Marketing) {
  static int people = 0;
  const CustomerId reader =
      add_reader(desk.database, "reader" + std::to_string(++people) + "@example.org", desk.clock.now());
  return queue_mail(desk.database, reader, kind, desk.clock.now());
}

std::size_t send_all(Desk& desk) {
  const auto claims = desk.claim();
  for (const Claim& claim : claims) desk.answer(claim, Outcome::Accepted);
  return claims.size();
}

TEST_CASE("when the day is full, marketing waits until the shop's tomorrow; receipts go, and count") {
  Desk desk({}, email_with(2, {}));
  const DeliveryId receipt = queue_one(desk, MessageKind::Transactional);
  for (int i = 0; i < 3; ++i) queue_one(desk);
  CHECK(send_all(desk) == 2);  // the receipt, and one of three
  CHECK(desk.row(receipt).state == DeliveryState::Accepted);
  queue_one(desk, MessageKind::Transactional);
  CHECK(send_all(desk) == 1);
  const auto waiting = desk.outbox->next_due(desk.database, "email", desk.clock.now());
  CHECK(waiting == at("2026-03-05T23:00:00Z"));  // midnight in Amsterdam
  CHECK(desk.outbox->gates().volume().today(desk.database, "email", desk.clock.now()).claimed == 3);
  desk.clock.advance(*waiting - desk.clock.now());
  CHECK(send_all(desk) == 2);
}

TEST_CASE("why a message waits is told") {
  Desk desk({}, email_with(std::nullopt, {1, 5}));
  queue_one(desk);
  const DeliveryId second = queue_one(desk);
  CHECK(send_all(desk) == 1);
  CHECK(desk.state(second) == "queued: email has sent its 1 messages of today, day 1 of its warm-up");
}

TEST_CASE("a warm-up counts the days on which something was sent, and ends at the usual volume") {
  Desk desk({}, email_with(4, {1, 2, 100}));
  for (int i = 0; i < 20; ++i) queue_one(desk);
  std::vector<std::size_t> sent;
  const auto live_a_day = [&] {
    sent.push_back(send_all(desk));
    desk.clock.advance(span("24h"));
  };
  live_a_day();
  live_a_day();
  CHECK(sent == std::vector<std::size_t>{1, 2});
  desk.clock.advance(span("240h"));  // expired meanwhile; idle days warm nothing up
  for (int i = 0; i < 20; ++i) queue_one(desk);
  sent.clear();
  live_a_day();  // its third day; never above the usual volume
  live_a_day();
  CHECK(sent == std::vector<std::size_t>{4, 4});
}

TEST_CASE("a retry has its place already, an attempt that never was gives its place back") {
  Desk desk({}, email_with(1, {}));
  const DeliveryId first = queue_one(desk);
  auto claims = desk.claim();
  REQUIRE(claims.size() == 1);
  queue_one(desk);
  desk.answer(claims[0], Outcome::Transient, "greylisted");
  CHECK(desk.claim().empty());
  desk.clock.advance(span("10m"));
  claims = desk.claim();
  REQUIRE(claims.size() == 1);
  CHECK(claims[0].delivery.id == first);
  desk.answer(claims[0], Outcome::Accepted);

  Desk other({}, email_with(1, {}));
  queue_one(other);
  other.outbox->give_back(other.database, other.claim(), other.clock.now());
  CHECK(other.claim().size() == 1);
}

TEST_CASE("what the plugin refused by itself was no message of today") {
  Desk desk({}, email_with(1, {}));
  const auto refuse = [&](Outcome outcome) {
    AttemptResult own;
    own.outcome = outcome;
    own.was_handed_over = false;
    queue_one(desk);
    auto claims = desk.claim();
    REQUIRE(claims.size() == 1);
    desk.answer(claims[0], own);
  };
  refuse(Outcome::Rejected);
  refuse(Outcome::InvalidAddress);
  CHECK(desk.outbox->gates().volume().today(desk.database, "email", desk.clock.now()).claimed == 0);
  const ChannelReturns lately = ChannelHealth(desk.settings.channels, TimeZone::named("Europe/Amsterdam"))
                                    .lately(desk.database, "email", desk.clock.now());
  CHECK(lately.sent == 0);
  CHECK(lately.bounced == 0);
}

}  // namespace
}  // namespace lifecycled
