#include "store/quarantine.hpp"

#include <limits>

#include "store/optional_moment.hpp"

namespace lifecycled {
namespace {

std::vector<QuarantinedItem> items_of(Query& query) {
  std::vector<QuarantinedItem> out;
  while (query.step()) {
    QuarantinedItem& item = out.emplace_back();
    item.id = query.integer(0);
    item.received_at = from_ms(query.integer(1));
    item.reason = query.text(2);
    item.body = query.blob(3);
    item.source = static_cast<EventSource>(query.integer(4));
    if (!query.is_null(5)) item.event = query.integer(5);
    item.door = {query.text(6), query.text(7), instant_or_none(query, 8)};
  }
  return out;
}

}  // namespace

void Quarantine::add(EventSource source, std::string_view reason, std::string_view body, Instant now,
                     std::optional<EventId> event, const QuarantineDoor& door) {
  Query(database_,
        "INSERT INTO quarantine (received_at, source, reason, body, event_id, door, topic, sent_at) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
      .bind(to_ms(now), static_cast<std::int64_t>(source), reason, as_blob(body), event, door.name,
            door.topic, ms_or_none(door.sent_at))
      .run();
}

std::int64_t Quarantine::count() {
  Query query(database_, "SELECT count(*) FROM quarantine");
  return query.step() ? query.integer(0) : 0;
}

std::vector<QuarantinedItem> Quarantine::latest(std::size_t limit) {
  return before(std::numeric_limits<std::int64_t>::max(), limit);
}

std::optional<QuarantinedItem> Quarantine::find(std::int64_t id) {
  auto found = after(id - 1, 1);
  if (found.empty() || found.front().id != id) return std::nullopt;
  return std::move(found.front());
}

std::vector<QuarantinedItem> Quarantine::before(std::int64_t id, std::size_t limit) {
  Query query(database_,
              "SELECT id, received_at, reason, body, source, event_id, door, topic, sent_at FROM quarantine "
              "WHERE id < ?1 ORDER BY id DESC LIMIT ?2");
  query.bind(id, limit);
  return items_of(query);
}

std::vector<QuarantinedItem> Quarantine::after(std::int64_t id, std::size_t limit) {
  Query query(database_,
              "SELECT id, received_at, reason, body, source, event_id, door, topic, sent_at FROM quarantine "
              "WHERE id > ?1 ORDER BY id LIMIT ?2");
  query.bind(id, limit);
  return items_of(query);
}

void Quarantine::note_reason(std::int64_t id, std::string_view reason) {
  Query(database_, "UPDATE quarantine SET reason = ?2 WHERE id = ?1").bind(id, reason).run();
}

void Quarantine::remove(std::int64_t id) {
  Query(database_, "DELETE FROM quarantine WHERE id = ?1").bind(id).run();
}

}  // namespace lifecycled
