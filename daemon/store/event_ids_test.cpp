#include "store/event_ids.hpp"

#include <doctest/doctest.h>

#include "store/events.hpp"

using namespace lifecycled;

TEST_CASE("an id is new once, and those of the log are known, too") {
  Database database(":memory:", Database::Mode::ReadWrite);
  EventIds ids(database);
  CHECK_FALSE(ids.knows("delivery 1"));
  CHECK(ids.remember("delivery 1"));
  CHECK(ids.knows("delivery 1"));
  CHECK_FALSE(ids.remember("delivery 1"));
  CHECK(ids.remember("delivery 2"));
  NewEvent event;
  event.message_id = "order 1";
  event.name = "Order Completed";
  event.body = "{}";
  CHECK(Events(database).append(std::vector<NewEvent>{event}, from_ms(1)) == 1);
  CHECK(ids.knows("order 1"));
  CHECK(Events(database).append(std::vector<NewEvent>{event}, from_ms(2)) == 0);
}

TEST_CASE("what is remembered alone goes with its days") {
  Database database(":memory:", Database::Mode::ReadWrite);
  EventIds ids(database);
  Events events(database);
  NewEvent event;
  event.name = "Order Completed";
  event.body = "{}";
  events.append(event, from_ms(0));
  CHECK(ids.remember("delivery 1"));
  event.message_id = "later";
  events.append(std::vector<NewEvent>{event}, from_ms(0) + 40 * day_length);
  event.message_id = "last";
  events.append(std::vector<NewEvent>{event}, from_ms(0) + 41 * day_length);
  std::string from;
  events.forget_ids(from_ms(0) + 41 * day_length, from, 100);
  CHECK_FALSE(ids.knows("delivery 1"));
  CHECK(ids.knows("last"));
}

TEST_CASE("what was imported is known for ever") {
  Database database(":memory:", Database::Mode::ReadWrite);
  Events events(database);
  NewEvent event;
  event.name = "Order Completed";
  event.body = "{}";
  for (const EventSource source : {EventSource::Http, EventSource::Import, EventSource::Operator}) {
    event.source = source;
    event.message_id = "id " + std::to_string(static_cast<int>(source));
    events.append(std::vector<NewEvent>{event}, from_ms(0));
  }
  event.message_id = "later";
  events.append(std::vector<NewEvent>{event}, from_ms(0) + 900 * day_length);
  std::string from;
  events.forget_ids(from_ms(0) + 900 * day_length, from, 100);
  EventIds ids(database);
  CHECK_FALSE(ids.knows("id 1"));
  CHECK(ids.knows("id 2"));
  CHECK(ids.knows("id 6"));
}
