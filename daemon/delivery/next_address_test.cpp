#include "delivery/next_address.hpp"

#include <doctest/doctest.h>

#include "delivery/testing.hpp"

namespace lifecycled {
namespace {

using testing::Desk;
using testing::queue_mail;
using testing::span;

AddressId add_address(Desk& desk, const std::string& mail, bool agrees) {
  const AddressId address = Addresses(desk.database).add(desk.anna, "email", mail, mail, desk.clock.now());
  if (!agrees) return address;
  ConsentWord yes;
  yes.customer = desk.anna;
  yes.address = address;
  yes.channel = "email";
  yes.given = true;
  yes.at = desk.clock.now();
  yes.source = "test";
  ConsentLedger(desk.database).record(yes, desk.clock.now());
  return address;
}

TEST_CASE("a message to a dead address goes on to the customer's next one, each tried once") {
  Desk desk;
  desk.clock.advance(span("1m"));
  add_address(desk, "no-consent@example.org", false);
  desk.clock.advance(span("1m"));
  const AddressId work = add_address(desk, "work@example.org", true);
  const DeliveryId first = desk.queue();
  REQUIRE(desk.row(first).address == work);
  desk.answer(desk.claim().at(0), Outcome::InvalidAddress, "550 5.1.1 no such user");
  CHECK(desk.events() == "");

  const auto next = desk.claim();
  REQUIRE(next.size() == 1);
  CHECK(next[0].recipient == "anna@example.org");
  CHECK(next[0].message.id == desk.row(first).message);
  CHECK(next[0].delivery.idempotency_key != desk.row(first).idempotency_key);
  desk.answer(next[0], Outcome::InvalidAddress, "550 5.1.1 nor here");
  CHECK(desk.claim().empty());
  CHECK(desk.events() ==
        "Message Failed {\"message\":\"welcome\",\"channel\":\"email\",\"reason\":\"550 5.1.1 nor here\"}\n");
}

TEST_CASE("a question whether an address is theirs goes to no other") {
  Desk desk;
  desk.clock.advance(span("1m"));
  add_address(desk, "work@example.org", true);
  queue_mail(desk.database, desk.anna, MessageKind::Confirmation, desk.clock.now());
  desk.answer(desk.claim().at(0), Outcome::InvalidAddress, "550 5.1.1 no such user");
  CHECK(desk.claim().empty());
  CHECK(desk.count_events("Message Failed") == 1);
}

TEST_CASE("what was not for the address but for the message stays failed") {
  Desk desk;
  desk.clock.advance(span("1m"));
  add_address(desk, "work@example.org", true);
  desk.queue();
  desk.answer(desk.claim().at(0), Outcome::Rejected, "552 too large");
  CHECK(desk.claim().empty());
  CHECK(desk.count_events("Message Failed") == 1);
}

}  // namespace
}  // namespace lifecycled
