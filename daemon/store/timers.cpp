#include "store/timers.hpp"

namespace lifecycled {

void Timers::set(const Timer& timer) {
  // Not OR REPLACE, for which SQLite would first keep a copy of each page that it is about to change.
  Query(database_, "INSERT OR IGNORE INTO timers (due_at, kind, subject) VALUES (?1, ?2, ?3)")
      .bind(to_ms(timer.due_at), static_cast<std::int64_t>(timer.kind), timer.subject)
      .run();
}

void Timers::cancel(const Timer& timer) {
  Query(database_, "DELETE FROM timers WHERE due_at = ?1 AND kind = ?2 AND subject = ?3")
      .bind(to_ms(timer.due_at), static_cast<std::int64_t>(timer.kind), timer.subject)
      .run();
}

std::vector<Timer> Timers::take_due(Instant now, std::size_t limit) {
  std::vector<Timer> due;
  {
    Query query(database_,
                "SELECT due_at, kind, subject FROM timers WHERE due_at <= ?1 ORDER BY due_at, kind, subject "
                "LIMIT ?2");
    query.bind(to_ms(now), limit);
    while (query.step()) {
      due.push_back({from_ms(query.integer(0)), static_cast<TimerKind>(query.integer(1)), query.integer(2)});
    }
  }
  if (due.empty()) return due;
  // The first rows of the table, up to the last of these.
  const Timer& last = due.back();
  Query(database_, "DELETE FROM timers WHERE (due_at, kind, subject) <= (?1, ?2, ?3)")
      .bind(to_ms(last.due_at), static_cast<std::int64_t>(last.kind), last.subject)
      .run();
  return due;
}

std::optional<Instant> Timers::next_due() {
  Query query(database_, "SELECT due_at FROM timers ORDER BY due_at, kind, subject LIMIT 1");
  if (!query.step()) return std::nullopt;
  return from_ms(query.integer(0));
}

std::int64_t Timers::count_due(Instant now) {
  Query query(database_, "SELECT count(*) FROM timers WHERE due_at <= ?1");
  query.bind(to_ms(now));
  return query.step() ? query.integer(0) : 0;
}

}  // namespace lifecycled
