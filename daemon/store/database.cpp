#include "store/database.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include "store/migrations.hpp"

namespace lifecycled {
namespace {

// "lcyd": tells our files from others' (https://www.sqlite.org/fileformat.html, application id).
constexpr std::int64_t application_id = 0x6C637964;
constexpr int busy_timeout_ms = 5000;
// Where the inner pages of trees with millions of rows do not fit, each step reads half a dozen of them
// again. The writer's are not mapped: what it reads it changes, as a rule, and a mapped page is read once
// more for that; with two million journeys waiting a step cost a tenth more. Readers see the system's own
// cache, without a copy; SQLite's usual build maps no more than 2 GB.
constexpr const char* memory_of_the_writer = "PRAGMA cache_size = -49152;";
constexpr const char* memory_of_a_reader = "PRAGMA cache_size = -8192; PRAGMA mmap_size = 2147418112;";
// Small pieces that running statements take. Prepared ones, which stay, use up the usual hundred.
constexpr int pieces = 2000, bytes_of_a_piece = 1200;

int open_flags(Database::Mode mode) {
  return (mode == Database::Mode::ReadOnly ? SQLite::OPEN_READONLY
                                           : SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE) |
         SQLite::OPEN_NOMUTEX;
}

// SQLite would count its memory under one lock for all threads, twice for each of the dozens of pieces that a
// statement takes: nearly a tenth of the writer's time, for a number that nobody asks. Only the first call of
// a process can say so; for later ones it is said already.
void count_no_memory() {
  [[maybe_unused]] static const int said = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

std::unique_ptr<SQLite::Database> open(const std::filesystem::path& path, Database::Mode mode) {
  count_no_memory();
  return std::make_unique<SQLite::Database>(path.string(), open_flags(mode), busy_timeout_ms);
}

}  // namespace

Database::Database(const std::filesystem::path& path, Mode mode) : connection_(open(path, mode)) {
  // Misspelt names in double quotes must be errors, not texts.
  sqlite3_db_config(handle(), SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(handle(), SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  // Before the first statement.
  if (mode == Mode::ReadWrite) {
    sqlite3_db_config(handle(), SQLITE_DBCONFIG_LOOKASIDE, nullptr, bytes_of_a_piece, pieces);
  }
  refuse_what_is_not_ours();
  connection_->exec("PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;");
  connection_->exec(mode == Mode::ReadOnly ? memory_of_a_reader : memory_of_the_writer);
  if (mode == Mode::ReadOnly) return;
  // What is deleted is written over: a customer who was erased must not be found in free pages.
  connection_->exec("PRAGMA secure_delete = ON;");
  // auto_vacuum must be chosen before the first table; a larger WAL between checkpoints lifts the insert rate
  // by a third to a half, and bounds the file at 160 MB.
  connection_->exec(
      "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
      "PRAGMA wal_autocheckpoint = 10000; PRAGMA journal_size_limit = 67108864;");
  bring_up_to_date();
}

Database::~Database() { statements_.clear(); }

std::int64_t Database::number_from(const char* sql) const { return connection_->execAndGet(sql).getInt64(); }

// Before any setting that is written into the file: what is refused stays as it is, byte for byte.
void Database::refuse_what_is_not_ours() {
  const auto& file = connection_->getFilename();
  std::int64_t version = 0, id = 0, objects = 0;
  try {
    version = number_from("PRAGMA user_version");
    id = number_from("PRAGMA application_id");
    objects = number_from("SELECT count(*) FROM sqlite_master");
  } catch (const SQLite::Exception& error) {
    if (error.getErrorCode() != SQLITE_NOTADB) throw;
    throw SchemaError(fmt::format("{}: this is no database", file));
  }
  // A file that we began and did not finish has neither a number nor a table: migrations are transactions.
  const bool is_new = version == 0 && id == 0 && objects == 0;
  if (!is_new && id != application_id) {
    throw SchemaError(fmt::format("{}: this is a database, but not one of lifecycled's", file));
  }
  const auto newest = static_cast<std::int64_t>(migrations().size());
  if (version > newest) {
    throw SchemaError(
        fmt::format("{}: the database has schema {}, this program knows up to {}; install the newer "
                    "lifecycled that wrote it",
                    file, version, newest));
  }
}

void Database::bring_up_to_date() {
  const auto newest = static_cast<std::int64_t>(migrations().size());
  for (auto next = number_from("PRAGMA user_version"); next < newest; ++next) {
    SQLite::Transaction transaction(*connection_, SQLite::TransactionBehavior::IMMEDIATE);
    connection_->exec(std::string(migrations()[static_cast<std::size_t>(next)].sql));
    connection_->exec(
        fmt::format("PRAGMA user_version = {}; PRAGMA application_id = {}", next + 1, application_id));
    transaction.commit();
  }
}

void Database::begin() { execute("BEGIN IMMEDIATE"); }
void Database::commit() { execute("COMMIT"); }

void Database::rollback() noexcept {
  try {
    if (in_transaction()) connection_->exec("ROLLBACK");
  } catch (const SQLite::Exception&) {
    // SQLite has rolled back by itself (disk full, I/O error): that is what was wanted.
  }
}

bool Database::in_transaction() const { return sqlite3_get_autocommit(handle()) == 0; }

void Database::atomically(const std::function<void()>& work) {
  execute("SAVEPOINT job");
  try {
    work();
  } catch (...) {
    // After a failure that ended the whole transaction there is no savepoint to go back to.
    if (in_transaction()) execute("ROLLBACK TO job; RELEASE job");
    throw;
  }
  execute("RELEASE job");
}

void Database::execute(const char* sql) {
  if (std::string_view(sql).find(';') != std::string_view::npos) {
    connection_->exec(sql);
  } else {
    Query(*this, sql).run();
  }
}

bool Database::sweep() {
  connection_->exec("PRAGMA incremental_vacuum(200);");
  // A reader is not waited for: whoever calls comes again.
  connection_->setBusyTimeout(0);
  struct Patient {
    explicit Patient(SQLite::Database& connection) : database(connection) {}
    ~Patient() { sqlite3_busy_timeout(database.getHandle(), busy_timeout_ms); }
    SQLite::Database& database;
  } const patient_again(*connection_);
  SQLite::Statement checkpoint(*connection_, "PRAGMA wal_checkpoint(TRUNCATE)");
  return checkpoint.executeStep() && checkpoint.getColumn(0).getInt() == 0;
}

std::int64_t Database::last_insert_id() const { return connection_->getLastInsertRowid(); }
sqlite3* Database::handle() const { return connection_->getHandle(); }

std::vector<std::string> Database::prepared_sql() const {
  std::vector<std::string> out;
  for (const auto& [sql, statement] : statements_) out.emplace_back(sql);
  return out;
}

SQLite::Statement& Database::prepared(const char* sql) {
  auto& statement = statements_[sql];
  if (!statement) statement = std::make_unique<SQLite::Statement>(*connection_, sql);
  return *statement;
}

Query::Query(Database& database, const char* sql) : statement_(database.prepared(sql)) {}

Query::~Query() {
  statement_.tryReset();
  try {
    statement_.clearBindings();
  } catch (const SQLite::Exception&) {
    // Forgetting parameters cannot matter to the caller.
  }
}

bool Query::step() { return statement_.executeStep(); }

int Query::run() {
  while (statement_.executeStep()) {
  }
  return statement_.getChanges();
}

void Query::again() {
  statement_.reset();
  statement_.clearBindings();
}

std::int64_t Query::integer(int column) const { return statement_.getColumn(column).getInt64(); }
double Query::real(int column) const { return statement_.getColumn(column).getDouble(); }
std::string Query::text(int column) const { return statement_.getColumn(column).getString(); }
bool Query::is_null(int column) const { return statement_.isColumnNull(column); }

std::optional<std::int64_t> Query::integer_or_none(int column) const {
  if (is_null(column)) return std::nullopt;
  return integer(column);
}

std::optional<std::string> Query::text_or_none(int column) const {
  if (is_null(column)) return std::nullopt;
  return text(column);
}

void Query::bind_one(int at, std::int64_t value) { statement_.bind(at, value); }
void Query::bind_one(int at, double value) { statement_.bind(at, value); }
void Query::bind_one(int at, std::string_view value) { statement_.bind(at, std::string(value)); }
void Query::bind_one(int at, const std::string& value) { statement_.bind(at, value); }
void Query::bind_one(int at, std::nullptr_t) { statement_.bind(at); }
void Query::bind_one(int at, const std::vector<unsigned char>& blob) {
  // An empty vector may point nowhere, which SQLite would take for NULL.
  static constexpr unsigned char nothing = 0;
  statement_.bind(at, blob.empty() ? &nothing : blob.data(), static_cast<int>(blob.size()));
}

std::vector<unsigned char> as_blob(std::string_view bytes) { return {bytes.begin(), bytes.end()}; }

}  // namespace lifecycled
