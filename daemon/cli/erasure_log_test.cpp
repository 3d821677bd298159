#include "cli/erasure_log.hpp"

#include <fstream>

#include <doctest/doctest.h>

#include "base/file.hpp"
#include "store/processing.hpp"
#include "store/store_testing.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;

namespace {

CustomerId known_as(Database& database, std::string_view user) {
  const CustomerId customer = add_customer(database);
  Customers(database).identify(customer, IdentifierKind::UserId, user);
  add_address(database, customer, std::string(user) + "@shop.example");
  return customer;
}

}  // namespace

TEST_CASE("a database that is older than an erasure learns of it from the log") {
  ScratchDatabase scratch;
  const CustomerId ben = known_as(scratch, "ben");
  const CustomerId anna = known_as(scratch, "anna");
  const ErasureLog log(scratch.folder.path() / "erasures.log", "key");
  log.append("e1", some_noon, Erasures(scratch).identifiers(ben));
  log.append("e2", some_noon, {{"user id", "somebody whom the backup does not know"}});

  CHECK(erase_again(scratch, log, some_noon) == 1);
  CHECK(Erasures(scratch).at_work().size() == 1);
  CHECK(Erasures(scratch).find("e1")->customer == ben);
  CHECK(Erasures(scratch).find("e2")->finished_at.has_value());
  CHECK(DataProcessing(scratch).of(anna) == Processing::Usual);
  CHECK(DataProcessing(scratch).of(ben) == Processing::BeingErased);
  CHECK(anna == 2);
  CHECK(erase_again(scratch, log, some_noon) == 0);
}

TEST_CASE("the log tells nobody who was erased, and a line cut short swallows none") {
  const ScratchFolder folder;
  const auto file = folder.path() / "erasures.log";
  const ErasureLog log(file, "key");
  log.append("e1", some_noon, {{"user id", "ben"}, {"email", "ben@shop.example"}});
  CHECK(read_file(file).find("ben") == std::string::npos);
  std::ofstream(file, std::ios::app) << "2026-03-05T12:00:00.000Z e2 abc";
  log.append("e3", some_noon, {{"email", "ben@shop.example"}});
  const auto entries = log.read();
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].id == "e1");
  CHECK(entries[0].hashes == std::vector<std::string>{log.hash("user id", "ben")});
  CHECK(entries[1].id == "e3");
  CHECK(entries[1].hashes == std::vector<std::string>{log.hash("email", "ben@shop.example")});
  CHECK(ErasureLog(file, "another").hash("user id", "ben") != log.hash("user id", "ben"));
}
