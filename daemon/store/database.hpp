// One SQLite connection with its prepared statements. Belongs to one thread at a time: the writer thread, a
// reader, or a test. Aggregates of this folder borrow statements by Query; nobody else writes SQL for our
// tables.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

struct sqlite3;
namespace SQLite {
class Database;
class Statement;
}  // namespace SQLite

namespace lifecycled {

// The schema is newer than this program, or the file is no database of ours: nothing may be touched.
struct SchemaError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Database {
 public:
  enum class Mode { ReadWrite, ReadOnly };
  // ReadWrite creates the file and brings the schema up to date. ":memory:" is for tests.
  Database(const std::filesystem::path& path, Mode mode);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  void begin();
  void commit();
  void rollback() noexcept;
  bool in_transaction() const;
  // Runs `work` so that, if it throws, what it wrote is undone and the exception goes on.
  void atomically(const std::function<void()>& work);
  // Statements without parameters and results.
  void execute(const char* sql);
  std::int64_t last_insert_id() const;
  // How many events this connection has appended to the log: whoever has read it all need not ask it again
  // before this grows.
  std::uint64_t events_appended = 0;
  // For functions of audience/ that conditions may call, and for SQLite's own tools. Never for SQL of our
  // tables.
  sqlite3* handle() const;
  SQLite::Database& connection() { return *connection_; }  // for the files of this folder
  // What people's identifiers are hashed with where only a hash may stay; it lies beside the database, not in
  // it. Said once, after opening.
  void use_ledger_key(std::string key) { ledger_key_ = std::move(key); }
  const std::string& ledger_key() const { return ledger_key_; }
  // Moves what the write-ahead log holds into the file and empties it, and gives some free pages back: what
  // was deleted is then in neither. Outside a transaction. False: a reader stood in the way.
  bool sweep();
  // Every statement prepared so far: what query_plan_test.cpp asks about.
  std::vector<std::string> prepared_sql() const;

 private:
  friend class Query;
  SQLite::Statement& prepared(const char* sql);
  void refuse_what_is_not_ours();
  void bring_up_to_date();
  std::int64_t number_from(const char* sql) const;

  std::unique_ptr<SQLite::Database> connection_;
  // By the address of the text: statements are constants of their aggregate.
  std::unordered_map<const char*, std::unique_ptr<SQLite::Statement>> statements_;
  std::string ledger_key_;
};

// Borrows a prepared statement and resets it on every way out: one left open would starve the WAL checkpoint.
// `sql` must be a constant that outlives the database. Parameters are ?1, ?2, ... in the order of bind().
class Query {
 public:
  Query(Database& database, const char* sql);
  ~Query();
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  template <class... Values>
  Query& bind(const Values&... values) {
    int at = 0;
    (bind_one(++at, values), ...);
    return *this;
  }
  // True while there is a row.
  bool step();
  // For statements without rows; returns how many rows changed.
  int run();
  // Ready to be bound again, within one lease.
  void again();

  std::int64_t integer(int column) const;
  double real(int column) const;
  std::string text(int column) const;
  std::string blob(int column) const { return text(column); }
  bool is_null(int column) const;
  std::optional<std::int64_t> integer_or_none(int column) const;
  std::optional<std::string> text_or_none(int column) const;

 private:
  void bind_one(int at, std::int64_t value);
  void bind_one(int at, int value) { bind_one(at, static_cast<std::int64_t>(value)); }
  void bind_one(int at, bool value) { bind_one(at, static_cast<std::int64_t>(value)); }
  void bind_one(int at, std::uint32_t value) { bind_one(at, static_cast<std::int64_t>(value)); }
  void bind_one(int at, std::uint64_t value) { bind_one(at, static_cast<std::int64_t>(value)); }
  void bind_one(int at, double value);
  void bind_one(int at, std::string_view value);
  void bind_one(int at, const std::string& value);
  void bind_one(int at, const char* value) { bind_one(at, std::string_view(value)); }
  void bind_one(int at, const std::vector<unsigned char>& blob);
  void bind_one(int at, std::nullptr_t);
  template <class Value>
  void bind_one(int at, const std::optional<Value>& value) {
    if (value) {
      bind_one(at, *value);
    } else {
      bind_one(at, nullptr);
    }
  }

  SQLite::Statement& statement_;
};

// A blob parameter made of any bytes.
std::vector<unsigned char> as_blob(std::string_view bytes);

}  // namespace lifecycled
