#include <doctest/doctest.h>

#include "audience/testing.hpp"
#include "consent/consent_ledger.hpp"
#include "store/campaign_opt_outs.hpp"
#include "store/quarantine.hpp"

namespace lifecycled {
namespace {

using testing::days;
using testing::Ledger;

struct Mover {
  Ledger ledger;
  CustomerId anna = ledger.customer();

  Mover() { ledger.tell(anna, "Customer Identified", R"({"email": "a@example.org"})"); }

  // As the page says it, a day later.
  void move(const std::string& from, const std::string& to) {
    ledger.clock.advance(days(1));
    StoredEvent event;
    event.id = ++ledger.last_event;
    event.name = "Address Changed";
    event.occurred_at = event.received_at = ledger.clock.now();
    event.source = EventSource::Page;
    event.customer = anna;
    event.body = R"({"email":")" + to + R"(","old":")" + from +
                 R"(","text":"We will write here","language":"en","ip":"192.0.2.7"})";
    ledger.facts.apply(ledger.database, anna, event, ledger.clock.now());
  }
  AddressRow address(const std::string& mail) {
    for (const AddressRow& row : Addresses(ledger.database).of_customer(anna, "email")) {
      if (row.normal == mail) return row;
    }
    FAIL("no such address: " << mail);
    return {};
  }
  std::string may(const std::string& mail, MessageKind kind) {
    return ConsentLedger(ledger.database).objection(address(mail).id, "email", kind).value_or("yes");
  }
  std::string newest() { return Addresses(ledger.database).of_customer(anna, "email").front().normal; }
};

}  // namespace

TEST_CASE("whoever comes back to an address gets everything there again, and the other is left alone") {
  Mover mover;
  mover.ledger.tell(mover.anna, "Consent Given", R"({"email": "a@example.org"})");
  mover.move("a@example.org", "b@example.org");
  CHECK(mover.newest() == "b@example.org");
  CHECK(mover.may("b@example.org", MessageKind::Marketing) == "yes");
  CHECK(mover.may("a@example.org", MessageKind::Marketing) == "consent withdrawn");
  CHECK(mover.may("a@example.org", MessageKind::Transactional) == "transactional messages declined");

  mover.move("b@example.org", "a@example.org");
  CHECK(mover.newest() == "a@example.org");
  CHECK(mover.may("a@example.org", MessageKind::Marketing) == "yes");
  CHECK(mover.may("a@example.org", MessageKind::Transactional) == "yes");
  CHECK(mover.may("b@example.org", MessageKind::Transactional) == "transactional messages declined");

  mover.move("a@example.org", "b@example.org");
  CHECK(mover.may("b@example.org", MessageKind::Transactional) == "yes");
  CHECK(mover.may("a@example.org", MessageKind::Transactional) == "transactional messages declined");
}

TEST_CASE("what the customer has declined stays declined at every address") {
  Mover mover;
  mover.ledger.tell(mover.anna, "Consent Given", R"({"email": "a@example.org"})");
  mover.move("a@example.org", "b@example.org");
  mover.ledger.clock.advance(days(1));
  mover.ledger.tell(mover.anna, "Consent Withdrawn", R"({"channel": "email", "purpose": "transactional"})");
  mover.ledger.tell(mover.anna, "Consent Withdrawn", R"({"channel": "email"})");
  mover.move("b@example.org", "a@example.org");
  CHECK(mover.may("a@example.org", MessageKind::Marketing) == "consent withdrawn");
  CHECK(mover.may("a@example.org", MessageKind::Transactional) == "transactional messages declined");
}

TEST_CASE("a change says in the ledger to which words and from where it was made") {
  Mover mover;
  mover.ledger.tell(mover.anna, "Consent Given", R"({"email": "a@example.org"})");
  mover.move("a@example.org", "b@example.org");
  for (const char* mail : {"a@example.org", "b@example.org"}) {
    const auto history = Consents(mover.ledger.database).history(mover.address(mail).id);
    REQUIRE_FALSE(history.empty());
    const ConsentRow& last = history.back();
    CHECK(last.source == "address change");
    CHECK(last.wording == "We will write here");
    CHECK(last.language == "en");
    CHECK(last.ip == "192.0.2.7");
  }
}

TEST_CASE("who asked for news, when and from where, is in the ledger and is no yes") {
  Ledger ledger;
  const CustomerId anna = ledger.customer();
  ledger.tell(
      anna, "Consent Asked",
      R"({"email": "Anna@example.org", "source": "footer form", "ip": "198.51.100.7", "text": "News?"})");
  const AddressRow address = Addresses(ledger.database).of_customer(anna, "email").at(0);
  const auto history = Consents(ledger.database).history(address.id);
  REQUIRE(history.size() == 1);
  CHECK(history[0].purpose == ConsentPurpose::Asked);
  CHECK(history[0].source == "footer form");
  CHECK(history[0].ip == "198.51.100.7");
  CHECK(history[0].wording == "News?");
  CHECK(history[0].at == ledger.clock.now());
  ConsentLedger consents(ledger.database);
  CHECK(consents.objection(address.id, "email", MessageKind::Marketing) == "no consent on record");
  CHECK_FALSE(consents.objection(address.id, "email", MessageKind::Confirmation).has_value());
  ledger.tell(anna, "Consent Given", R"({"email": "anna@example.org", "ip": "not an ip"})");
  CHECK_FALSE(Consents(ledger.database).history(address.id).at(0).ip);
  CHECK(Quarantine(ledger.database).latest(1).at(0).reason ==
        "ip is no IP address such as 192.0.2.1, and was left out of the evidence");
  ledger.tell(anna, "Consent Asked", R"({"channel": "fax", "email": "anna@example.org"})");
  CHECK(Consents(ledger.database).history(address.id).size() == 2);
}

TEST_CASE("a no to one campaign is in the ledger with its evidence") {
  Ledger ledger;
  const CustomerId anna = ledger.customer();
  Campaigns(ledger.database).ensure("welcome");
  ledger.tell(anna, "Customer Identified", R"({"email": "anna@example.org"})");
  ledger.tell(
      anna, "Consent Withdrawn",
      R"({"scope": "campaign", "campaign": "welcome", "source": "unsubscribe page", "ip": "192.0.2.7"})");
  const AddressRow address = Addresses(ledger.database).of_customer(anna, "email").at(0);
  const auto history = Consents(ledger.database).history(address.id);
  REQUIRE(history.size() == 1);
  CHECK(history[0].purpose == ConsentPurpose::Campaign);
  CHECK(history[0].channel == "welcome");
  CHECK_FALSE(history[0].given);
  CHECK(history[0].ip == "192.0.2.7");
  CHECK(ConsentLedger(ledger.database).objection(address.id, "email", MessageKind::Marketing) ==
        "no consent on record");
}

TEST_CASE("of two words to one campaign the later one counts, in whichever order they are heard") {
  Ledger ledger;
  const CustomerId anna = ledger.customer();
  const CampaignId welcome = Campaigns(ledger.database).ensure("welcome");
  CampaignOptOuts opt_outs(ledger.database);
  const auto say = [&](const char* name, Instant at) {
    ledger.tell(anna, name, R"({"scope": "campaign", "campaign": "welcome"})", at);
  };
  // Without an address there is no ledger of it, and a no is one all the same.
  say("Consent Withdrawn", ledger.clock.now());
  CHECK(opt_outs.since(anna, welcome).has_value());
  ledger.tell(anna, "Customer Identified", R"({"email": "anna@example.org"})");
  say("Consent Given", ledger.clock.now() + days(1));
  CHECK_FALSE(opt_outs.since(anna, welcome).has_value());
  say("Consent Withdrawn", ledger.clock.now());
  CHECK_FALSE(opt_outs.since(anna, welcome).has_value());
  say("Consent Withdrawn", ledger.clock.now() + days(2));
  CHECK(opt_outs.since(anna, welcome).has_value());
}

}  // namespace lifecycled
