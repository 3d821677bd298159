#include "store/events.hpp"

#include <set>

#include <doctest/doctest.h>

#include "store/store_testing.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;

namespace {

NewEvent event_named(std::string name, std::string message_id = "") {
  NewEvent event;
  event.name = std::move(name);
  event.message_id = std::move(message_id);
  event.occurred_at = some_noon;
  event.body = "{}";
  return event;
}

// As a batch of one, as it came in; how many were new.
std::size_t append_one(Events& events, const NewEvent& event, Instant now) {
  return events.append(std::vector<NewEvent>{event}, now);
}

std::vector<std::string> names(const std::vector<StoredEvent>& events) {
  std::vector<std::string> out;
  for (const StoredEvent& event : events) out.push_back(event.name);
  return out;
}

std::int64_t ids_kept(Database& database) { return number_from(database, "SELECT count(*) FROM event_ids"); }

// As retention/ runs it: slice after slice until it has come round.
void forget_all_before(Events& events, Instant before, std::size_t slice) {
  std::string from_key;
  while (events.forget_ids(before, from_key, slice)) {
  }
}

}  // namespace

TEST_CASE("an event comes back with all that was said of it") {
  ScratchDatabase scratch;
  Events events(scratch);
  NewEvent event = event_named("Order Completed", "id-1");
  event.occurred_at = some_noon - std::chrono::seconds(90);
  event.source = EventSource::Channel;
  event.user_id = "u-1";
  event.anonymous_id = "a-1";
  event.customer = 12;
  event.cause = 3;
  event.depth = 2;
  event.delivery = 77;
  event.body = R"({"total": 19.99})";
  CHECK(append_one(events, event, some_noon) == 1);
  const auto stored = events.find(1);
  REQUIRE(stored);
  CHECK(stored->id == 1);
  CHECK(stored->name == "Order Completed");
  CHECK(stored->occurred_at == event.occurred_at);
  CHECK(stored->received_at == some_noon);
  CHECK(stored->source == EventSource::Channel);
  CHECK(stored->user_id == "u-1");
  CHECK(stored->anonymous_id == "a-1");
  CHECK(stored->customer == 12);
  CHECK(stored->cause == 3);
  CHECK(stored->depth == 2);
  CHECK(stored->delivery == 77);
  CHECK(stored->body == event.body);
}

TEST_CASE("what was not said is absent, and an unknown id finds nothing") {
  ScratchDatabase scratch;
  Events events(scratch);
  const EventId first = events.append(event_named("one"), some_noon);
  events.append(event_named("two"), some_noon);
  Query(scratch, "DELETE FROM events WHERE id = ?1").bind(first).run();
  CHECK_FALSE(events.find(first));  // and not the one after it
  const auto second = events.find(first + 1);
  REQUIRE(second);
  CHECK_FALSE(second->user_id);
  CHECK_FALSE(second->customer);
  CHECK_FALSE(second->delivery);
  CHECK_FALSE(events.find(99));
}

TEST_CASE("the same id is the same event, within a batch and in later ones") {
  ScratchDatabase scratch;
  Events events(scratch);
  CHECK(events.append({event_named("first", "a"), event_named("second", "b"), event_named("third", "a")},
                      some_noon) == 2);
  CHECK(events.append({event_named("fourth", "b"), event_named("fifth", "c")}, some_noon) == 1);
  CHECK(append_one(events, event_named("sixth", "a"), some_noon) == 0);
  CHECK(names(events.read_after(0, 10)) == std::vector<std::string>{"first", "second", "fifth"});
}

TEST_CASE("events without an id are never the same") {
  ScratchDatabase scratch;
  CHECK(Events(scratch).append({event_named("ping"), event_named("ping")}, some_noon) == 2);
}

TEST_CASE("the log keeps the order in which events came, whatever their ids") {
  ScratchDatabase scratch;
  Events events(scratch);
  CHECK(events.append({event_named("z", "1765000000009-z"), event_named("y", "plain"),
                       event_named("x", "1765000000001-x"), event_named("w", "1765000000005-w")},
                      some_noon) == 4);
  CHECK(names(events.read_after(0, 10)) == std::vector<std::string>{"z", "y", "x", "w"});
}

TEST_CASE("ids that carry their time have keys in that order; others come first") {
  const std::string early = event_key("node-next-1765000000000-0b3e3ad0-7a4e-4c7e-8c1f-000000000000");
  const std::string late = event_key("ajs-next-1765000000001-00000000-0000-4000-8000-000000000000");
  const std::string plain = event_key("022bb90c-bbac-11e4-8dfc-aa07a5b093db");
  CHECK(early < late);
  CHECK(plain < early);
  CHECK(plain.substr(0, 6) == std::string(6, '\0'));
  CHECK(plain.size() == 18);
  CHECK(late.size() == 18);
  // 1765000000000 = 0x019AF232B200, big-endian, so that bytes compare as numbers do.
  CHECK(early.substr(0, 6) == std::string("\x01\x9A\xF2\x32\xB2\x00", 6));
}

TEST_CASE("only a run of exactly 13 digits that reads as a time of this era is taken for one") {
  const auto carries_time = [](std::string_view id) {
    return event_key(id).substr(0, 6) != std::string(6, '\0');
  };
  CHECK(carries_time("1765000000000"));
  CHECK(carries_time("x1765000000000y"));
  CHECK(carries_time("12-1765000000000"));
  CHECK_FALSE(carries_time("17650000000001"));  // 14 digits
  CHECK_FALSE(carries_time("176500000000"));    // 12
  CHECK_FALSE(carries_time("0765000000000"));   // before 2001
  CHECK_FALSE(carries_time("176500000000017650000000001765000000000"));
  CHECK_FALSE(carries_time(""));
}

TEST_CASE("keys differ where ids differ, also within one millisecond") {
  std::set<std::string> keys;
  for (int i = 0; i < 1000; ++i) keys.insert(event_key("node-next-1765000000000-" + std::to_string(i)));
  CHECK(keys.size() == 1000);
}

TEST_CASE("a reader reads on from its cursor, in slices") {
  ScratchDatabase scratch;
  Events events(scratch);
  CHECK(events.last_id() == 0);
  CHECK(events.cursor("reactor") == 0);
  for (const char* name : {"a", "b", "c", "d"}) events.append(event_named(name), some_noon);
  CHECK(events.last_id() == 4);
  CHECK(names(events.read_after(0, 3)) == std::vector<std::string>{"a", "b", "c"});
  events.set_cursor("reactor", 3);
  events.set_cursor("reports", 1);
  CHECK(names(events.read_after(events.cursor("reactor"), 3)) == std::vector<std::string>{"d"});
  events.set_cursor("reactor", 4);
  CHECK(events.cursor("reactor") == 4);
  CHECK(events.cursor("reports") == 1);
  CHECK(events.read_after(4, 3).empty());
}

TEST_CASE("a customer's events: the latest first, linked once") {
  ScratchDatabase scratch;
  Events events(scratch);
  for (const char* name : {"a", "b", "c", "d"}) events.append(event_named(name), some_noon);
  for (const EventId id : {1, 3, 4, 3}) events.link(7, id);
  events.link(8, 2);
  CHECK(names(events.of_customer(7, 10)) == std::vector<std::string>{"d", "c", "a"});
  CHECK(names(events.of_customer(7, 2)) == std::vector<std::string>{"d", "c"});
  CHECK(events.of_customer(9, 10).empty());
}

TEST_CASE("ids are forgotten when their window has passed, and an event may then come again") {
  ScratchDatabase scratch;
  Events events(scratch);
  for (int day = 0; day < 4; ++day) {
    const std::string number = std::to_string(day);
    events.append({event_named("timed", "1765000000000-" + number), event_named("plain", "id-" + number)},
                  some_noon + day * day_length);
  }
  REQUIRE(ids_kept(scratch) == 8);
  // Whole days: those of the day in which the border lies are kept.
  forget_all_before(events, some_noon + 2 * day_length, 3);
  CHECK(ids_kept(scratch) == 4);
  const Instant now = some_noon + 3 * day_length;
  CHECK(events.append({event_named("again", "id-1"), event_named("again", "1765000000000-0")}, now) == 2);
  CHECK(events.append({event_named("known", "id-2"), event_named("known", "1765000000000-3")}, now) == 0);
}

TEST_CASE("forgetting goes round in slices and begins anew") {
  ScratchDatabase scratch;
  Events events(scratch);
  for (int i = 0; i < 10; ++i) append_one(events, event_named("old", "id-" + std::to_string(i)), some_noon);
  append_one(events, event_named("new", "1765000000000-new"), some_noon + 40 * day_length);
  const Instant window = some_noon + 10 * day_length;
  std::string from_key;  // those without a time come first
  CHECK(events.forget_ids(window, from_key, 4));
  CHECK(ids_kept(scratch) == 11 - 4);
  CHECK(events.forget_ids(window, from_key, 4));
  CHECK_FALSE(events.forget_ids(window, from_key, 4));
  CHECK(ids_kept(scratch) == 1);
  // The next round, weeks later, looks at all of them again.
  append_one(events, event_named("newer", "1765000000000-newer"), some_noon + 80 * day_length);
  CHECK_FALSE(events.forget_ids(some_noon + 50 * day_length, from_key, 4));
  CHECK(ids_kept(scratch) == 1);
}

TEST_CASE("nothing is forgotten while nothing came after the window") {
  ScratchDatabase scratch;
  Events events(scratch);
  append_one(events, event_named("old", "id"), some_noon);
  forget_all_before(events, some_noon + 40 * day_length, 100);
  CHECK(ids_kept(scratch) == 1);
}
