// bare_insert FILE ROWS GROUP: rows a second that SQLite alone takes, so many a transaction, each on disk
// before the next begins. The rows are those of the event log with the same de-duplication key, made before
// the clock starts.
#include <chrono>
#include <cstdio>
#include <ctime>
#include <exception>
#include <string>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

#include "sample_events.hpp"
#include "store/events.hpp"

namespace {

struct Row {
  std::string key, user;
};

// Settings as the daemon's.
constexpr const char* schema =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 10000;"
    "PRAGMA cache_size = -16384;"
    "CREATE TABLE events (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, name TEXT NOT NULL,"
    " occurred_at INTEGER NOT NULL, received_at INTEGER NOT NULL, source INTEGER NOT NULL, user_id TEXT,"
    " anonymous_id TEXT, customer_id INTEGER, cause_event_id INTEGER, depth INTEGER NOT NULL,"
    " delivery_id INTEGER, body TEXT NOT NULL) STRICT";

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

void measure(const std::string& file, std::size_t count, std::size_t group) {
  const std::int64_t now = now_ms();
  std::vector<Row> rows(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto time = now + static_cast<std::int64_t>(i / 50);  // 50,000 events a second
    rows[i] = {lifecycled::event_key(lifecycled::bench::sample_message_id(time, i)),
               lifecycled::bench::sample_user(i)};
  }
  SQLite::Database database(file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  database.exec(schema);
  SQLite::Statement insert(database,
                           "INSERT OR IGNORE INTO events (key, name, occurred_at, received_at, source,"
                           " user_id, depth, body) VALUES (?1, ?2, ?3, ?4, 1, ?5, 0, ?6)");
  const std::clock_t cpu_before = std::clock();
  const auto started = std::chrono::steady_clock::now();
  for (std::size_t at = 0; at < count;) {
    database.exec("BEGIN IMMEDIATE");
    for (const std::size_t end = std::min(count, at + group); at < end; ++at) {
      insert.bindNoCopy(1, rows[at].key.data(), static_cast<int>(rows[at].key.size()));
      insert.bindNoCopy(2, lifecycled::bench::sample_event_name);
      insert.bind(3, static_cast<std::int64_t>(now));
      insert.bind(4, static_cast<std::int64_t>(now));
      insert.bindNoCopy(5, rows[at].user.c_str());
      insert.bindNoCopy(6, lifecycled::bench::sample_properties);
      insert.exec();
      insert.reset();
    }
    database.exec("COMMIT");
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
  const double cpu = static_cast<double>(std::clock() - cpu_before) / CLOCKS_PER_SEC;
  fmt::print("{{\"rows\": {}, \"seconds\": {}, \"cpu_seconds\": {}}}\n", count, took.count(), cpu);
}

}  // namespace

int main(int count, char** words) {
  if (count != 4) {
    std::fputs("usage: bare_insert FILE ROWS GROUP\n", stderr);
    return 2;
  }
  try {
    measure(words[1], std::stoull(words[2]), std::stoull(words[3]));
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bare_insert: %s\n", error.what());
    return 1;
  }
}
