#include "journey/occasion.hpp"

#include <algorithm>
#include <array>

#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "base/json_fields.hpp"
#include "base/text.hpp"

namespace lifecycled {
namespace {

using std::chrono::days;
using std::chrono::year;
using std::chrono::year_month_day;

constexpr std::array<std::string_view, 3> date_columns{"first_order_at", "last_order_at", "known_since"};

std::optional<Instant> column_of(const CustomerRow& customer, std::string_view name) {
  if (name == "first_order_at") return customer.first_order_at;
  if (name == "last_order_at") return customer.last_order_at;
  return customer.known_since;
}

CustomerDate of_day(year_month_day day) { return {{day.month(), day.day()}, day.year(), false}; }

// A leap year has every day that any year has.
std::optional<CustomerDate> of_any_year(std::string_view text) {
  if (text.starts_with("--")) text.remove_prefix(2);
  const auto day = parse_date(fmt::format("2000-{}", text));
  if (!day) return std::nullopt;
  return CustomerDate{{day->month(), day->day()}, std::nullopt, false};
}

// 29 February falls on the 28th in other years.
LocalDay in_year(const CustomerDate& date, year which) {
  year_month_day day{which, date.day.month(), date.day.day()};
  if (!day.ok()) day = year_month_day{which / date.day.month() / std::chrono::last};
  return LocalDay{day};
}

Instant due_of(const DateTrigger& trigger, LocalDay day, const TimeZone& zone) {
  const auto whole_days = std::chrono::floor<days>(trigger.offset);
  return zone.at(day + whole_days, trigger.offset - whole_days);
}

year year_of(LocalDay day) { return year_month_day{day}.year(); }

}  // namespace

bool is_date_column(std::string_view name) {
  return std::ranges::find(date_columns, name) != date_columns.end();
}

std::optional<CustomerDate> date_of(const CustomerRow& customer, const std::string& name,
                                    const TimeZone& zone) {
  if (is_date_column(name)) {
    const auto moment = column_of(customer, name);
    if (!moment) return std::nullopt;
    CustomerDate date = of_day(year_month_day{zone.day_of(*moment)});
    date.has_happened = true;
    return date;
  }
  std::string mistake;
  const auto properties = parse_json(customer.properties, mistake);
  const auto text = properties ? text_at(*properties, name) : std::nullopt;
  if (!text) return std::nullopt;
  const std::string_view value = trimmed(*text);
  if (const auto day = parse_date(value)) return of_day(*day);
  if (const auto moment = parse_instant(value)) return of_day(year_month_day{zone.day_of(*moment)});
  return of_any_year(value);
}

std::optional<Occasion> next_occasion(const DateTrigger& trigger, const CustomerDate& date,
                                      const TimeZone& zone, Instant not_before, std::optional<LocalDay> had) {
  if (!trigger.yearly) {
    if (!date.year) return std::nullopt;
    const LocalDay day = in_year(date, *date.year);
    const Occasion only{day, due_of(trigger, day, zone)};
    return only.due_at >= not_before && day != had ? std::optional(only) : std::nullopt;
  }
  const year earliest = date.year ? *date.year + std::chrono::years{date.has_happened ? 1 : 0} : year::min();
  const auto whole_days = std::chrono::floor<days>(trigger.offset);
  year which = std::max(earliest, year_of(zone.day_of(not_before) - whole_days) - std::chrono::years{1});
  while (true) {
    const LocalDay day = in_year(date, which);
    const Occasion occasion{day, due_of(trigger, day, zone)};
    if (occasion.due_at >= not_before && (!had || year_of(*had) != which)) return occasion;
    ++which;
  }
}

std::string entry_key(const DateTrigger& trigger, LocalDay occasion) {
  const year_month_day day{occasion};
  if (trigger.yearly) return fmt::format("{}", static_cast<int>(day.year()));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()));
}

}  // namespace lifecycled
