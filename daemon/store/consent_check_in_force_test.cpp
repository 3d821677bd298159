// What is in force is tampered with, not the ledger: what was said, opt-outs, whose name is whose.
#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "base/crypto.hpp"
#include "store/campaign_opt_outs.hpp"
#include "store/consent_check.hpp"
#include "store/erasures.hpp"
#include "store/identifier_seal.hpp"
#include "store/ledger_testing.hpp"
#include "store/ledger_upgrade.hpp"
#include "store/meta.hpp"
#include "store/suppressions.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;

TEST_CASE("a word that the log of events knows and the ledger does not is found") {
  Ledger ledger;
  Events events(ledger.database);
  const auto hear = [&](const char* name, const std::string& body, Instant at) {
    NewEvent event;
    event.name = name;
    event.occurred_at = at;
    event.customer = 2;
    event.body = body;
    const EventId id = events.append(event, at);
    events.set_cursor("reactor", id);
    return id;
  };
  const auto verify = [&](Instant since) {
    ConsentCheck check(ledger.database, {.events_since = since});
    while (check.step(ledger.database, 2)) {
    }
    return check.faults();
  };
  hear("Consent Given", "{}", some_noon);  // of the moment of consent 2: an import that came twice
  hear("Product Viewed", "{}", some_noon + day_length);
  hear("Consent Withdrawn", R"({"scope":"all"})", some_noon + day_length);
  CHECK(verify(Instant{}).empty());
  const EventId id = hear("Consent Withdrawn", R"({"channel":"email"})", some_noon + 2 * day_length);
  const std::vector<std::string> missing{
      fmt::format("event {}, Consent Withdrawn at {}: the ledger has no "
                  "word of it",
                  id, format_instant(some_noon + 2 * day_length))};
  CHECK(verify(Instant{}) == missing);
  CHECK(verify(some_noon + 3 * day_length).empty());  // whether it was refused is not known any more
  ledger.tamper(
      "DELETE FROM consent_chain; DELETE FROM consent_evidence; DELETE FROM address_consents;"
      "DELETE FROM consents");
  CHECK(verify(some_noon + 3 * day_length).size() == 2);  // an empty ledger: every word tells
  ledger.tamper(
      "INSERT INTO quarantine (received_at, source, reason, body, event_id) SELECT 0, 1, 'why', x'', "
      "id FROM events");
  CHECK(verify(Instant{}).empty());
}

TEST_CASE("of two words at one moment the one that is gone is found, whatever the other says") {
  struct Said {
    const char* name;
    const char* body;
  };
  // Consent 2 says yes to marketing by email at that moment.
  for (const Said& said :
       {Said{"Consent Given", R"({"purpose":"profiling"})"}, Said{"Consent Given", R"({"channel":"sms"})"},
        Said{"Consent Given", R"({"purpose":"profiling","scope":"all"})"},
        Said{"Consent Withdrawn", R"({"channel":"email"})"}}) {
    CAPTURE(said.body);
    Ledger ledger;
    Events events(ledger.database);
    NewEvent event;
    event.name = said.name;
    event.occurred_at = some_noon;
    event.customer = 2;
    event.body = said.body;
    events.set_cursor("reactor", events.append(event, some_noon));
    ConsentCheck check(ledger.database, {.events_since = Instant{}});
    while (check.step(ledger.database, 2)) {
    }
    CHECK(check.faults().size() == 1);
  }
}

TEST_CASE("an empty ledger of a shop that has customers is a reason to look, and of a new shop it is not") {
  const auto is_suspicious = [](Database& database) {
    return ConsentCheck(database).is_suspiciously_empty();
  };
  ScratchDatabase fresh;
  CHECK_FALSE(is_suspicious(fresh));
  Ledger ledger;
  CHECK_FALSE(is_suspicious(ledger.database));
  ledger.tamper(
      "DELETE FROM consent_chain; DELETE FROM consent_evidence; DELETE FROM address_consents;"
      "DELETE FROM consents");
  CHECK(is_suspicious(ledger.database));
}

TEST_CASE("a no to a campaign that is not in force any more is found, and a yes that is not") {
  const auto say = [](Ledger& ledger, AddressId address, bool given, Instant at) {
    ConsentRow row;
    row.address = address;
    row.channel = "news";
    row.purpose = ConsentPurpose::Campaign;
    row.given = given;
    row.at = at;
    row.source = "page";
    CHECK(Consents(ledger.database).record(row, at));
  };
  const std::string fault = "customer {}, campaign news: what is in force is not what was said last\n";
  const auto fault_of = [&](CustomerId customer) { return fmt::format(fmt::runtime(fault), customer); };
  Ledger ledger;
  const CampaignId news = Campaigns(ledger.database).ensure("news");
  // Said at one address of theirs, taken back at another, and said again of an older moment.
  const AddressId other = add_address(ledger.database, 1, "anna@work.example");
  say(ledger, 1, false, some_noon);
  CampaignOptOuts opt_outs(ledger.database);
  opt_outs.add(1, news, some_noon, 1);
  say(ledger, 2, false, some_noon);
  opt_outs.add(2, news, some_noon, 2);
  CHECK(ledger.verify() == "");
  ledger.tamper("DELETE FROM campaign_opt_outs WHERE customer_id = 1");
  CHECK(ledger.verify() == fault_of(1));
  ledger.tamper("UPDATE campaign_opt_outs SET customer_id = 3 WHERE customer_id = 2");
  CHECK(ledger.verify() == fault_of(1) + fault_of(2));
  ledger.tamper("UPDATE campaign_opt_outs SET customer_id = 2 WHERE customer_id = 3");
  say(ledger, other, true, some_noon + day_length);
  CHECK(ledger.verify() == "");
  opt_outs.add(1, news, some_noon, 1);
  CHECK(ledger.verify() == fault_of(1));
  opt_outs.remove(1, news);
  say(ledger, 1, false, some_noon + day_length / 2);
  CHECK(ledger.verify() == "");
  ledger.tamper("UPDATE campaigns SET name = 'olds' WHERE name = 'news'");
  CHECK(ledger.verify().starts_with("campaign news: it is gone"));
}

TEST_CASE("a customer's name that was given to another one is found, and an erasure takes it along") {
  const auto fault_of = [](CustomerId customer) {
    return fmt::format("an identifier of customer {} was given to them by somebody else\n", customer);
  };
  Ledger ledger;
  Customers customers(ledger.database);
  customers.identify(1, IdentifierKind::UserId, "anna");
  customers.identify(1, IdentifierKind::AnonymousId, "browser of anna");
  customers.identify(2, IdentifierKind::UserId, "ben");
  customers.identify(2, IdentifierKind::UserId, "anna");  // is hers
  for (const std::size_t rows : {1U, 2U, 3U, 4U}) CHECK(ledger.verify(rows) == "");
  ledger.tamper("UPDATE customer_identifiers SET customer_id = 2 WHERE customer_id = 1");
  CHECK(ledger.verify() == fault_of(2) + fault_of(2));
  ledger.tamper("UPDATE customer_identifiers SET customer_id = 1 WHERE value <> 'ben'");
  CHECK(ledger.verify() == "");
  ledger.tamper("UPDATE customer_identifiers SET seal = NULL WHERE value = 'ben'");
  CHECK(ledger.verify() == fault_of(2));
  ledger.tamper("DELETE FROM customer_identifiers WHERE value = 'ben'");
  ledger.tamper(
      "INSERT INTO customer_identifiers SELECT kind, 'ben', 3, seal FROM customer_identifiers "
      "WHERE value = 'anna'");
  CHECK(ledger.verify() == fault_of(3));
  ledger.tamper("DELETE FROM customer_identifiers WHERE value = 'ben'");
  Erasures erasures(ledger.database);
  CHECK(erasures.begin({"e1", 1, ErasureReason::Asked, some_noon, 0, std::nullopt}));
  Events(ledger.database).set_cursor("reactor", Events(ledger.database).last_id());
  ErasureRun run(ledger.database, erasures.at_work().at(0));
  while (run.step(ledger.database, std::chrono::milliseconds{1}) == ErasureRun::Progress::More) {
  }
  CHECK_FALSE(customers.find_by(IdentifierKind::UserId, "anna").has_value());
  CHECK(ledger.verify() == "");
}

TEST_CASE("identifiers from before they were sealed are sealed once, in whatever slices") {
  for (const std::size_t rows : {1U, 2U, 3U, 9U}) {
    Ledger ledger;
    Customers customers(ledger.database);
    customers.identify(1, IdentifierKind::UserId, "anna b.");
    customers.identify(1, IdentifierKind::AnonymousId, "browser");
    customers.identify(2, IdentifierKind::UserId, "");
    ledger.tamper(
        "UPDATE customer_identifiers SET seal = NULL; INSERT INTO meta VALUES ('identifiers_to_seal', '0 ')");
    CHECK(ledger.verify() != "");
    while (seal_earlier_identifiers(ledger.database, rows)) {
    }
    CHECK(ledger.verify() == "");
    CHECK_FALSE(Meta(ledger.database).find("identifiers_to_seal").has_value());
    ledger.tamper("UPDATE customer_identifiers SET seal = NULL");
    bring_ledger_up_to_date(ledger.database);
    CHECK(ledger.verify() != "");
  }
}
