// For the tests of the ledger's check: a ledger of three people, and the hand of somebody who can write to
// the file and lacks the key. Each test's own thread.
#pragma once

#include <string>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>

#include "store/consent_check.hpp"
#include "store/store_testing.hpp"

namespace lifecycled::testing {

struct Ledger {
  ScratchDatabase scratch;
  Database& database = scratch;

  Ledger() {
    database.use_ledger_key("the key that lies elsewhere");
    for (const char* mail : {"anna@shop.example", "ben@shop.example", "cleo@shop.example"}) {
      const CustomerId customer = add_customer(database);
      const AddressId address = add_address(database, customer, mail);
      say(address, true, some_noon);
    }
    say(1, false, some_noon + day_length);
  }

  void say(AddressId address, bool given, Instant at) {
    ConsentRow row;
    row.address = address;
    row.channel = "email";
    row.given = given;
    row.at = at;
    row.source = "form";
    row.wording = "Yes, write to me";
    row.language = "en";
    row.ip = "192.0.2.1";
    CHECK(Consents(database).record(row, at));
  }

  // Whoever can write can also drop our triggers.
  void tamper(const std::string& sql) {
    std::vector<std::string> triggers;
    {
      SQLite::Statement query(database.connection(), "SELECT name FROM sqlite_schema WHERE type = 'trigger'");
      while (query.executeStep()) triggers.push_back(query.getColumn(0).getString());
    }
    for (const std::string& name : triggers) database.connection().exec("DROP TRIGGER " + name);
    database.connection().exec("PRAGMA foreign_keys = OFF;" + sql);
  }

  std::string verify(std::size_t rows = 2) {
    ConsentCheck check(database);
    while (check.step(database, rows)) {
    }
    std::string out;
    for (const std::string& fault : check.faults()) out += fault + "\n";
    return out;
  }
};

}  // namespace lifecycled::testing
