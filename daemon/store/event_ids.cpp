#include "store/event_ids.hpp"

#include "store/events.hpp"

namespace lifecycled {

bool EventIds::remember(std::string_view message_id) {
  const std::string key = event_key(message_id);
  // The window of days needs no more than the neighbourhood of the row.
  return Query(database_, "INSERT OR IGNORE INTO event_ids (key, event_id) VALUES (?1, ?2)")
             .bind(as_blob(key), Events(database_).last_id() + 1)
             .run() > 0;
}

bool EventIds::knows(std::string_view message_id) {
  const std::string key = event_key(message_id);
  Query query(database_, "SELECT 1 FROM event_ids WHERE key = ?1");
  query.bind(as_blob(key));
  return query.step();
}

}  // namespace lifecycled
