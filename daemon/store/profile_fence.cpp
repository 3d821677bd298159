#include "store/profile_fence.hpp"

#include <algorithm>
#include <stdexcept>

#include <sqlite3.h>

namespace lifecycled {
namespace {

// A condition of the greatest length allowed takes some thousands; this bounds what a pattern can make of it.
// Counted in steps here: SQLite goes on counting where a statement's last run ended.
constexpr int instructions_a_step = 1000;
constexpr int steps_an_expression = 200;

struct Fence {
  const std::vector<std::string>& functions;
  int selects = 0;       // the statement's own; a second one is a SELECT within the expression
  int view_selects = 0;  // the view unfolded; a second time is a self-join
};

// What the view itself calls when it is unfolded into the statement.
bool is_view_function(std::string_view name) {
  constexpr std::string_view names[] = {"main_units",    "stage_name", "journey_started_at",
                                        "coalesce",      "days_since", "past",
                                        "shop_gap_days", "quintile",   "score",
                                        "min",           "max"};
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

SQLite::Statement prepare_fenced(Database& database, const std::string& sql,
                                 const std::vector<std::string>& functions, int columns, int parameters) {
  Fence fence{functions};
  struct Authorized {
    explicit Authorized(sqlite3* handle_, Fence& fence_) : handle(handle_) {
      sqlite3_set_authorizer(handle, authorize, &fence_);
    }
    ~Authorized() { sqlite3_set_authorizer(handle, nullptr, nullptr); }
    sqlite3* handle;
  } const authorized(database.handle(), fence);
  try {
    SQLite::Statement statement(database.connection(), sql);
    // An expression that closes our parenthesis may have made another statement of it.
    if (fence.view_selects != 1 || statement.getColumnCount() != columns ||
        statement.getBindParameterCount() != parameters) {
      throw std::invalid_argument("this is not one expression about one customer");
    }
    return statement;
  } catch (const SQLite::Exception& error) {
    throw std::invalid_argument(error.what());
  }
}

CostLimit::CostLimit(Database& database, std::size_t expressions)
    : handle_(database.handle()),
      most_steps_(steps_an_expression * static_cast<int>(expressions)),
      steps_left_(most_steps_) {
  const auto is_too_costly = [](void* left) { return --*static_cast<int*>(left) < 0 ? 1 : 0; };
  sqlite3_progress_handler(handle_, instructions_a_step, is_too_costly, &steps_left_);
}

CostLimit::~CostLimit() { sqlite3_progress_handler(handle_, 0, nullptr, nullptr); }

}  // namespace lifecycled
