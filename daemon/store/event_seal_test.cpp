#include "store/event_seal.hpp"

#include <doctest/doctest.h>

#include "store/ledger_upgrade.hpp"
#include "store/meta.hpp"
#include "store/store_testing.hpp"

using namespace lifecycled;
using testing::ScratchDatabase;
using testing::some_noon;

namespace {

NewEvent yes_of_anna() {
  NewEvent event;
  event.name = "Consent Given";
  event.occurred_at = some_noon;
  event.user_id = "anna";
  event.body = R"({"channel":"email","email":"anna@shop.example"})";
  return event;
}

struct EventLog {
  ScratchDatabase scratch;
  Database& database = scratch;
  Events events{database};
  EventLog() { database.use_ledger_key("the key that lies elsewhere"); }

  bool takes(EventId id) { return take_event_seal(database, *events.find(id)); }
  std::int64_t seals() {
    Query query(database, "SELECT count(*) FROM event_seals");
    return query.step() ? query.integer(0) : 0;
  }
};

}  // namespace

TEST_CASE("what came in is known by its seal, once, and only words of consent have one") {
  EventLog log;
  NewEvent other;
  other.name = "Order Completed";
  other.body = "{}";
  log.events.append(std::vector<NewEvent>{yes_of_anna(), other, yes_of_anna()}, some_noon);
  CHECK(log.seals() == 2);
  CHECK(log.takes(1));
  CHECK_FALSE(log.takes(1));
  CHECK_FALSE(log.takes(2));
  CHECK(log.takes(3));
  CHECK(log.seals() == 0);
}

TEST_CASE("an event that was changed, moved or put in is not what came in") {
  for (const char* sql :
       {"UPDATE events SET body = '{\"channel\":\"email\",\"email\":\"eve@shop.example\"}'",
        "UPDATE events SET user_id = 'eve'", "UPDATE events SET user_id = NULL, anonymous_id = user_id",
        "UPDATE events SET customer_id = 1", "UPDATE events SET name = 'Consent Withdrawn'",
        "UPDATE events SET occurred_at = occurred_at + 1", "UPDATE events SET received_at = received_at + 1",
        "UPDATE events SET source = 4", "UPDATE events SET delivery_id = 1", "DELETE FROM event_seals",
        "UPDATE event_seals SET seal = zeroblob(32)"}) {
    CAPTURE(sql);
    EventLog log;
    testing::add_customer(log.database);
    const EventId id = log.events.append(yes_of_anna(), some_noon);
    log.database.execute("PRAGMA foreign_keys = OFF");
    log.database.execute(sql);
    CHECK_FALSE(log.takes(id));
  }
  EventLog log;
  const EventId id = log.events.append(yes_of_anna(), some_noon);
  log.database.execute(
      "INSERT INTO events (name, occurred_at, received_at, source, user_id, depth, body) SELECT name, "
      "occurred_at, received_at, source, user_id, depth, body FROM events; "
      "INSERT INTO event_seals SELECT 2, seal FROM event_seals");
  CHECK_FALSE(log.takes(id + 1));  // the same once more, seal and all
  log.database.use_ledger_key("made up");
  CHECK_FALSE(log.takes(id));
}

TEST_CASE("what waits when the upgrade comes is sealed once, and what has been read is not") {
  EventLog log;
  for (int i = 0; i < 4; ++i) log.events.append(yes_of_anna(), some_noon);
  log.events.set_cursor("reactor", 1);
  log.database.execute("DELETE FROM event_seals");
  Meta(log.database).set("events_to_seal", "0 3");
  SUBCASE("at once") { CHECK_FALSE(seal_earlier_events(log.database, 100)); }
  SUBCASE("in slices") {
    CHECK(seal_earlier_events(log.database, 1));
    CHECK_FALSE(seal_earlier_events(log.database, 1));
  }
  SUBCASE("as the daemon does") {
    CHECK(bring_ledger_up_to_date(log.database) == std::vector<std::string>{"waiting events"});
    CHECK(bring_ledger_up_to_date(log.database).empty());
  }
  CHECK_FALSE(seal_earlier_events(log.database, 100));
  CHECK_FALSE(log.takes(1));
  CHECK(log.takes(2));
  CHECK(log.takes(3));
  CHECK_FALSE(log.takes(4));  // came after it
}
