#include "delivery/receipt_book.hpp"

#include <doctest/doctest.h>

#include "delivery/testing.hpp"
#include "store/quarantine.hpp"
#include "store/soft_failures.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;

namespace {

Receipt told(ReceiptKind kind, const std::string& provider_id, const Desk& desk) {
  Receipt receipt;
  receipt.kind = kind;
  receipt.provider_message_id = provider_id;
  receipt.event_id = std::string(to_text(kind)) + " of " + provider_id;
  receipt.at_unix_ms = to_ms(desk.clock.now());
  return receipt;
}

AttemptResult accepted(const std::string& provider_id) {
  AttemptResult result;
  result.outcome = Outcome::Accepted;
  result.provider_message_id = provider_id;
  return result;
}

struct Sent : Desk {
  DeliveryId id = queue();
  Sent() { answer(claim().at(0), accepted("p1")); }
  void hear(const Receipt& receipt) { outbox->record_receipts(database, "email", {receipt}, clock.now()); }
  void hear(ReceiptKind kind) { hear(told(kind, "p1", *this)); }
};

}  // namespace

TEST_CASE("the stronger word stays, in whatever order reports come") {
  Sent sent;
  sent.hear(ReceiptKind::Delivered);
  CHECK(sent.state(sent.id) == "delivered");
  sent.hear(ReceiptKind::Read);
  CHECK(sent.state(sent.id) == "read");
  sent.hear(ReceiptKind::Sent);
  sent.hear(ReceiptKind::Clicked);
  CHECK(sent.state(sent.id) == "read");
  sent.hear(ReceiptKind::Complained);
  CHECK(sent.state(sent.id) == "complained");
  CHECK(sent.events() ==
        "Message Sent {\"message\":\"welcome\",\"channel\":\"email\"}\n"
        "Message Delivered {\"message\":\"welcome\",\"channel\":\"email\"}\n"
        "Message Read {\"message\":\"welcome\",\"channel\":\"email\"}\n"
        "Message Clicked {\"message\":\"welcome\",\"channel\":\"email\"}\n"
        "Message Complained {\"message\":\"welcome\",\"channel\":\"email\"}\n"
        "Consent Withdrawn {\"purpose\":\"marketing\",\"channel\":\"email\",\"address\":\"anna@example.org\","
        "\"source\":\"complained by the provider\"}\n");
}

TEST_CASE("a report that a provider repeats counts once") {
  Sent sent;
  sent.hear(ReceiptKind::Opened);
  sent.hear(ReceiptKind::Opened);
  CHECK(sent.events() ==
        "Message Sent {\"message\":\"welcome\",\"channel\":\"email\"}\n"
        "Message Opened {\"message\":\"welcome\",\"channel\":\"email\"}\n");
  // A provider without ids of its own: the same words at the same time are the same report.
  Receipt nameless = told(ReceiptKind::Clicked, "p1", sent);
  nameless.event_id.clear();
  nameless.url = "https://shop.example.org/";
  sent.hear(nameless);
  sent.hear(nameless);
  nameless.at_unix_ms -= 5000;
  sent.hear(nameless);
  CHECK(sent.count_events("Message Clicked") == 2);
}

TEST_CASE("a hard bounce suppresses the address for everybody who gave it, a soft one nobody") {
  Sent sent;
  const CustomerId other = add_reader(sent.database, "anna@example.org", sent.clock.now());
  sent.hear(ReceiptKind::BouncedSoft);
  CHECK(sent.state(sent.id) == "bounced");
  Addresses addresses(sent.database);
  const AddressId theirs = addresses.of_customer(other, "email").at(0).id;
  CHECK(!addresses.suppression(theirs, "email"));
  Receipt hard = told(ReceiptKind::BouncedHard, "p1", sent);
  hard.code = "5.1.1";
  hard.detail = "no such user";
  sent.hear(hard);
  REQUIRE(addresses.suppression(theirs, "email"));
  CHECK(addresses.suppression(theirs, "email")->why == "bounced: 5.1.1 no such user");
}

TEST_CASE("soft bounces count until the address shows life; ten in a row end it") {
  Sent sent;
  Addresses addresses(sent.database);
  const AddressId address = *sent.row(sent.id).address;
  const auto bounce = [&](int number) {
    const std::string mail = "mail" + std::to_string(number);
    sent.queue();
    sent.answer(sent.claim().at(0), accepted(mail));
    Receipt soft = told(ReceiptKind::BouncedSoft, mail, sent);
    soft.code = "5.2.2";
    soft.detail = "mailbox full";
    sent.hear(soft);
    sent.hear(soft);              // the same again counts once
    soft.event_id += " another";  // and so does a second bounce of one mail
    sent.hear(soft);
  };
  for (int i = 0; i < 9; ++i) bounce(i);
  CHECK(SoftFailures(sent.database).count(address, "email") == 9);
  sent.hear(ReceiptKind::Opened);
  CHECK(SoftFailures(sent.database).count(address, "email") == 0);
  for (int i = 10; i < 19; ++i) bounce(i);
  CHECK(!addresses.suppression(address, "email"));
  bounce(19);
  REQUIRE(addresses.suppression(address, "email"));
  CHECK(addresses.suppression(address, "email")->why ==
        "bounced 10 times in a row, last: 5.2.2 mailbox full");
}

TEST_CASE("a complaint stops the next message at once, before the reactor has read the withdrawal") {
  Sent sent;
  const DeliveryId next = sent.queue();
  sent.hear(ReceiptKind::Complained);
  CHECK(sent.claim().empty());
  CHECK(sent.state(next) == "withheld: suppressed: complaint");
}

TEST_CASE("a report that comes before the provider's own answer waits for it") {
  Desk desk;
  const DeliveryId id = desk.queue();
  const auto claims = desk.claim();
  const Receipt early = told(ReceiptKind::Delivered, "p1", desk);
  desk.outbox->record_receipts(desk.database, "email", {early}, desk.clock.now());
  CHECK(desk.state(id) == "sending");
  desk.answer(claims.at(0), accepted("p1"));
  CHECK(desk.state(id) == "delivered");
  CHECK(desk.count_events("Message Delivered") == 1);
  desk.outbox->record_receipts(desk.database, "email", {early}, desk.clock.now());
  CHECK(desk.count_events("Message Delivered") == 1);
}

TEST_CASE("what was in doubt, or waited to be tried again, is settled by a report and not sent again") {
  for (const bool resend : {false, true}) {
    CAPTURE(resend);
    DeliverySettings settings;
    settings.marketing_when_in_doubt = resend ? WhenInDoubt::Resend : WhenInDoubt::Hold;
    Desk desk(settings);
    const DeliveryId id = desk.queue();
    desk.answer(desk.claim().at(0), Outcome::InDoubt, "answer lost");
    CHECK(desk.row(id).state == (resend ? DeliveryState::Retrying : DeliveryState::InDoubt));
    Receipt receipt = told(ReceiptKind::Delivered, "p9", desk);
    receipt.idempotency_key = desk.row(id).idempotency_key;
    desk.outbox->record_receipts(desk.database, "email", {receipt}, desk.clock.now());
    CHECK(desk.state(id) == "delivered");
    CHECK(desk.count_events("Message Sent") == 1);
    desk.clock.advance(span("2d"));
    CHECK(desk.claim().empty());
    // From now on the provider's own id is known as well.
    CHECK(Deliveries(desk.database).find_by_provider_id("email", "p9") == id);
  }
}

TEST_CASE("a reply and an unsubscription without a message belong to whoever has the address") {
  Sent sent;
  Receipt reply = told(ReceiptKind::Replied, "", sent);
  reply.address = "Anna@Example.org";
  reply.text = "When do you open?";
  sent.hear(reply);
  const AddressId address = *sent.row(sent.id).address;
  CHECK(Addresses(sent.database).last_inbound(address, "email") == sent.clock.now());
  CHECK(sent.count_events("Reply Received") == 1);
  // And the next message knows of it.
  sent.queue();
  CHECK(sent.claim().at(0).last_inbound == sent.clock.now());

  Receipt stop = told(ReceiptKind::Unsubscribed, "", sent);
  stop.address = "anna@example.org";
  sent.hear(stop);
  CHECK(sent.count_events("Consent Withdrawn") == 1);
}

TEST_CASE("what concerns nobody is set aside, and another channel's messages cannot be spoken of") {
  Sent sent;
  Receipt stranger = told(ReceiptKind::Replied, "", sent);
  stranger.address = "nobody@example.org";
  sent.hear(stranger);
  CHECK(Quarantine(sent.database).count() == 1);

  Receipt foreign = told(ReceiptKind::BouncedHard, "p1", sent);
  foreign.idempotency_key = sent.row(sent.id).idempotency_key;
  sent.outbox->record_receipts(sent.database, "sms", {foreign}, sent.clock.now());
  CHECK(sent.state(sent.id) == "accepted");
  CHECK(!Addresses(sent.database).suppression(*sent.row(sent.id).address, "email"));
}

TEST_CASE("a provider's clock that is ahead does not write into the future") {
  Sent sent;
  Receipt future = told(ReceiptKind::Opened, "p1", sent);
  future.at_unix_ms += 86'400'000;
  sent.hear(future);
  CHECK(Events(sent.database).read_after(1, 10).at(0).occurred_at == sent.clock.now());
}

TEST_CASE("what was told of a message whose answer was then lost is not lost with it") {
  Desk desk;
  const DeliveryId id = desk.queue();
  const Claim claim = desk.claim().at(0);
  Receipt receipt;
  receipt.kind = ReceiptKind::Delivered;
  receipt.provider_message_id = "p9";
  receipt.idempotency_key = desk.row(id).idempotency_key;
  receipt.event_id = "e9";
  receipt.at_unix_ms = to_ms(desk.clock.now());
  desk.outbox->record_receipts(desk.database, "email", {receipt}, desk.clock.now());
  CHECK(desk.state(id) == "sending");
  desk.answer(claim, Outcome::InDoubt, "the connection was cut");
  CHECK(desk.state(id) == "delivered");
}

TEST_CASE("who is held back for now is written to again while the message lives") {
  Sent sent;  // of marketing, which lives for three days
  sent.hear(told(ReceiptKind::Postponed, "p1", sent));
  CHECK(sent.state(sent.id).starts_with("retrying"));
  CHECK(sent.count_events("Message Failed") == 0);
  sent.clock.advance(span("23h"));
  CHECK(sent.claim().empty());
  sent.clock.advance(span("1h"));
  auto claims = sent.claim();
  REQUIRE(claims.size() == 1);
  sent.answer(claims[0], accepted("p2"));
  // What is told late of the first attempt says nothing of the second.
  Receipt late = told(ReceiptKind::Postponed, "p1", sent);
  late.event_id = "late";
  late.idempotency_key = sent.row(sent.id).idempotency_key;
  sent.hear(late);
  CHECK(sent.state(sent.id) == "accepted");
  sent.clock.advance(span("24h"));
  sent.hear(told(ReceiptKind::Postponed, "p2", sent));
  // Nobody hears of it any more: the time that is left is too short.
  CHECK(sent.state(sent.id).starts_with("expired"));
  CHECK(sent.count_events("Message Failed") == 1);
}

TEST_CASE("who was held back as often as a message is tried is given up") {
  DeliverySettings settings;
  settings.most_attempts = 1;
  Desk desk(settings);
  const DeliveryId id = desk.queue();
  desk.answer(desk.claim().at(0), accepted("p1"));
  desk.outbox->record_receipts(desk.database, "email", {told(ReceiptKind::Postponed, "p1", desk)},
                               desk.clock.now());
  CHECK(desk.state(id).starts_with("failed"));
}
