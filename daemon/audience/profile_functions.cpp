#include "audience/profile_functions.hpp"

#include <stdexcept>

// check-off(sql): functions are made known through SQLite's own interface; no statement stands here.
#include <sqlite3.h>

#include "base/json_fields.hpp"
#include "base/money.hpp"
#include "base/time.hpp"
#include "store/customers.hpp"

namespace lifecycled {
namespace {

constexpr double ms_per_day = 86'400'000.0;

ProfileFunctions& self(sqlite3_context* context) {
  return *static_cast<ProfileFunctions*>(sqlite3_user_data(context));
}

std::string_view text_argument(sqlite3_value* value) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
  return text ? std::string_view(text, static_cast<std::size_t>(sqlite3_value_bytes(value)))
              : std::string_view{};
}

bool is_null(sqlite3_value* value) { return sqlite3_value_type(value) == SQLITE_NULL; }

void answer(sqlite3_context* context, const std::optional<std::string>& text) {
  if (text) {
    sqlite3_result_text(context, text->data(), static_cast<int>(text->size()), SQLITE_TRANSIENT);
  } else {
    sqlite3_result_null(context);
  }
}

void answer(sqlite3_context* context, std::optional<double> number) {
  if (number) {
    sqlite3_result_double(context, *number);
  } else {
    sqlite3_result_null(context);
  }
}

void main_units_function(sqlite3_context* context, int, sqlite3_value** values) {
  sqlite3_result_double(context, main_units(sqlite3_value_int64(values[0]), self(context).currency()));
}

void stage_name_function(sqlite3_context* context, int, sqlite3_value** values) {
  const std::string_view name = to_text(static_cast<Stage>(sqlite3_value_int64(values[0])));
  sqlite3_result_text(context, name.data(), static_cast<int>(name.size()), SQLITE_STATIC);
}

void journey_started_at_function(sqlite3_context* context, int, sqlite3_value**) {
  const auto& started = self(context).situation().journey_started_at;
  if (started) {
    sqlite3_result_int64(context, to_ms(*started));
  } else {
    sqlite3_result_null(context);
  }
}

void days_since_function(sqlite3_context* context, int, sqlite3_value** values) {
  if (is_null(values[0])) return sqlite3_result_null(context);
  const std::int64_t ms = to_ms(self(context).situation().now) - sqlite3_value_int64(values[0]);
  sqlite3_result_double(context, static_cast<double>(ms) / ms_per_day);
}

void days_until_function(sqlite3_context* context, int, sqlite3_value** values) {
  if (is_null(values[0])) return sqlite3_result_null(context);
  const std::int64_t ms = sqlite3_value_int64(values[0]) - to_ms(self(context).situation().now);
  sqlite3_result_double(context, static_cast<double>(ms) / ms_per_day);
}

void older_than_function(sqlite3_context* context, int, sqlite3_value** values) {
  if (is_null(values[0])) return sqlite3_result_null(context);
  const auto span = parse_duration(text_argument(values[1]));
  if (!span) return sqlite3_result_error(context, "older_than() wants a duration such as '60d'", -1);
  const Instant at = from_ms(sqlite3_value_int64(values[0]));
  sqlite3_result_int(context, self(context).situation().now - at > *span ? 1 : 0);
}

void event_text_function(sqlite3_context* context, int, sqlite3_value** values) {
  answer(context, text_at(self(context).event_body(), text_argument(values[0])));
}

void event_number_function(sqlite3_context* context, int, sqlite3_value** values) {
  answer(context, number_at(self(context).event_body(), text_argument(values[0])));
}

void heard_text_function(sqlite3_context* context, int, sqlite3_value** values) {
  answer(context, text_at(self(context).heard_body(), text_argument(values[0])));
}

void heard_number_function(sqlite3_context* context, int, sqlite3_value** values) {
  answer(context, number_at(self(context).heard_body(), text_argument(values[0])));
}

std::optional<boost::json::value> properties_argument(sqlite3_value* value) {
  std::string mistake;
  return parse_json(text_argument(value), mistake);
}

void property_text_function(sqlite3_context* context, int, sqlite3_value** values) {
  const auto properties = properties_argument(values[0]);
  answer(context, properties ? text_at(*properties, text_argument(values[1])) : std::nullopt);
}

void property_number_function(sqlite3_context* context, int, sqlite3_value** values) {
  const auto properties = properties_argument(values[0]);
  answer(context, properties ? number_at(*properties, text_argument(values[1])) : std::nullopt);
}

}  // namespace

ProfileFunctions::ProfileFunctions(Database& database, std::string currency)
    : currency_(std::move(currency)) {
  struct Entry {
    const char* name;
    int arguments;
    void (*function)(sqlite3_context*, int, sqlite3_value**);
  };
  constexpr Entry entries[] = {
      {"main_units", 1, main_units_function},
      {"stage_name", 1, stage_name_function},
      {"journey_started_at", 0, journey_started_at_function},
      {"days_since", 1, days_since_function},
      {"days_until", 1, days_until_function},
      {"older_than", 2, older_than_function},
      {"event_text", 1, event_text_function},
      {"event_number", 1, event_number_function},
      {"heard_text", 1, heard_text_function},
      {"heard_number", 1, heard_number_function},
      {"property_text", 2, property_text_function},
      {"property_number", 2, property_number_function},
  };
  for (const Entry& entry : entries) {
    const int code = sqlite3_create_function_v2(database.handle(), entry.name, entry.arguments, SQLITE_UTF8,
                                                this, entry.function, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) throw std::runtime_error(std::string("cannot add the SQL function ") + entry.name);
  }
}

void ProfileFunctions::look_at(const Situation& situation) { situation_ = situation; }

const boost::json::value& ProfileFunctions::body_of(const StoredEvent* event, ReadBody& read) {
  const EventId id = event ? event->id : 0;
  if (!read.body || read.event != id) {
    std::string mistake;
    read.event = id;
    read.body = event ? parse_json(event->body, mistake) : std::nullopt;
    if (!read.body) read.body.emplace(nullptr);
  }
  return *read.body;
}

}  // namespace lifecycled
