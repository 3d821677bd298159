#include "store/profile_condition.hpp"

#include <algorithm>
#include <stdexcept>

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

namespace lifecycled {
namespace {

// A condition of the greatest length allowed takes some thousands; this bounds what a pattern can make of it.
// Counted in steps here: SQLite goes on counting where a statement's last run ended.
constexpr int instructions_a_step = 1000;
constexpr int most_steps = 200;

struct Fence {
  const std::vector<std::string>& functions;
  int selects = 0;       // the statement's own; a second one is a SELECT within the expression
  int view_selects = 0;  // the view unfolded; a second time is a self-join
};

// What the view itself calls when it is unfolded into the statement.
bool is_view_function(std::string_view name) {
  constexpr std::string_view names[] = {"main_units", "stage_name", "journey_started_at", "coalesce"};
  return std::ranges::find(names, name) != std::end(names);
}

int authorize(void* data, int action, const char* first, const char* second, const char*, const char* view) {
  auto& fence = *static_cast<Fence*>(data);
  const bool within_view = view && std::string_view(view) == "customer_profile";
  const std::string_view name = first ? first : "";
  switch (action) {
    case SQLITE_SELECT:
      return ++(within_view ? fence.view_selects : fence.selects) == 1 ? SQLITE_OK : SQLITE_DENY;
    case SQLITE_READ:
      if (name == "customer_profile") return SQLITE_OK;
      // Of a condition that names no column, SQLite asks for a read of none, outside the view.
      return name == "customers" && (within_view || !second || !*second) ? SQLITE_OK : SQLITE_DENY;
    case SQLITE_FUNCTION: {
      const std::string_view function = second ? second : "";
      const bool allowed =
          is_view_function(function) || std::ranges::find(fence.functions, function) != fence.functions.end();
      return allowed ? SQLITE_OK : SQLITE_DENY;
    }
    default:
      return SQLITE_DENY;
  }
}

}  // namespace

struct ProfileCondition::Prepared {
  Database& database;
  SQLite::Statement statement;
};

ProfileCondition::ProfileCondition(Database& database, const std::string& expression,
                                   const std::vector<std::string>& functions) {
  Fence fence{functions};
  sqlite3_set_authorizer(database.handle(), authorize, &fence);
  try {
    auto& connection = database.connection();
    prepared_ = std::make_unique<Prepared>(Prepared{
        database, SQLite::Statement(connection, "SELECT (" + expression +
                                                    ") FROM customer_profile WHERE customer_id = ?1")});
  } catch (const SQLite::Exception& error) {
    sqlite3_set_authorizer(database.handle(), nullptr, nullptr);
    throw std::invalid_argument(error.what());
  }
  sqlite3_set_authorizer(database.handle(), nullptr, nullptr);
  // An expression that closes our parenthesis may have made another statement of it.
  const SQLite::Statement& statement = prepared_->statement;
  if (fence.view_selects != 1 || statement.getColumnCount() != 1 || statement.getBindParameterCount() != 1)
    throw std::invalid_argument("this is not one expression about one customer");
}

ProfileCondition::~ProfileCondition() = default;
ProfileCondition::ProfileCondition(ProfileCondition&&) noexcept = default;
ProfileCondition& ProfileCondition::operator=(ProfileCondition&&) noexcept = default;

std::optional<bool> ProfileCondition::ask(CustomerId customer) {
  SQLite::Statement& statement = prepared_->statement;
  sqlite3* handle = prepared_->database.handle();
  int steps = 0;
  const auto is_too_costly = [](void* taken) { return ++*static_cast<int*>(taken) > most_steps ? 1 : 0; };
  sqlite3_progress_handler(handle, instructions_a_step, is_too_costly, &steps);
  std::optional<bool> answer;
  try {
    statement.bind(1, customer);
    if (statement.executeStep() && !statement.isColumnNull(0))
      answer = statement.getColumn(0).getDouble() != 0;
    statement.reset();
  } catch (const SQLite::Exception& error) {
    sqlite3_progress_handler(handle, 0, nullptr, nullptr);
    statement.tryReset();
    throw std::runtime_error(std::string("the condition cannot be computed: ") + error.what());
  }
  sqlite3_progress_handler(handle, 0, nullptr, nullptr);
  return answer;
}

std::optional<double> profile_number(Database& database, std::string_view column, CustomerId customer) {
  SQLite::Statement statement(database.connection(), "SELECT \"" + std::string(column) +
                                                         "\" FROM customer_profile WHERE customer_id = ?1");
  statement.bind(1, customer);
  if (!statement.executeStep() || statement.isColumnNull(0)) return std::nullopt;
  return statement.getColumn(0).getDouble();
}

std::vector<ProfileValue> read_profile(Database& database, CustomerId customer) {
  SQLite::Statement statement(database.connection(), "SELECT * FROM customer_profile WHERE customer_id = ?1");
  statement.bind(1, customer);
  std::vector<ProfileValue> out;
  if (!statement.executeStep()) return out;
  for (int i = 0; i < statement.getColumnCount(); ++i) {
    ProfileValue value{statement.getColumnName(i), std::nullopt};
    if (!statement.isColumnNull(i)) value.value = statement.getColumn(i).getString();
    out.push_back(std::move(value));
  }
  return out;
}

}  // namespace lifecycled
