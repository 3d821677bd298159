#include "store/customer_export.hpp"

#include <map>
#include <set>
#include <string>

#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>

#include "store/store_testing.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;

TEST_CASE("every table is exported, or named with the reason why not") {
  ScratchDatabase scratch;
  std::set<std::string> told;
  for (const ExportSection& section : export_sections())
    told.insert(section.tables.begin(), section.tables.end());
  for (const NotExported& table : not_exported()) CHECK(told.insert(table.table).second);
  SQLite::Statement query(scratch.database.connection(),
                          "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
  std::set<std::string> all;
  while (query.executeStep()) all.insert(query.getColumn(0).getString());
  for (const std::string& table : all) {
    CAPTURE(table);
    if (!told.contains(table))
      FAIL_CHECK("does it tell something of a customer? Say so in customer_export.cpp");
  }
  CHECK(told == all);
}

TEST_CASE("each section reads as many columns as it names, of one customer alone") {
  ScratchDatabase scratch;
  const CustomerId anna = add_customer(scratch);
  const CustomerId ben = add_customer(scratch);
  add_address(scratch, anna, "anna@shop.example");
  add_address(scratch, ben, "ben@shop.example");
  std::map<std::string, std::size_t> rows;
  for (const ExportSection& section : export_sections()) {
    CAPTURE(section.name);
    SQLite::Statement statement(scratch.database.connection(), section.sql);
    CHECK(static_cast<std::size_t>(statement.getColumnCount()) == section.columns.size());
    each_export_row(scratch, section, anna, [&](const auto& values) {
      ++rows[section.name];
      for (const ExportValue& value : values) CHECK(value.text != "ben@shop.example");
    });
  }
  CHECK(rows == std::map<std::string, std::size_t>{{"addresses", 1}, {"customer", 1}});
}
