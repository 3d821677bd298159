#include "store/database.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "base/file.hpp"
#include "store/migrations.hpp"
#include "store/store_testing.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;
using Mode = Database::Mode;

namespace {

// A database made by somebody else's program.
void make_foreign_database(const std::filesystem::path& file, const char* sql) {
  SQLite::Database foreign(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  foreign.exec(sql);
}

void insert_customer(Database& database) { Customers(database).create(some_noon); }

std::int64_t customers_in(Database& database) {
  return number_from(database, "SELECT count(*) FROM customers");
}

}  // namespace

TEST_CASE("an empty file is brought to the newest schema, with the settings that promises rest on") {
  ScratchFolder folder;
  {
    Database database(folder.database_file(), Mode::ReadWrite);
    CHECK(number_from(database, "PRAGMA user_version") == static_cast<std::int64_t>(migrations().size()));
    CHECK(number_from(database, "PRAGMA application_id") == 0x6C637964);
    CHECK(number_from(database, "PRAGMA synchronous") == 2);  // FULL
    CHECK(number_from(database, "PRAGMA auto_vacuum") == 2);  // INCREMENTAL
    CHECK(number_from(database, "PRAGMA foreign_keys") == 1);
    Query mode(database, "PRAGMA journal_mode");
    CHECK(mode.step());
    CHECK(mode.text(0) == "wal");
  }
  Database again(folder.database_file(), Mode::ReadWrite);
  CHECK(number_from(again, "PRAGMA auto_vacuum") == 2);
  CHECK(number_from(again, "PRAGMA integrity_check") == 0);  // the text "ok" reads as 0
}

TEST_CASE("opening a second time changes no data") {
  ScratchFolder folder;
  {
    Database database(folder.database_file(), Mode::ReadWrite);
    insert_customer(database);
  }
  Database again(folder.database_file(), Mode::ReadWrite);
  CHECK(customers_in(again) == 1);
}

TEST_CASE("every table is STRICT, so that a number in a text column is an error and no surprise") {
  ScratchDatabase scratch;
  CHECK(number_from(scratch,
                    "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
                    "AND NOT strict AND name NOT LIKE 'sqlite!_%' ESCAPE '!'") == 0);
}

TEST_CASE("a newer schema is refused with the way out, and the file stays as it is") {
  ScratchFolder folder;
  const auto file = folder.database_file();
  {
    Database(file, Mode::ReadWrite).execute("PRAGMA user_version = 999");
  }
  const std::string before = read_file(file);
  CHECK_THROWS_WITH_AS(
      Database(file, Mode::ReadWrite),
      fmt::format("{}: the database has schema 999, this program knows up to {}; install the newer "
                  "lifecycled that wrote it",
                  file.string(), migrations().size())
          .c_str(),
      SchemaError);
  CHECK(read_file(file) == before);
}

TEST_CASE("another program's database is refused and stays as it is, byte for byte") {
  ScratchFolder folder;
  const auto file = folder.database_file();
  SUBCASE("one with a schema version") {
    make_foreign_database(file, "CREATE TABLE notes (text); PRAGMA user_version = 1");
  }
  SUBCASE("one without") { make_foreign_database(file, "CREATE TABLE notes (text)"); }
  SUBCASE("one that names its program and has no table yet") {
    make_foreign_database(file, "PRAGMA application_id = 252006673");
  }
  const std::string before = read_file(file);
  CHECK_THROWS_WITH_AS(Database(file, Mode::ReadWrite),
                       (file.string() + ": this is a database, but not one of lifecycled's").c_str(),
                       SchemaError);
  CHECK(read_file(file) == before);
}

TEST_CASE("a file that is no database at all is refused and stays as it is") {
  ScratchFolder folder;
  const auto file = folder.database_file();
  const std::string letter(5000, 'x');
  write_file(file, letter);
  CHECK_THROWS_WITH_AS(Database(file, Mode::ReadWrite), (file.string() + ": this is no database").c_str(),
                       SchemaError);
  CHECK(read_file(file) == letter);
}

TEST_CASE("work that throws is undone alone; what stood beside it in the transaction stays") {
  ScratchDatabase scratch;
  Database& database = scratch;
  database.begin();
  database.atomically([&] { insert_customer(database); });
  CHECK_THROWS_WITH_AS(database.atomically([&] {
    insert_customer(database);
    insert_customer(database);
    throw std::invalid_argument("changed my mind");
  }),
                       "changed my mind", std::invalid_argument);
  CHECK(customers_in(database) == 1);
  database.atomically([&] { insert_customer(database); });
  CHECK(database.in_transaction());
  database.commit();
  CHECK_FALSE(database.in_transaction());
  CHECK(customers_in(database) == 2);
}

TEST_CASE("work within work: the inner failure can be survived by the outer") {
  ScratchDatabase scratch;
  Database& database = scratch;
  database.begin();
  database.atomically([&] {
    insert_customer(database);
    CHECK_THROWS(database.atomically([&] {
      insert_customer(database);
      throw std::runtime_error("inner");
    }));
    insert_customer(database);
  });
  database.commit();
  CHECK(customers_in(database) == 2);
}

TEST_CASE("a rollback undoes the transaction, and without one it is nothing") {
  ScratchDatabase scratch;
  Database& database = scratch;
  database.rollback();
  database.begin();
  insert_customer(database);
  database.rollback();
  CHECK_FALSE(database.in_transaction());
  CHECK(customers_in(database) == 0);
}

TEST_CASE("a misspelt name in double quotes is an error, not a text") {
  ScratchDatabase scratch;
  Database& database = scratch;
  CHECK_THROWS_WITH_AS(Query(database, "SELECT \"frist_name\" FROM customers"), "no such column: frist_name",
                       SQLite::Exception);
  CHECK_THROWS_AS(database.execute("CREATE INDEX wrong ON customers (\"frist_name\")"), SQLite::Exception);
}

TEST_CASE("a statement that was not understood stays an error when asked again") {
  ScratchDatabase scratch;
  static const char* const misspelt = "SELCT 1";
  CHECK_THROWS_AS(Query(scratch, misspelt), SQLite::Exception);
  CHECK_THROWS_AS(Query(scratch, misspelt), SQLite::Exception);
}

TEST_CASE("values come back as they were bound") {
  ScratchDatabase scratch;
  const std::string with_zero("a\0b", 3);
  Query query(scratch, "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, typeof(?8), typeof(?9)");
  query.bind(std::int64_t{-9'000'000'000'000'000'000}, 2.5, "text", with_zero, as_blob(with_zero), nullptr,
             std::optional<std::string>("there"), as_blob(""), "");
  REQUIRE(query.step());
  CHECK(query.integer(0) == -9'000'000'000'000'000'000);
  CHECK(query.real(1) == 2.5);
  CHECK(query.text(2) == "text");
  CHECK(query.text(3) == with_zero);
  CHECK(query.blob(4) == with_zero);
  CHECK(query.is_null(5));
  CHECK_FALSE(query.integer_or_none(5));
  CHECK(query.text_or_none(6) == "there");
  CHECK(query.blob(7).empty());
  CHECK(query.text(8) == "blob");  // an empty blob is a value, not an absent one
  CHECK(query.text(9) == "text");
}

TEST_CASE("a borrowed statement forgets its parameters") {
  ScratchDatabase scratch;
  static const char* const sql = "SELECT ?1";
  Query(scratch, sql).bind(7).step();
  Query again(scratch, sql);
  REQUIRE(again.step());
  CHECK(again.is_null(0));
}

TEST_CASE("a statement left in the middle holds up no checkpoint once its lease ends") {
  ScratchDatabase scratch;
  Database& writer = scratch;
  for (int i = 0; i < 3; ++i) insert_customer(writer);
  Database reader(scratch.folder.database_file(), Mode::ReadOnly);
  {
    Query first_of_three(reader, "SELECT id FROM customers");
    REQUIRE(first_of_three.step());
  }
  insert_customer(writer);
  CHECK(number_from(writer, "PRAGMA wal_checkpoint(TRUNCATE)") == 0);  // busy
}

TEST_CASE("a reading connection cannot write") {
  ScratchDatabase scratch;
  Database reader(scratch.folder.database_file(), Mode::ReadOnly);
  CHECK_THROWS_AS(insert_customer(reader), SQLite::Exception);
}

TEST_CASE("a row cannot refer to nobody") {
  ScratchDatabase scratch;
  CHECK_THROWS_AS(add_address(scratch, 999, "nobody@example.org"), SQLite::Exception);
}
