// The promise of an erasure, held against the schema itself: tables and columns come from sqlite_schema, so
// that a new one that nobody thought of fails here. Every text is filled with a mark, the customer is erased,
// and no byte of the files holds it.
#include "store/erasure_plan.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "base/file.hpp"
#include "store/erasures.hpp"
#include "store/store_testing.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;

namespace {

constexpr const char* mark = "ben-the-marked@shop.example";

// Words of ours, of the shop or of its campaigns, which say nothing about a person.
const std::set<std::string> words_of_nobody = {
    "events.name",     "addresses.kind",         "consents.channel",       "address_consents.channel",
    "journeys.path",   "journeys.skips",         "journeys.waited",        "journey_steps.waited",
    "messages.name",   "messages.variant",       "deliveries.channel",     "deliveries.cost_currency",
    "orders.currency", "order_lines.product_id", "segments.name",          "segments.definition",
    "erasures.id",     "kept_webhooks.channel",  "early_receipts.channel", "quarantine.reason",
};

struct Column {
  std::string table, name, type;
};

std::vector<std::string> tables(Database& database) {
  std::vector<std::string> out;
  SQLite::Statement query(database.connection(),
                          "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
  while (query.executeStep()) out.push_back(query.getColumn(0).getString());
  return out;
}

std::vector<Column> text_columns(Database& database, const std::string& table) {
  std::vector<Column> out;
  SQLite::Statement query(database.connection(), "SELECT name, type FROM pragma_table_info('" + table + "')");
  while (query.executeStep()) {
    const Column column{table, query.getColumn(0).getString(), query.getColumn(1).getString()};
    if (column.type == "TEXT" || column.type == "BLOB") out.push_back(column);
  }
  return out;
}

std::set<std::string> planned_tables() {
  std::set<std::string> out;
  for (const ErasurePart& part : erasure_parts()) {
    for (const ErasureAct& act : part.acts) out.insert(act.table);
  }
  for (const KeptTable& table : kept_tables()) out.insert(table.table);
  return out;
}

bool is_kept(const std::string& name) {
  return std::ranges::any_of(kept_tables(), [&](const KeptTable& table) {
    return table.table == name && table.way == ErasureWay::Kept;
  });
}

std::int64_t number(Database& database, const std::string& sql) {
  return database.connection().execAndGet(sql).getInt64();
}

// A row in every table, all of one customer whose number is 1.
void fill(Database& database) {
  const CustomerId customer = add_customer(database);
  add_address(database, customer, "x");
  const MessageId message = add_message(database, customer);
  Deliveries(database).add(delivery_of(message, "key"), some_noon);
  const JourneyId journey = Journeys(database).start(journey_of(database, customer, "welcome"));
  REQUIRE(customer == 1);
  REQUIRE(message == 1);
  REQUIRE(journey == 1);
  database.connection().exec(R"(
    INSERT INTO customer_identifiers VALUES (1, 'x', 1, x'00');
    INSERT INTO events (id, name, occurred_at, received_at, source, user_id, anonymous_id, customer_id, body)
      VALUES (1, 'Order Refunded', 0, 0, 1, 'x', 'y', 1, '{}');
    INSERT INTO customer_events VALUES (1, 1);
    INSERT INTO address_health VALUES (1, 'email', 1, 'x', 0, NULL);
    INSERT INTO consents (id, address_id, channel, purpose, given, at, recorded_at, source)
      VALUES (1, 1, 'email', 1, 1, 0, 0, 'x');
    INSERT INTO address_consents VALUES (1, 'email', 1, 1, 0, 1);
    INSERT INTO consent_evidence VALUES (1, x'00', 'x', 'x', 'x', 2);
    INSERT INTO consent_chain VALUES (1, 1, 1, 1, 'email', 1, 1, 0, 0, x'00', x'00');
    INSERT INTO suppressions VALUES (x'00', '', 4, 1, 0);
    INSERT INTO asked_addresses VALUES (1, x'00', 1);
    INSERT INTO orders (id, order_key, customer_id, ordered_at, day, total_minor, currency)
      VALUES (1, 'x', 1, 1772712000000, 20517, 990, 'EUR');
    INSERT INTO order_lines VALUES (1, 0, 'vase', 'x', 1, 990);
    INSERT INTO order_notes VALUES ('x', 4, 0);
    INSERT INTO journey_steps VALUES (1, 0, 0, 0, 2, 'x', '');
    INSERT INTO quiet_triggers VALUES (1, 1, 1, 'x', 1, 5);
    INSERT INTO timers VALUES (5, 3, 1), (6, 4, 1), (7, 5, 1), (8, 6, 1), (9, 2, 1);
    UPDATE journeys SET due_at = 6;
    INSERT INTO attempts (delivery_id, number, started_at, detail) VALUES (1, 1, 0, 'x');
    INSERT INTO contents VALUES (1, 0, x'00', x'01');
    INSERT INTO receipts VALUES ('email', 'x', 1, 1, 0);
    INSERT INTO early_receipts VALUES (1, 'email', 'x', 0, '{}');
    INSERT INTO kept_webhooks VALUES (1, 'email', 0, 0, 1, x'00');
    INSERT INTO kept_webhook_totals VALUES ('email', 1, 1);
    INSERT INTO quarantine (id, received_at, source, reason, body, event_id) VALUES (1, 0, 1, 'no event', x'00', NULL), (2, 0, 1, 'no fact', x'00', 1);
    INSERT INTO cap_slots VALUES (1, 0, 1, 1, 'email');
    INSERT INTO held VALUES (1, 1, 1), (1, 2, 1);
    INSERT INTO segments (id, name, size) VALUES (1, 'VIP', 1);
    INSERT INTO segment_members VALUES (1, 1, 0);
    INSERT INTO customer_segments VALUES (1, 7, '1');
    INSERT INTO carts VALUES (1, 1, 'x', 0, 0, 'EUR', 1, NULL, NULL);
    INSERT INTO cart_lines VALUES (1, 0, 'p', 's', 'v', 'n', 'i', 'u', 1, 1, 0);
    INSERT INTO date_starts VALUES (1, 1, 1, 8, NULL, NULL);
    INSERT INTO product_interest VALUES ('p', 1, 0);
    INSERT INTO customer_lists VALUES (1, 'x', 0);
    INSERT INTO variant_people VALUES (1, 1, 's', 'v', 1, 0, NULL);
    INSERT INTO customer_ties VALUES (1, 1, 'x', 1, 0);
    INSERT INTO link_targets VALUES (1, 'x', 1);
    INSERT INTO link_hits VALUES (1, 1, 1, 0, 0);
    INSERT INTO delivery_reactions VALUES (1, 1, 1, 0, 0, NULL);
    INSERT INTO limit_line VALUES (1, 0, 0, 1);
    INSERT INTO customer_breaks VALUES (1, 0, 0);
    INSERT INTO topic_choices VALUES (1, 'x', 1, 0);
    INSERT INTO restrictions VALUES (1, 0, 'anna', 'x');
    INSERT INTO campaign_opt_outs VALUES (1, 1, 0, 1);
    INSERT INTO customer_paces VALUES (1, 1, 0);
    INSERT INTO order_marks VALUES ('x', 1, 1, 0, 1);
    INSERT INTO order_refunds VALUES ('x', 'r');
    INSERT INTO waiting_answers VALUES (1, 'x', 'x', 0, 'x');
    UPDATE customers SET stage_due_at = 9, orders = 1, spent_minor = 990;
  )");
}

// In `table.column`s order, so that the mark stands everywhere that a text may stand.
void mark_all(Database& database) {
  // The ledger refuses changes; here it is made up.
  std::map<std::string, std::string> triggers;
  {
    SQLite::Statement query(database.connection(),
                            "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'");
    while (query.executeStep()) triggers[query.getColumn(0).getString()] = query.getColumn(1).getString();
  }
  for (const auto& [name, sql] : triggers) database.connection().exec("DROP TRIGGER " + name);
  for (const std::string& table : tables(database)) {
    if (is_kept(table)) continue;
    for (const Column& column : text_columns(database, table)) {
      if (words_of_nobody.contains(table + "." + column.name)) continue;
      // The ids of a customer's segments, and JSON that a statement reads.
      if (table == "customer_segments") continue;
      const std::string value = table == "events" && column.name == "body"
                                    ? fmt::format(R"('{{"order_id": "{}"}}')", mark)
                                : column.type == "BLOB" ? fmt::format("CAST('{}' AS BLOB)", mark)
                                                        : fmt::format("'{}'", mark);
      database.connection().exec(fmt::format("UPDATE {} SET {} = {}", table, column.name, value));
    }
  }
  for (const auto& [name, sql] : triggers) database.connection().exec(sql);
}

std::vector<std::string> places_of_mark(Database& database) {
  std::vector<std::string> out;
  for (const std::string& table : tables(database)) {
    for (const Column& column : text_columns(database, table)) {
      if (number(database, fmt::format("SELECT count(*) FROM {} WHERE instr(CAST({} AS TEXT), '{}') > 0",
                                       table, column.name, mark)) > 0)
        out.push_back(table + "." + column.name);
    }
  }
  return out;
}

void erase(Database& database, CustomerId customer) {
  Erasures erasures(database);
  Events(database).set_cursor("reactor", Events(database).last_id());
  database.begin();
  REQUIRE(erasures.begin({"e1", customer, ErasureReason::Asked, some_noon, 0, std::nullopt}));
  database.commit();
  ErasureRun run(database, erasures.at_work().at(0));
  for (int slices = 0; slices < 1000; ++slices) {
    database.begin();
    const auto progress = run.step(database, std::chrono::microseconds{1});
    database.commit();
    REQUIRE(progress != ErasureRun::Progress::Waits);
    if (progress == ErasureRun::Progress::Done) return;
  }
  FAIL("the erasure does not come to an end");
}

}  // namespace

TEST_CASE("every table of the schema has its word in the plan, and no other has") {
  ScratchDatabase scratch;
  const auto planned = planned_tables();
  const auto all = tables(scratch);
  for (const std::string& table : all) {
    CAPTURE(table);
    if (!planned.contains(table))
      FAIL_CHECK("what becomes of it when a customer is erased? Say so in erasure_plan.cpp");
  }
  for (const std::string& table : planned) {
    CAPTURE(table);
    CHECK(std::ranges::find(all, table) != all.end());
  }
}

TEST_CASE("an erased customer is in no table and no byte of the files, and the figures are") {
  ScratchDatabase scratch;
  Database& database = scratch;
  fill(database);
  mark_all(database);
  for (const std::string& table : tables(database)) {
    CAPTURE(table);
    if (!is_kept(table) && table != "erasures") CHECK(number(database, "SELECT count(*) FROM " + table) > 0);
  }
  REQUIRE(places_of_mark(database).size() > 40);

  erase(database, 1);
  CHECK(places_of_mark(database) == std::vector<std::string>{});
  CHECK(database.sweep());
  for (const auto& entry : std::filesystem::directory_iterator(scratch.folder.path())) {
    CAPTURE(entry.path());
    CHECK(read_file(entry.path()).find(mark) == std::string::npos);
  }
  CHECK(number(database, "SELECT count(*) FROM timers") == 0);
  CHECK(number(database, "SELECT count(*) FROM customers WHERE processing = 3") == 1);
  CHECK(number(database, "SELECT sum(total_minor) FROM orders WHERE counts = 1") == 990);
  CHECK(number(database, "SELECT count(*) FROM order_lines WHERE product_id = 'vase'") == 1);
  CHECK(number(database, "SELECT count(*) FROM events WHERE name = 'Order Refunded'") == 1);
  CHECK(number(database, "SELECT count(*) FROM attempts") == 1);
  CHECK(number(database, "SELECT count(*) FROM journey_steps WHERE result = 2") == 1);
  CHECK(number(database, "SELECT size FROM segments") == 0);
  CHECK(number(database, "SELECT state FROM deliveries") == 12);
  CHECK(number(database, "SELECT count(*) FROM consents WHERE given = 1") == 1);
  CHECK(number(database, "SELECT count(*) FROM consent_evidence") == 0);
  CHECK(number(database, "SELECT count(*) FROM suppressions WHERE why = 3") == 1);
  CHECK(number(database, "SELECT count(*) FROM pragma_foreign_key_check") == 0);
}
