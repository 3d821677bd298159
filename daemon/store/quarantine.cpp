#include "store/quarantine.hpp"

namespace lifecycled {

void Quarantine::add(EventSource source, std::string_view reason, std::string_view body, Instant now,
                     std::optional<EventId> event) {
  Query(database_,
        "INSERT INTO quarantine (received_at, source, reason, body, event_id) VALUES (?1, ?2, ?3, ?4, ?5)")
      .bind(to_ms(now), static_cast<std::int64_t>(source), reason, as_blob(body), event)
      .run();
}

std::int64_t Quarantine::count() {
  Query query(database_, "SELECT count(*) FROM quarantine");
  return query.step() ? query.integer(0) : 0;
}

std::vector<QuarantinedItem> Quarantine::latest(std::size_t limit) {
  Query query(database_, "SELECT id, received_at, reason, body FROM quarantine ORDER BY id DESC LIMIT ?1");
  query.bind(limit);
  std::vector<QuarantinedItem> out;
  while (query.step())
    out.push_back({query.integer(0), from_ms(query.integer(1)), query.text(2), query.blob(3)});
  return out;
}

}  // namespace lifecycled
