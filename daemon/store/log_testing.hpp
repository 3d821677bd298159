// For tests: the hand of somebody who can write to the log of events and lacks the ledger's key. Each test's
// own thread.
#pragma once

#include <string_view>

#include "store/events.hpp"

namespace lifecycled::testing {

inline EventId put_into_log(Database& database, std::string_view name, std::string_view user,
                            std::string_view body) {
  Query(database,
        "INSERT INTO events (name, occurred_at, received_at, source, user_id, depth, body) SELECT ?1, "
        "occurred_at, received_at, 4, ?2, 0, ?3 FROM events ORDER BY id LIMIT 1")
      .bind(name, user, body)
      .run();
  return database.last_insert_id();
}

inline void change_in_log(Database& database, EventId event, std::string_view body) {
  Query(database, "UPDATE events SET body = ?2 WHERE id = ?1").bind(event, body).run();
}

}  // namespace lifecycled::testing
