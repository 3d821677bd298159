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
  ledger.suppress(address, customer, "email", SuppressionReason::HardBounce, "invalid address", now);
  CHECK(objection(MessageKind::Marketing) == "suppressed: invalid address");
  CHECK(objection(MessageKind::Transactional) == "suppressed: invalid address");
  CHECK(Customers(database).consent_epoch(customer) == 5);
}

TEST_CASE("each purpose, channel and address has a word of its own") {
  Database database(":memory:", Database::Mode::ReadWrite);
  const Instant now = from_ms(1'000'000);
  const CustomerId customer = Customers(database).create(now);
  Addresses addresses(database);
  const AddressId phone = addresses.add(customer, "phone", "+31612345678", "+31612345678", now);
  const AddressId other = addresses.add(customer, "phone", "+31687654321", "+31687654321", now);
  ConsentLedger ledger(database);
  const auto say = [&](const char* channel, ConsentPurpose purpose, bool given, std::int64_t at_ms) {
    ConsentWord word;
    word.address = phone;
    word.customer = customer;
    word.channel = channel;
    word.purpose = purpose;
    word.given = given;
    word.at = from_ms(at_ms);
    word.source = "test";
    ledger.record(word, now);
  };
  say("sms", ConsentPurpose::Marketing, true, 1);
  CHECK_FALSE(ledger.objection(phone, "sms", MessageKind::Marketing).has_value());
  CHECK(ledger.objection(phone, "whatsapp", MessageKind::Marketing) == "no consent on record");
  CHECK(ledger.objection(other, "sms", MessageKind::Marketing) == "no consent on record");

  say("sms", ConsentPurpose::Transactional, false, 2);
  CHECK(ledger.objection(phone, "sms", MessageKind::Transactional) == "transactional messages declined");
  CHECK_FALSE(ledger.objection(phone, "sms", MessageKind::Marketing).has_value());
  CHECK_FALSE(ledger.objection(phone, "whatsapp", MessageKind::Transactional).has_value());
  say("sms", ConsentPurpose::Profiling, false, 3);  // says nothing about writing
  CHECK_FALSE(ledger.objection(phone, "sms", MessageKind::Marketing).has_value());
  say("sms", ConsentPurpose::Transactional, true, 3);
  CHECK_FALSE(ledger.objection(phone, "sms", MessageKind::Transactional).has_value());
}

TEST_CASE("a yes and a no of the same moment are a no, whichever is heard first") {
  for (const bool yes_first : {true, false}) {
    Database database(":memory:", Database::Mode::ReadWrite);
    const Instant now = from_ms(1'000'000);
    ConsentWord word;
    word.customer = Customers(database).create(now);
    word.address = Addresses(database).add(word.customer, "email", "a@b", "a@b", now);
    word.channel = "email";
    word.at = now;
    word.source = "test";
    ConsentLedger ledger(database);
    for (const bool given : {yes_first, !yes_first}) {
      word.given = given;
      ledger.record(word, now);
    }
    CHECK(ledger.objection(word.address, "email", MessageKind::Marketing) == "consent withdrawn");
    CHECK(Consents(database).history(word.address).size() == 2);
  }
}

TEST_CASE("suppression stands above every consent, on its channel") {
  Database database(":memory:", Database::Mode::ReadWrite);
  const Instant now = from_ms(1'000'000);
  const CustomerId customer = Customers(database).create(now);
  const AddressId phone = Addresses(database).add(customer, "phone", "+31612345678", "+31612345678", now);
  ConsentLedger ledger(database);
  ledger.suppress(phone, customer, "sms", SuppressionReason::Complaint, "complaint", now);
  for (const MessageKind kind :
       {MessageKind::Marketing, MessageKind::Transactional, MessageKind::Confirmation})
    CHECK(ledger.objection(phone, "sms", kind) == "suppressed: complaint");
  CHECK_FALSE(ledger.objection(phone, "whatsapp", MessageKind::Transactional).has_value());
  CHECK(Customers(database).consent_epoch(customer) == 1);  // whoever is rendering looks again
}

TEST_CASE("purposes by their written names") {
  for (const ConsentPurpose purpose :
       {ConsentPurpose::Marketing, ConsentPurpose::Transactional, ConsentPurpose::Profiling})
    CHECK(consent_purpose_from_text(to_text(purpose)) == purpose);
  CHECK_FALSE(consent_purpose_from_text("Marketing").has_value());
}

TEST_CASE("what was told of an address counts for whoever gives it next, and so does the shop's own list") {
  Database database(":memory:", Database::Mode::ReadWrite);
  const Instant now = from_ms(1'000'000);
  ConsentLedger ledger(database);
  const auto somebody = [&](const char* mail) {
    const CustomerId customer = Customers(database).create(now);
    ConsentWord word;
    word.customer = customer;
    word.address = Addresses(database).add(customer, "email", mail, mail, now);
    word.channel = "email";
    word.given = true;
    word.at = now;
    word.source = "test";
    ledger.record(word, now);
    return word;
  };
  const auto objection = [&](const ConsentWord& word, MessageKind kind = MessageKind::Marketing) {
    return ledger.objection(word.address, "email", kind).value_or("none");
  };
  const ConsentWord first = somebody("ben@shop.example");
  ledger.suppress(first.address, first.customer, "email", SuppressionReason::HardBounce, "550 gone", now);
  CHECK(objection(first) == "suppressed: 550 gone");
  CHECK(objection(somebody("ben@shop.example")) == "suppressed: hard bounce");

  const ConsentWord anna = somebody("anna@mail.shop.example");
  CHECK(objection(anna) == "none");
  Suppressions(database).add({"domain", "shop.example"}, "", SuppressionReason::DoNotContact, now);
  CHECK(objection(anna) == "suppressed: do not contact (the domain)");
  CHECK(objection(anna, MessageKind::Transactional) == "suppressed: do not contact (the domain)");
}

TEST_CASE("whoever was erased and comes back by an import gets no marketing until they agree anew") {
  Database database(":memory:", Database::Mode::ReadWrite);
  const Instant erased = from_ms(1'000'000'000), later = from_ms(2'000'000'000);
  Suppressions(database).add({"email", "ben@shop.example"}, "", SuppressionReason::Erased, erased);
  ConsentWord word;
  word.customer = Customers(database).create(later);
  word.address =
      Addresses(database).add(word.customer, "email", "ben@shop.example", "ben@shop.example", later);
  word.channel = "email";
  word.given = true;
  word.source = "import";
  ConsentLedger ledger(database);
  word.at = erased - Milliseconds{1};
  ledger.record(word, later);
  CHECK(ledger.objection(word.address, "email", MessageKind::Marketing) ==
        "suppressed: erased on 1970-01-12, and no yes since");
  CHECK_FALSE(ledger.objection(word.address, "email", MessageKind::Transactional).has_value());
  word.at = later;
  word.source = "form";
  ledger.record(word, later);
  CHECK_FALSE(ledger.objection(word.address, "email", MessageKind::Marketing).has_value());
}
