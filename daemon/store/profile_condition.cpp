#include "store/profile_condition.hpp"

#include <algorithm>
#include <stdexcept>

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

namespace lifecycled {
namespace {

// A condition of the greatest length allowed takes some thousands; this bounds what a pattern can make of it.
constexpr int most_instructions = 200'000;

struct Fence {
  const std::vector<std::string>& functions;
};

// What the view itself calls when it is unfolded into the statement.
bool is_view_function(std::string_view name) {
  constexpr std::string_view names[] = {"main_units", "stage_name", "journey_started_at", "coalesce"};
  return std::ranges::find(names, name) != std::end(names);
}

int authorize(void* data, int action, const char* first, const char* second, const char*, const char* view) {
  const auto& fence = *static_cast<const Fence*>(data);
  const std::string_view name = first ? first : "";
  switch (action) {
    case SQLITE_SELECT:
      return SQLITE_OK;
    case SQLITE_READ:
      if (name == "customer_profile") return SQLITE_OK;
      return name == "customers" && view && std::string_view(view) == "customer_profile" ? SQLITE_OK
                                                                                         : SQLITE_DENY;
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
  const Fence fence{functions};
  sqlite3_set_authorizer(database.handle(), authorize, const_cast<Fence*>(&fence));
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
}

ProfileCondition::~ProfileCondition() = default;
ProfileCondition::ProfileCondition(ProfileCondition&&) noexcept = default;
ProfileCondition& ProfileCondition::operator=(ProfileCondition&&) noexcept = default;

std::optional<bool> ProfileCondition::ask(CustomerId customer) {
  SQLite::Statement& statement = prepared_->statement;
  sqlite3* handle = prepared_->database.handle();
  sqlite3_progress_handler(handle, most_instructions, [](void*) { return 1; }, nullptr);
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
