#include "store/retention.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "store/quarantine.hpp"
#include "store/store_testing.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;

namespace {

constexpr Milliseconds period{400 * day_length};

std::int64_t count(Database& database, const std::string& what) {
  return database.connection().execAndGet("SELECT count(*) FROM " + what).getInt64();
}

void add_event(Database& database, CustomerId customer, Instant at) {
  NewEvent event;
  event.message_id = fmt::format("m-{}", to_ms(at));
  event.name = "Product Viewed";
  event.occurred_at = at;
  event.user_id = "anna";
  Events(database).append({event}, at);
  Events(database).link(customer, Events(database).last_id());
}

}  // namespace

TEST_CASE("events go below every cursor alone, with whose they were, and never the last one") {
  ScratchDatabase scratch;
  Database& database = scratch;
  const CustomerId anna = add_customer(database);
  Customers(database).identify(anna, IdentifierKind::UserId, "anna");
  for (int day = 0; day < 10; ++day) add_event(database, anna, some_noon + day * day_length);
  const Instant later = some_noon + 5 * day_length;
  Retention retention(database);

  CHECK(retention.forget_events(later, 100) == 0);  // nobody has read them
  Events(database).set_cursor("reactor", 3);
  CHECK(retention.forget_events(later, 100) == 2);
  Events(database).set_cursor("reactor", 10);
  CHECK(retention.forget_events(later, 2) == 2);
  CHECK(retention.forget_events(later, 100) == 1);
  CHECK(retention.forget_events(later, 100) == 0);
  CHECK(count(database, "events") == 5);
  CHECK(count(database, "customer_events") == 5);
  CHECK(retention.forget_events(some_noon + 100 * day_length, 100) == 4);
  CHECK(Events(database).last_id() == 10);
}

TEST_CASE("messages go with all that hangs on them, and what is still on its way stays") {
  ScratchDatabase scratch;
  Database& database = scratch;
  const CustomerId anna = add_customer(database);
  for (int i = 0; i < 3; ++i) {
    const MessageId message = add_message(database, anna);
    Deliveries(database).add(delivery_of(message, fmt::format("key{}", i)), some_noon);
  }
  database.connection().exec(R"(
    UPDATE deliveries SET state = 3 WHERE id <> 2;
    INSERT INTO contents VALUES (1, 0, x'00', x'01');
    INSERT INTO receipts VALUES ('email', 'x', 1, 1, 0);
    INSERT INTO link_hits VALUES (1, 1, 1, 0, 0);
    INSERT INTO delivery_reactions VALUES (1, 1, 1, 0, 0, NULL);
    INSERT INTO attempts (delivery_id, number, started_at) VALUES (1, 1, 0), (3, 1, 0);
  )");
  Retention::Walk walk;
  Retention(database).forget_messages(some_noon - period, 100, walk);
  CHECK(walk.is_done);
  CHECK(walk.gone == 0);
  walk = {};
  Retention(database).forget_messages(some_noon + period, 2, walk);
  CHECK_FALSE(walk.is_done);
  Retention(database).forget_messages(some_noon + period, 2, walk);
  CHECK(walk.is_done);
  CHECK(walk.gone == 2);
  CHECK(count(database, "messages WHERE id = 2") == 1);
  for (const char* table : {"contents", "receipts", "link_hits", "delivery_reactions", "attempts"}) {
    CAPTURE(table);
    CHECK(count(database, table) == 0);
  }
  CHECK(count(database, "deliveries") == 1);
  CHECK(count(database, "pragma_foreign_key_check") == 0);
}

TEST_CASE("steps go once, of journeys that have ended, and the journeys stay") {
  ScratchDatabase scratch;
  Database& database = scratch;
  const CustomerId anna = add_customer(database);
  for (int i = 0; i < 2; ++i) Journeys(database).start(journey_of(database, anna, "welcome"));
  database.connection().exec(
      fmt::format("INSERT INTO journey_steps VALUES (1, 0, 0, 0, 2, '', ''), (2, 0, 0, 0, 2, '', '');"
                  "UPDATE journeys SET ended_at = {}, end_reason = 1, due_at = NULL WHERE id = 1",
                  to_ms(some_noon)));
  Retention retention(database);
  CHECK(retention.forget_journey_steps(some_noon, 9) == 0);
  CHECK(retention.forget_journey_steps(some_noon + period, 9) == 1);
  CHECK(retention.forget_journey_steps(some_noon + period, 9) == 0);
  CHECK(count(database, "journeys") == 2);
  CHECK(count(database, "journey_steps WHERE journey_id = 2") == 1);
  CHECK(count(database, "journey_steps") == 1);
}

TEST_CASE("of prospects only those go who bought nothing, agreed to nothing and were not heard of") {
  ScratchDatabase scratch;
  Database& database = scratch;
  for (int i = 0; i < 7; ++i) add_customer(database);
  database.connection().exec(
      fmt::format("UPDATE customers SET known_since = {0};"
                  "UPDATE customers SET orders = 1 WHERE id = 2;"
                  "UPDATE customers SET reachable_channels = 'email' WHERE id = 3;"
                  "UPDATE customers SET last_opened_at = {1} WHERE id = 4;"
                  "UPDATE customers SET has_account = 1 WHERE id = 5;"
                  "UPDATE customers SET processing = 1 WHERE id = 6;",
                  to_ms(some_noon), to_ms(some_noon + period)));
  const Instant border = some_noon + period;
  CHECK(Retention(database).silent_prospects(border, 9) == std::vector<CustomerId>{1, 7});
  CHECK(Retention(database).silent_prospects(border, 1) == std::vector<CustomerId>{1});
  CHECK(Retention(database).silent_prospects(some_noon, 9).empty());
}

TEST_CASE("what could not be understood goes in its order") {
  ScratchDatabase scratch;
  Quarantine quarantine(scratch);
  for (int i = 0; i < 3; ++i) quarantine.add(EventSource::Http, "why", "body", some_noon + i * day_length);
  Retention retention(scratch);
  CHECK(retention.forget_quarantine(some_noon + 2 * day_length, 9) == 2);
  CHECK(retention.forget_quarantine(some_noon + 2 * day_length, 9) == 0);
}
