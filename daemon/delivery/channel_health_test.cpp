#include "delivery/channel_health.hpp"

#include <doctest/doctest.h>

#include "delivery/testing.hpp"
#include "store/channel_stops.hpp"

namespace lifecycled {
namespace {

using testing::Desk;
using testing::span;

TEST_CASE("a limit is passed when more than it came back, of enough messages, by more than one person") {
  const ChannelLimits usual;
  CHECK_FALSE(health_objection(usual, {1000, 0, 3}));
  CHECK(health_objection(usual, {1000, 0, 4}).value() ==
        "4 of 1000 messages of the last 7 days drew a complaint, more than 0.3%");
  CHECK_FALSE(health_objection(usual, {100, 5, 0}));
  CHECK(health_objection(usual, {100, 6, 0}).value() ==
        "6 of 100 messages of the last 7 days went to dead addresses, more than 5%");
  CHECK_FALSE(health_objection(usual, {49, 49, 49}));
  CHECK_FALSE(health_objection(usual, {50, 0, 1}));
  CHECK(health_objection(usual, {50, 0, 2}));
  // Reports of messages that were sent long ago are judged as well.
  CHECK(health_objection(usual, {0, 50, 0}));
  ChannelLimits deaf;
  deaf.stop_at_complaints.reset();
  deaf.stop_at_hard_bounces.reset();
  CHECK_FALSE(health_objection(deaf, {1000, 1000, 1000}));
}

Receipt report(const std::string& key, ReceiptKind kind) {
  Receipt receipt;
  receipt.kind = kind;
  receipt.idempotency_key = key;
  receipt.event_id = key + std::string(to_text(kind));
  return receipt;
}

// A hundred mails that were taken.
std::vector<DeliveryId> sent_mails(Desk& desk) {
  std::vector<DeliveryId> out;
  for (int i = 0; i < 100; ++i) out.push_back(desk.queue(MessageKind::Transactional));
  for (const Claim& claim : desk.claim()) desk.answer(claim, Outcome::Accepted);
  return out;
}

TEST_CASE("a channel that draws complaints sends no more marketing until somebody resumes it") {
  Desk desk;
  const auto sent = sent_mails(desk);
  const auto complain = [&](DeliveryId id, const std::string& more = "") {
    Receipt receipt = report(desk.row(id).idempotency_key, ReceiptKind::Complained);
    receipt.event_id += more;
    desk.outbox->record_receipts(desk.database, "email", {receipt}, desk.clock.now());
    return desk.outbox->judge(desk.database, "email", desk.clock.now());
  };
  CHECK_FALSE(complain(sent[0]));
  CHECK_FALSE(complain(sent[0], "again"));  // the same person's second report counts nothing
  CHECK(complain(sent[1]).value() == "2 of 100 messages of the last 7 days drew a complaint, more than 0.3%");
  CHECK_FALSE(complain(sent[2]));  // it stands still already

  // To somebody who did not complain.
  const CustomerId ben = testing::add_reader(desk.database, "ben@example.org", desk.clock.now());
  const DeliveryId offer = testing::queue_mail(desk.database, ben, MessageKind::Marketing, desk.clock.now());
  CHECK(desk.claim().empty());
  CHECK_FALSE(desk.outbox->next_due(desk.database, "email", desk.clock.now()));
  const DeliveryId receipt =
      testing::queue_mail(desk.database, ben, MessageKind::Transactional, desk.clock.now(), "receipt");
  auto claims = desk.claim();
  REQUIRE(claims.size() == 1);
  CHECK(claims[0].delivery.id == receipt);

  ChannelStops(desk.database).resume("email");
  ChannelDays(desk.database).forgive("email");
  CHECK_FALSE(desk.outbox->judge(desk.database, "email", desk.clock.now()));
  claims = desk.claim();
  REQUIRE(claims.size() == 1);
  CHECK(claims[0].delivery.id == offer);
}

TEST_CASE("dead addresses count whether they are told of at once or later, each message once") {
  Desk desk;
  const auto sent = sent_mails(desk);
  for (int i = 0; i < 5; ++i) {
    const std::string key = desk.row(sent[static_cast<std::size_t>(i)]).idempotency_key;
    for (const char* report_of : {"a", "b"}) {
      Receipt bounce = report(key, ReceiptKind::BouncedHard);
      bounce.event_id += report_of;
      desk.outbox->record_receipts(desk.database, "email", {bounce}, desk.clock.now());
    }
  }
  CHECK_FALSE(desk.outbox->judge(desk.database, "email", desk.clock.now()));
  const CustomerId ben = testing::add_reader(desk.database, "ben@example.org", desk.clock.now());
  testing::queue_mail(desk.database, ben, MessageKind::Transactional, desk.clock.now());
  desk.answer(desk.claim().at(0), Outcome::InvalidAddress, "550 5.1.1 no such user");
  CHECK(desk.outbox->judge(desk.database, "email", desk.clock.now()).value() ==
        "6 of 101 messages of the last 7 days went to dead addresses, more than 5%");
}

TEST_CASE("what came back eight days ago is forgotten") {
  Desk desk;
  const auto sent = sent_mails(desk);
  for (int i = 0; i < 2; ++i)
    desk.outbox->record_receipts(
        desk.database, "email",
        {report(desk.row(sent[static_cast<std::size_t>(i)]).idempotency_key, ReceiptKind::Complained)},
        desk.clock.now());
  desk.clock.advance(span("168h"));
  CHECK_FALSE(desk.outbox->judge(desk.database, "email", desk.clock.now()));
}

TEST_CASE("a browser's subscription that ended is no sign of a bad list") {
  Database database(":memory:", Database::Mode::ReadWrite);
  VirtualClock clock{testing::at("2026-03-05T13:00:00Z")};
  SeededRandom random{1};
  OutboxSettings settings{{}, {}, {{}, TimeZone::named("UTC")}};
  ChannelSettings push;
  push.name = "push";
  push.reaches = "webpush";
  settings.channels.push_back(push);
  settings.gates.channels = settings.channels;
  Outbox outbox(settings, random);
  const CustomerId anna = Customers(database).create(clock.now());
  MessageRow message;
  message.customer = anna;
  message.name = "shipped";
  message.kind = MessageKind::Transactional;
  message.created_at = clock.now();
  message.expires_at = clock.now() + span("12h");
  DeliveryRow delivery;
  delivery.message = Messages(database).add(message);
  delivery.channel = "push";
  delivery.address = Addresses(database).add(anna, "webpush", "{}", "{}", clock.now());
  delivery.idempotency_key = "key";
  Deliveries(database).add(delivery, clock.now());
  const auto claims = outbox.claim(database, "push", clock.now(), 10);
  REQUIRE(claims.size() == 1);
  AttemptResult gone;
  gone.outcome = Outcome::InvalidAddress;
  outbox.record(database, "push", {{claims[0].ticket, claims[0].delivery.id, gone}}, false, clock.now());
  const ChannelReturns lately =
      ChannelHealth(settings.channels, TimeZone::named("UTC")).lately(database, "push", clock.now());
  CHECK(lately.sent == 1);
  CHECK(lately.bounced == 0);
  CHECK(Addresses(database).suppression(*delivery.address, "push"));
}

}  // namespace
}  // namespace lifecycled
