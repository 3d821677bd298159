// The ledger is tampered with as somebody would who can write to the file and lacks the key; each act is
// found.
#include "store/consent_check.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "base/crypto.hpp"
#include "store/campaign_opt_outs.hpp"
#include "store/erasures.hpp"
#include "store/identifier_seal.hpp"
#include "store/ledger_testing.hpp"
#include "store/ledger_upgrade.hpp"
#include "store/meta.hpp"
#include "store/suppressions.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;

namespace {

const std::string not_continued =
    "entry {} does not follow from the one before it: one of them was changed, moved or put in\n";

std::string broken_at(int n) { return fmt::format(fmt::runtime(not_continued), n); }

}  // namespace

TEST_CASE("a ledger that nobody touched is in order, in whatever slices") {
  Ledger ledger;
  for (const std::size_t rows : {1U, 2U, 3U, 4U, 100U}) CHECK(ledger.verify(rows) == "");
  ConsentCheck check(ledger.database);
  while (check.step(ledger.database, 100)) {
  }
  CHECK(check.entries() == 4);
  CHECK(check.erased() == 0);
  CHECK(check.head()->entries == 4);
  CHECK(Consents(ledger.database).is_intact(1) == true);
}

TEST_CASE("the tables of the ledger refuse what is no erasure") {
  Ledger ledger;
  for (const char* sql :
       {"UPDATE consents SET given = 0 WHERE id = 2", "UPDATE consents SET wording = 'x' WHERE id = 2",
        "UPDATE consents SET source = '', wording = NULL, language = NULL WHERE id = 2",
        "DELETE FROM consents WHERE id = 4", "UPDATE consent_chain SET given = 0 WHERE n = 2",
        "DELETE FROM consent_chain WHERE n = 4", "UPDATE consent_evidence SET ip = 'x' WHERE consent_id = 1",
        "DELETE FROM consent_evidence WHERE consent_id = 1"}) {
    CAPTURE(sql);
    CHECK_THROWS_AS(ledger.database.connection().exec(sql), SQLite::Exception);
  }
  CHECK(ledger.verify() == "");
}

TEST_CASE("what is changed is found, whose, when, what, how and from where") {
  struct Act {
    const char* sql;
    std::string found;
  };
  const std::string evidence =
      "consent 2: the address, how it was said, its text or its evidence was changed\n";
  const auto changed = [](const char* what) {
    return fmt::format("consent 2 is not what entry 2 says: {} was changed\n", what);
  };
  const std::string in_force = "address 2, email: what is in force is not what was said last\n";
  const std::vector<Act> acts{
      {"UPDATE consents SET given = 0 WHERE id = 2", changed("yes or no") + in_force},
      {"UPDATE consents SET at = at + 1 WHERE id = 2", changed("when it was said") + in_force},
      {"UPDATE consents SET recorded_at = 1 WHERE id = 2", changed("when it was written down")},
      {"UPDATE consents SET purpose = 3 WHERE id = 2",
       changed("the purpose") + "consent 2: what is in force of it is gone\n" + in_force},
      {"UPDATE addresses SET customer_id = 3 WHERE id = 2", changed("whose it is")},
      {"UPDATE addresses SET normal = 'x@y.example' WHERE id = 2", evidence},
      {"UPDATE addresses SET value = 'evil@example.org' WHERE id = 2", evidence},
      {"UPDATE consents SET event_id = 7 WHERE id = 2", evidence},
      {"UPDATE consent_evidence SET form = 1 WHERE consent_id = 2", evidence},
      {"UPDATE address_consents SET consent_id = 1 WHERE address_id = 1",
       "address 1, email: what is in force points to consent 1, which says another thing\n"},
      {"UPDATE consents SET wording = 'Never' WHERE id = 2", evidence},
      {"UPDATE consents SET source = 'paper' WHERE id = 2", evidence},
      {"UPDATE consent_evidence SET ip = '192.0.2.9' WHERE consent_id = 2", evidence},
      {"UPDATE consent_evidence SET salt = x'00' WHERE consent_id = 2", evidence},
      {"DELETE FROM consent_evidence WHERE consent_id = 2",
       "consent 2: its evidence is gone, and nobody erased the customer\n"},
      {"UPDATE address_consents SET given = 1 WHERE address_id = 1",
       "address 1, email: what is in force is not what was said last\n"},
      {"DELETE FROM address_consents WHERE address_id = 3", "consent 3: what is in force of it is gone\n"},
      {"UPDATE consent_chain SET given = 0 WHERE n = 2; UPDATE consents SET given = 0 WHERE id = 2;"
       "UPDATE address_consents SET given = 0 WHERE address_id = 2",
       broken_at(2)},
  };
  for (const Act& act : acts) {
    CAPTURE(act.sql);
    Ledger ledger;
    ledger.tamper(act.sql);
    CHECK(ledger.verify() == act.found);
  }
}

TEST_CASE("an entry of before addresses were sealed as typed is held against the address as compared") {
  Ledger ledger;
  const std::string salt(16, 's');
  const ConsentEvidence evidence{"email", "ben@shop.example", "form", "Yes, write to me",
                                 "en",    "192.0.2.1",        {},     {}};
  ChainEntry entry = *ConsentChain(ledger.database).find(2);
  entry.personal = personal_hash(salt, evidence);
  const std::string before = ConsentChain(ledger.database).find(1)->hash;
  const std::string hash = chain_hash(ledger.database.ledger_key(), before, entry);
  ledger.tamper(
      fmt::format("DELETE FROM consent_chain WHERE n > 2; DELETE FROM consent_evidence WHERE consent_id > 2;"
                  "DELETE FROM address_consents WHERE address_id <> 2; DELETE FROM consents WHERE id > 2;"
                  "INSERT INTO address_consents SELECT address_id, channel, purpose, given, at, id FROM "
                  "consents WHERE id "
                  "= 1;"
                  "UPDATE consent_chain SET personal = x'{}', hash = x'{}' WHERE n = 2;"
                  "UPDATE consent_evidence SET salt = x'{}', form = 1 WHERE consent_id = 2",
                  to_hex(entry.personal), to_hex(hash), to_hex(salt)));
  const auto verify = [&] {
    ConsentCheck check(ledger.database,
                       {.is_normal = [](auto, auto value, auto normal) { return value == normal; }});
    while (check.step(ledger.database, 9)) {
    }
    return check.faults();
  };
  CHECK(verify().empty());
  ledger.tamper("UPDATE addresses SET value = 'evil@example.org' WHERE id = 2");
  CHECK(verify() == std::vector<std::string>{
                        "consent 2: the address that is written to is not the one that it was said of"});
}

TEST_CASE("an erasure that nobody made does not hide what was cut out") {
  const std::string fault =
      "consent 2: its evidence is gone, and no erasure of customer 2 is on record that we sealed\n";
  Ledger ledger;
  ledger.tamper(
      "DELETE FROM consent_evidence WHERE consent_id = 2; UPDATE customers SET processing = 2 WHERE id = 2");
  CHECK(ledger.verify() == fault);
  ledger.tamper(
      "INSERT INTO erasures (id, customer_id, reason, asked_at, until_event_id) VALUES ('e', 2, 1, 0, 0)");
  CHECK(ledger.verify() == fault);
  // Nor does the true erasure of somebody else, given another number.
  CHECK(Erasures(ledger.database).begin({"e1", 1, ErasureReason::Asked, some_noon, 0, std::nullopt}));
  ledger.tamper("UPDATE erasures SET customer_id = 2 WHERE id = 'e1'");
  CHECK(ledger.verify() == fault);
  ledger.tamper("UPDATE erasures SET customer_id = 1 WHERE id = 'e1'");
  CHECK(Erasures(ledger.database).find("e1").has_value());
  CHECK(is_erasure_on_record(ledger.database, 1));
  CHECK_FALSE(is_erasure_on_record(ledger.database, 2));
}

TEST_CASE("erasures from before they were sealed are sealed once") {
  Ledger ledger;
  CHECK(Erasures(ledger.database).begin({"e1", 1, ErasureReason::Asked, some_noon, 0, std::nullopt}));
  ledger.tamper("UPDATE erasures SET seal = NULL; INSERT INTO meta VALUES ('erasures_to_seal', 'yes')");
  CHECK_FALSE(is_erasure_on_record(ledger.database, 1));
  bring_ledger_up_to_date(ledger.database);
  CHECK(is_erasure_on_record(ledger.database, 1));
  CHECK_FALSE(Meta(ledger.database).find("erasures_to_seal").has_value());
  ledger.tamper("UPDATE erasures SET seal = NULL");
  bring_ledger_up_to_date(ledger.database);
  CHECK_FALSE(is_erasure_on_record(ledger.database, 1));
}

TEST_CASE("what is removed, moved or put in is found") {
  {
    Ledger ledger;
    ledger.tamper("DELETE FROM consent_chain WHERE n = 2");
    CHECK(ledger.verify() ==
          "entry 2 is missing\nconsent 2 stands in no entry: it was put in beside the ledger\n");
  }
  {
    // With all its traces, and the numbers closed up.
    Ledger ledger;
    ledger.tamper(
        "DELETE FROM consent_chain WHERE n = 2; DELETE FROM consent_evidence WHERE consent_id = 2;"
        "DELETE FROM address_consents WHERE consent_id = 2; DELETE FROM consents WHERE id = 2;"
        "UPDATE consent_chain SET n = n - 1 WHERE n = 3; UPDATE consent_chain SET n = n - 1 WHERE n = 4");
    CHECK(ledger.verify() == broken_at(2) + broken_at(3));
  }
  {
    Ledger ledger;
    ledger.tamper(
        "UPDATE consent_chain SET n = 9 WHERE n = 2; UPDATE consent_chain SET n = 2 WHERE n = 3;"
        "UPDATE consent_chain SET n = 3 WHERE n = 9");
    CHECK(ledger.verify() ==
          broken_at(2) + broken_at(3) +
              "entry 3 is about consent 2, which is older than that of the entry before\n" + broken_at(4));
  }
  {
    Ledger ledger;
    ledger.tamper(
        "INSERT INTO consents (id, address_id, channel, purpose, given, at, recorded_at, source) VALUES "
        "(9, 1, 'email', 1, 1, 1, 1, 'form')");
    CHECK(ledger.verify() == "consent 9 stands in no entry: it was put in beside the ledger\n");
  }
  {
    Ledger ledger;
    ledger.tamper("DELETE FROM consents WHERE id = 4");
    CHECK(ledger.verify() ==
          "consent 4 of entry 4 is gone\naddress 1, email: what is in force is not what was said last\n");
  }
}

TEST_CASE("a cut end shows by a head that was told before, and another key knows nothing") {
  Ledger ledger;
  const ChainHead then = *ConsentChain(ledger.database).head();
  const auto verify_with = [&](const ChainHead& head) {
    ConsentCheck check(ledger.database);
    while (check.step(ledger.database, 9)) {
    }
    check.expect_head(ledger.database, head);
    return check.faults();
  };
  CHECK(verify_with(then).empty());
  ledger.say(2, false, some_noon + day_length);
  CHECK(verify_with(then).empty());  // it went on
  ledger.tamper(
      "DELETE FROM consent_chain WHERE n > 3; DELETE FROM consent_evidence WHERE consent_id > 3;"
      "UPDATE address_consents SET given = 1, consent_id = address_id, at = (SELECT min(at) FROM consents);"
      "DELETE FROM consents WHERE id > 3");
  CHECK(ledger.verify() == "");  // nothing in the file itself tells
  CHECK(verify_with(then) ==
        std::vector<std::string>{"entry 4 was there once and is gone: the end of the ledger was cut off"});
  ChainHead other = then;
  other.entries = 3;
  CHECK(verify_with(other) ==
        std::vector<std::string>{"entry 3 is not what it was: the ledger was written anew"});
  ledger.database.use_ledger_key("made up");
  CHECK(ledger.verify() == broken_at(1) + broken_at(2) + broken_at(3));
}

TEST_CASE("an erased customer leaves a hash, and the chain whole") {
  Ledger ledger;
  Erasures erasures(ledger.database);
  CHECK(erasures.begin({"e1", 1, ErasureReason::Asked, some_noon, 0, std::nullopt}));
  Events(ledger.database).set_cursor("reactor", Events(ledger.database).last_id());
  ErasureRun run(ledger.database, erasures.at_work().at(0));
  while (run.step(ledger.database, std::chrono::milliseconds{1}) == ErasureRun::Progress::More) {
  }
  CHECK(ledger.verify() == "");
  ConsentCheck check(ledger.database);
  while (check.step(ledger.database, 100)) {
  }
  CHECK(check.erased() == 2);
  CHECK_FALSE(Consents(ledger.database).is_intact(1).has_value());
}

TEST_CASE("the same word twice is one entry") {
  Ledger ledger;
  ConsentRow row;
  row.address = 1;
  row.channel = "email";
  row.given = true;
  row.at = some_noon;
  row.source = "form";
  row.wording = "Yes, write to me";
  CHECK_FALSE(Consents(ledger.database).record(row, some_noon + day_length));
  row.source = "import";
  CHECK(Consents(ledger.database).record(row, some_noon + day_length));
  CHECK(ConsentChain(ledger.database).head()->entries == 5);
}

TEST_CASE("what was there before the ledger is sealed once, and what channels had told is hashed") {
  Ledger ledger;
  ledger.tamper(
      "DELETE FROM consent_chain; DELETE FROM consent_evidence; INSERT INTO meta VALUES ('consents_to_seal', "
      "'3'), "
      "('suppressions_to_fill', '0'); INSERT INTO address_health (address_id, channel, suppressed_at, "
      "suppression) "
      "VALUES (2, 'email', 5, 'complaint'), (3, 'email', 5, 'bounced: 550')");
  bring_ledger_up_to_date(ledger.database);
  CHECK(ledger.verify() == "consent 4 stands in no entry: it was put in beside the ledger\n");
  CHECK(Consents(ledger.database).is_intact(2) == true);
  Suppressions suppressions(ledger.database);
  CHECK(suppressions.of({"email", "ben@shop.example"}).at(0).why == SuppressionReason::Complaint);
  CHECK(suppressions.of({"email", "cleo@shop.example"}).at(0).why == SuppressionReason::HardBounce);
  CHECK_FALSE(Meta(ledger.database).find("consents_to_seal").has_value());
  bring_ledger_up_to_date(ledger.database);
  CHECK(ConsentChain(ledger.database).head()->entries == 3);
}
