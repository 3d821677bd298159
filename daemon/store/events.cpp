#include "store/events.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "base/crypto.hpp"
#include "store/event_seal.hpp"

namespace lifecycled {
namespace {

constexpr const char* columns_from_events =
    "SELECT id, name, occurred_at, received_at, source, user_id, anonymous_id, customer_id, cause_event_id, "
    "depth, "
    "delivery_id, body FROM events WHERE id > ?1 ORDER BY id LIMIT ?2";

StoredEvent row(const Query& query) {
  StoredEvent event;
  event.id = query.integer(0);
  event.name = query.text(1);
  event.occurred_at = from_ms(query.integer(2));
  event.received_at = from_ms(query.integer(3));
  event.source = static_cast<EventSource>(query.integer(4));
  event.user_id = query.text_or_none(5);
  event.anonymous_id = query.text_or_none(6);
  event.customer = query.integer_or_none(7);
  event.cause = query.integer_or_none(8);
  event.depth = query.integer(9);
  event.delivery = query.integer_or_none(10);
  event.body = query.text(11);
  return event;
}

// Lies behind every window: what was imported is known for ever, so that a file may come again years later.
constexpr std::int64_t never_forgotten = std::numeric_limits<std::int64_t>::max();

// Of a file; the operator's word it is where history may start journeys.
bool is_imported(const NewEvent& event) {
  return event.source == EventSource::Import || event.source == EventSource::Operator;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// A run of exactly 13 digits that reads as milliseconds between 2001 and 2286, as in Segment's
// "node-next-1765...-uuid".
std::uint64_t time_within(std::string_view id) {
  for (std::size_t at = 0; at < id.size();) {
    if (!is_digit(id[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    std::uint64_t value = 0;
    while (end < id.size() && is_digit(id[end]) && end - at < 14)
      value = value * 10 + static_cast<unsigned>(id[end++] - '0');
    if (end - at == 13 && value >= 1'000'000'000'000) return value;
    while (end < id.size() && is_digit(id[end])) ++end;
    at = end;
  }
  return 0;
}

}  // namespace

std::string event_key(std::string_view message_id) {
  std::string key;
  const std::uint64_t time = time_within(message_id);
  for (int shift = 40; shift >= 0; shift -= 8) key += static_cast<char>(time >> shift & 0xFF);
  // 96 bits of hash: with ten million ids in the window, a chance of 10^-15 that two are taken for one.
  key += bytes_of(sha256(message_id)).substr(0, 12);
  return key;
}

EventId Events::insert(const NewEvent& event, Instant now) {
  Query insert(
      database_,
      "INSERT INTO events (name, occurred_at, received_at, source, user_id, anonymous_id, customer_id, "
      "cause_event_id, depth, delivery_id, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)");
  insert
      .bind(event.name, to_ms(event.occurred_at), to_ms(now), static_cast<std::int64_t>(event.source),
            event.user_id, event.anonymous_id, event.customer, event.cause, event.depth, event.delivery,
            event.body)
      .run();
  ++database_.events_appended;
  const EventId id = database_.last_insert_id();
  if (is_about_consent(event.name)) seal_event(database_, id, event, now);
  return id;
}

void Events::note_day(EventId id, Instant now) {
  Query(database_, "INSERT OR IGNORE INTO event_days (day, first_event_id) VALUES (?1, ?2)")
      .bind(to_ms(now) / day_length.count(), id)
      .run();
}

std::size_t Events::append(const std::vector<NewEvent>& events, Instant now) {
  struct Keyed {
    std::string key;
    const NewEvent* event;
    bool fresh;
  };
  std::vector<Keyed> keyed;
  keyed.reserve(events.size());
  for (const NewEvent& event : events) {
    keyed.push_back({event.message_id.empty() ? "" : event_key(event.message_id), &event, true});
  }
  // Ids go into the tree in its own order; the log keeps the order in which they came.
  std::vector<std::size_t> by_key(keyed.size());
  std::iota(by_key.begin(), by_key.end(), std::size_t{0});
  std::ranges::sort(by_key, [&](std::size_t a, std::size_t b) {
    return std::tie(keyed[a].key, a) < std::tie(keyed[b].key, b);
  });

  const EventId first_new = last_id() + 1;
  {
    Query remember(database_, "INSERT OR IGNORE INTO event_ids (key, event_id) VALUES (?1, ?2)");
    for (const std::size_t i : by_key) {
      if (keyed[i].key.empty()) continue;
      // The window needs no more than the neighbourhood of the row, so the batch's first id will do.
      const std::int64_t near = is_imported(*keyed[i].event) ? never_forgotten : first_new;
      keyed[i].fresh = remember.bind(as_blob(keyed[i].key), near).run() > 0;
      remember.again();
    }
  }
  std::size_t added = 0;
  for (const Keyed& entry : keyed) {
    if (!entry.fresh) continue;
    insert(*entry.event, now);
    ++added;
  }
  if (added > 0) note_day(first_new, now);
  return added;
}

EventId Events::append(const NewEvent& event, Instant now) {
  const EventId id = insert(event, now);
  note_day(id, now);
  return id;
}

std::vector<StoredEvent> Events::read_after(EventId after, std::size_t limit) {
  Query query(database_, columns_from_events);
  query.bind(after, limit);
  std::vector<StoredEvent> out;
  while (query.step()) out.push_back(row(query));
  return out;
}

std::optional<StoredEvent> Events::find(EventId id) {
  Query query(database_, columns_from_events);
  query.bind(id - 1, 1);
  if (!query.step() || query.integer(0) != id) return std::nullopt;
  return row(query);
}

EventId Events::last_id() {
  Query query(database_, "SELECT max(id) FROM events");
  return query.step() && !query.is_null(0) ? query.integer(0) : 0;
}

EventId Events::cursor(const char* reader) {
  Query query(database_, "SELECT event_id FROM cursors WHERE reader = ?1");
  query.bind(reader);
  return query.step() ? query.integer(0) : 0;
}

void Events::set_cursor(const char* reader, EventId at) {
  Query(database_,
        "INSERT INTO cursors (reader, event_id) VALUES (?1, ?2) "
        "ON CONFLICT (reader) DO UPDATE SET event_id = excluded.event_id")
      .bind(reader, at)
      .run();
}

void Events::link(CustomerId customer, EventId event) {
  Query(database_, "INSERT OR IGNORE INTO customer_events (customer_id, event_id) VALUES (?1, ?2)")
      .bind(customer, event)
      .run();
}

std::vector<StoredEvent> Events::of_customer(CustomerId customer, std::size_t limit) {
  Query query(database_,
              "SELECT e.id, e.name, e.occurred_at, e.received_at, e.source, e.user_id, e.anonymous_id, "
              "e.customer_id, "
              "e.cause_event_id, e.depth, e.delivery_id, e.body FROM customer_events c JOIN events e ON e.id "
              "= c.event_id "
              "WHERE c.customer_id = ?1 ORDER BY c.event_id DESC LIMIT ?2");
  query.bind(customer, limit);
  std::vector<StoredEvent> out;
  while (query.step()) out.push_back(row(query));
  return out;
}

void Events::forget_body(EventId id) {
  Query(
      database_,
      "UPDATE events SET user_id = NULL, anonymous_id = NULL, body = '{}', delivery_id = NULL WHERE id = ?1")
      .bind(id)
      .run();
}

bool Events::forget_ids(Instant before, std::string& from_key, std::size_t limit) {
  EventId oldest_kept = 0;
  {
    Query day(database_, "SELECT first_event_id FROM event_days WHERE day >= ?1 ORDER BY day LIMIT 1");
    day.bind(to_ms(before) / day_length.count());
    if (!day.step()) return false;
    oldest_kept = day.integer(0);
  }
  std::string last;
  std::vector<std::string> stale;
  std::size_t seen = 0;
  {
    Query slice(database_, "SELECT key, event_id FROM event_ids WHERE key > ?1 ORDER BY key LIMIT ?2");
    slice.bind(as_blob(from_key), limit);
    for (; slice.step(); ++seen) {
      last = slice.blob(0);
      if (slice.integer(1) < oldest_kept) stale.push_back(last);
    }
  }
  for (const std::string& key : stale) {
    Query(database_, "DELETE FROM event_ids WHERE key = ?1").bind(as_blob(key)).run();
  }
  const bool has_come_round = seen < limit;
  from_key = has_come_round ? "" : last;
  return !has_come_round;
}

}  // namespace lifecycled
