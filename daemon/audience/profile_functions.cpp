#include "audience/profile_functions.hpp"

#include <algorithm>
#include <stdexcept>

// check-off(sql): functions are made known through SQLite's own interface; no statement stands here.
#include <sqlite3.h>

#include "audience/product_rhythm.hpp"
#include "audience/time_borders.hpp"
#include "base/json_fields.hpp"
#include "base/money.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "store/customer_lists.hpp"
#include "store/customers.hpp"
#include "store/segments.hpp"

namespace lifecycled {
namespace {

constexpr double ms_per_day = 86'400'000.0;
constexpr std::size_t most_events_counted = 200;

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
  const Instant now = self(context).situation().now;
  if (now - at <= *span) self(context).changes_at(at + *span + Milliseconds{1});
  sqlite3_result_int(context, now - at > *span ? 1 : 0);
}

// past(moment, days): older_than() for the view, without a text to read.
void past_function(sqlite3_context* context, int, sqlite3_value** values) {
  if (is_null(values[0])) return sqlite3_result_null(context);
  const Instant at = from_ms(sqlite3_value_int64(values[0]));
  const Milliseconds span = sqlite3_value_int64(values[1]) * day_length;
  const Instant now = self(context).situation().now;
  if (now - at <= span) self(context).changes_at(at + span + Milliseconds{1});
  sqlite3_result_int(context, now - at > span ? 1 : 0);
}

// What condition_syntax makes of "days_since(A) > B" in segments: time_is(A, '>', B).
void time_is_function(sqlite3_context* context, int, sqlite3_value** values) {
  const auto comparison = comparison_from_text(text_argument(values[1]));
  if (is_null(values[0]) || is_null(values[2]) || !comparison) return sqlite3_result_null(context);
  const TimeBorder border{from_ms(sqlite3_value_int64(values[0])), *comparison,
                          sqlite3_value_double(values[2])};
  const Instant now = self(context).situation().now;
  if (const auto next = border.changes_after(now)) self(context).changes_at(*next);
  sqlite3_result_int(context, border.holds(now) ? 1 : 0);
}

void shop_gap_days_function(sqlite3_context* context, int, sqlite3_value**) {
  sqlite3_result_double(context, static_cast<double>(self(context).figures().gap.count()) / ms_per_day);
}

void quintile_function(sqlite3_context* context, int, sqlite3_value** values) {
  const auto& buyers = self(context).figures().buyers;
  const std::string_view of = text_argument(values[0]);
  const auto* borders = !buyers             ? nullptr
                        : of == "recency"   ? &buyers->recency
                        : of == "frequency" ? &buyers->frequency
                                            : &buyers->monetary;
  if (!borders || !*borders) return sqlite3_result_null(context);
  const std::int64_t value = sqlite3_value_int64(values[1]);
  const auto below = std::ranges::count_if(**borders, [&](std::int64_t border) { return border < value; });
  sqlite3_result_int64(context, 1 + below);
}

void score_function(sqlite3_context* context, int, sqlite3_value** values) {
  const auto& buyers = self(context).figures().buyers;
  if (!buyers || buyers->buyers == 0) return sqlite3_result_null(context);
  const bool spent = text_argument(values[0]) == "spent";
  const double mean = spent ? buyers->spent_mean : buyers->order_value_mean;
  const double deviation = spent ? buyers->spent_deviation : buyers->order_value_deviation;
  // Where all are alike nobody stands out.
  sqlite3_result_double(context, deviation > 0 ? (sqlite3_value_double(values[1]) - mean) / deviation : 0.0);
}

// reachable(reachable_channels, 'sms')
void reachable_function(sqlite3_context* context, int, sqlite3_value** values) {
  const std::string_view channel = text_argument(values[1]);
  bool found = false;
  for (const std::string_view one : split(text_argument(values[0]), ',')) found = found || one == channel;
  sqlite3_result_int(context, found ? 1 : 0);
}

// in_segment(customer_id, 'vip')
void in_segment_function(sqlite3_context* context, int, sqlite3_value** values) {
  Segments segments(self(context).database());
  const auto segment = segments.find(text_argument(values[1]));
  const bool inside = segment && segments.is_member(segment->id, sqlite3_value_int64(values[0]));
  sqlite3_result_int(context, inside ? 1 : 0);
}

// in_list(customer_id, 'wishes')
void in_list_function(sqlite3_context* context, int, sqlite3_value** values) {
  CustomerLists lists(self(context).database());
  const bool inside = lists.contains(sqlite3_value_int64(values[0]), text_argument(values[1]));
  sqlite3_result_int(context, inside ? 1 : 0);
}

// event_count(customer_id, 'Product Viewed', '7d') and with a property that must be the same.
void event_count_function(sqlite3_context* context, int count, sqlite3_value** values) {
  const auto span = parse_duration(text_argument(values[2]));
  if (!span) return sqlite3_result_error(context, "event_count() wants a duration such as '7d'", -1);
  ProfileFunctions& functions = self(context);
  const std::string_view name = text_argument(values[1]);
  const std::string_view property = count > 3 ? text_argument(values[3]) : std::string_view{};
  const auto same = count > 3 ? text_at(functions.event_body(), property) : std::nullopt;
  const Instant from = functions.situation().now - *span;
  std::int64_t found = 0;
  for (const StoredEvent& event :
       Events(functions.database()).of_customer(sqlite3_value_int64(values[0]), most_events_counted)) {
    if (event.name != name || event.occurred_at < from) continue;
    if (count > 3) {
      std::string mistake;
      const auto body = parse_json(event.body, mistake);
      if (!same || !body || text_at(*body, property) != same) continue;
    }
    ++found;
  }
  sqlite3_result_int64(context, found);
}

// product_gap_days(customer_id, 'any') or 'steady'.
void product_gap_days_function(sqlite3_context* context, int, sqlite3_value** values) {
  const std::string_view which = text_argument(values[1]);
  if (which != "any" && which != "steady")
    return sqlite3_result_error(context, "product_gap_days() wants 'any' or 'steady'", -1);
  ProfileFunctions& functions = self(context);
  const auto rhythm = soonest_rhythm(functions.database(), sqlite3_value_int64(values[0]),
                                     functions.event_body(), which == "steady");
  if (rhythm) sqlite3_result_double(context, rhythm->gap_days);
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
    : database_(database), currency_(std::move(currency)) {
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
      {"past", 2, past_function},
      {"time_is", 3, time_is_function},
      {"shop_gap_days", 0, shop_gap_days_function},
      {"quintile", 2, quintile_function},
      {"score", 2, score_function},
      {"reachable", 2, reachable_function},
      {"in_segment", 2, in_segment_function},
      {"in_list", 2, in_list_function},
      {"event_count", 3, event_count_function},
      {"event_count", 4, event_count_function},
      {"product_gap_days", 2, product_gap_days_function},
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

void ProfileFunctions::use_figures(const ShopFiguresRow& figures) { figures_ = figures; }

void ProfileFunctions::changes_at(Instant at) {
  if (at > situation_.now && (!next_change_ || at < *next_change_)) next_change_ = at;
}

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
