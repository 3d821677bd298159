// Whom the question for a first yes reaches, and how often.
#include <doctest/doctest.h>

#include "consent/consent_ledger.hpp"
#include "journey/message_queue.hpp"
#include "journey/testing.hpp"

namespace lifecycled {
namespace {

using testing::Shop;

// Where the questions of a customer went, or why not; the latest first.
std::vector<std::string> asked_addresses(Shop& shop, std::string_view user) {
  std::vector<std::string> out;
  for (const MessageRow& message : Messages(shop.database).of_customer(shop.customer(user), 99)) {
    if (message.withheld) out.push_back(*message.withheld);
    for (const DeliveryRow& delivery : Deliveries(shop.database).of_message(message.id))
      out.push_back(Addresses(shop.database).find(delivery.address.value()).value().value);
  }
  return out;
}

constexpr const char* asks =
    "serves = \"awareness\"\nkind = \"confirmation\"\n"
    "trigger = { event = \"Consent Asked\", again_after = \"1m\" }\nstep = [ { send = \"hello\" } ]\n";

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("the question for a first yes goes to the address that was left, and to no other") {
  Shop shop(asks);
  shop.track("anna", "Customer Identified", R"({"email": "old@example.org"})");
  shop.pass("1m");
  shop.track("anna", "Consent Given", R"({"channel": "email", "email": "newest@example.org"})");
  shop.pass("1m");
  shop.track("anna", "Consent Asked", R"({"email": "Old@example.org"})");
  CHECK(asked_addresses(shop, "anna") == Words{"old@example.org"});
  shop.pass("2m");
  shop.track("anna", "Consent Asked", R"({"email": "third@example.org"})");
  CHECK(asked_addresses(shop, "anna").front() == "third@example.org");
  shop.pass("2m");
  shop.track("anna", "Consent Asked", R"({"email": "no address"})");
  CHECK(asked_addresses(shop, "anna") == Words{"third@example.org", "old@example.org"});  // of nobody
}

TEST_CASE("an address gets three questions a day, however many people leave it") {
  Shop shop(asks);
  const char* left = R"({"email": "victim@example.org"})";
  for (const char* stranger : {"a", "b", "c", "d"}) shop.track(stranger, "Consent Asked", left);
  for (const char* stranger : {"a", "b", "c"})
    CHECK(asked_addresses(shop, stranger) == Words{"victim@example.org"});
  CHECK(asked_addresses(shop, "d") == Words{"email: the address was asked 3 times today"});
  shop.pass("2m");
  shop.track("d", "Consent Asked", R"({"email": "d@example.org"})");
  CHECK(asked_addresses(shop, "d").front() == "d@example.org");
  shop.pass("1d");
  shop.track("e", "Consent Asked", left);
  CHECK(asked_addresses(shop, "e") == Words{"victim@example.org"});
}

TEST_CASE(
    "who unsubscribed and leaves the address again is asked; who said that it was not them, by nobody") {
  Shop shop(asks);
  const char* left = R"({"email": "anna@example.org"})";
  shop.welcome("anna");
  shop.pass("1m");
  shop.track("anna", "Consent Withdrawn", R"({"channel": "email"})");
  shop.pass("1m");
  shop.track("anna", "Consent Asked", left);
  CHECK(asked_addresses(shop, "anna") == Words{"anna@example.org"});

  const auto message = Messages(shop.database).of_customer(shop.customer("anna"), 1).at(0);
  NewEvent no;
  no.name = "Consent Withdrawn";
  no.occurred_at = shop.clock.now();
  no.source = EventSource::Page;
  no.customer = shop.customer("anna");
  no.delivery = Deliveries(shop.database).of_message(message.id).at(0).id;
  no.body = R"({"channel": "email", "email": "anna@example.org"})";
  Events(shop.database).append(no, shop.clock.now());
  shop.settle();
  shop.pass("2m");
  for (const char* user : {"anna", "stranger"}) {
    shop.track(user, "Consent Asked", left);
    CHECK(asked_addresses(shop, user).front() == "email: suppressed: asked by somebody else");
  }
  ConsentLedger ledger(shop.database);
  const auto theirs = Addresses(shop.database).of_customer(shop.customer("stranger"), "email").at(0).id;
  CHECK(ledger.objection(theirs, "email", MessageKind::Marketing) == "suppressed: asked by somebody else");
  CHECK_FALSE(ledger.objection(theirs, "email", MessageKind::Transactional));
  shop.track("stranger", "Consent Given", left);  // at a checkout, say
  CHECK_FALSE(ledger.objection(theirs, "email", MessageKind::Marketing));
  CHECK(ledger.objection(theirs, "email", MessageKind::Confirmation));
}

}  // namespace lifecycled
