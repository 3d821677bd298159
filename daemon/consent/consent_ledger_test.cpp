#include "consent/consent_ledger.hpp"

#include <doctest/doctest.h>

using namespace lifecycled;

TEST_CASE("nothing marketing goes out without a recorded yes, and a no always wins") {
  Database database(":memory:", Database::Mode::ReadWrite);
  const Instant now = from_ms(1'000'000);
  const CustomerId customer = Customers(database).create(now);
  const AddressId address =
      Addresses(database).add(customer, "email", "Anna@example.org", "anna@example.org", now);
  ConsentLedger ledger(database);
  const auto objection = [&](MessageKind kind) {
    return ledger.objection(address, "email", kind).value_or("none");
  };

  CHECK(objection(MessageKind::Marketing) == "no consent on record");
  CHECK(objection(MessageKind::Transactional) == "none");
  CHECK(objection(MessageKind::Confirmation) == "none");

  const auto say = [&](bool given, std::int64_t at_ms) {
    ConsentWord word;
    word.address = address;
    word.customer = customer;
    word.channel = "email";
    word.given = given;
    word.at = from_ms(at_ms);
    word.source = "test";
    ledger.record(word, now);
  };
  say(true, 500);
  CHECK(objection(MessageKind::Marketing) == "none");
  CHECK(ledger.objection(address, "sms", MessageKind::Marketing) == "no consent on record");

  say(false, 600);
  CHECK(objection(MessageKind::Marketing) == "consent withdrawn");
  say(true, 550);  // an older yes that arrives late does not bring it back
  CHECK(objection(MessageKind::Marketing) == "consent withdrawn");
  CHECK(objection(MessageKind::Confirmation) == "consent withdrawn");

  say(true, 700);
  ledger.suppress(address, customer, "email", "invalid address", now);
  CHECK(objection(MessageKind::Marketing) == "suppressed: invalid address");
  CHECK(objection(MessageKind::Transactional) == "suppressed: invalid address");
  CHECK(Customers(database).consent_epoch(customer) == 5);
}
