#include "config/schedule.hpp"

#include <algorithm>
#include <charconv>

#include "config/value_forms.hpp"

namespace lifecycled {
namespace {

// "1st", "2nd", "3rd", "4th" ... "31st".
std::optional<unsigned> parse_ordinal(std::string_view text) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || text.starts_with('0') || number < 1 || number > 31) return std::nullopt;
  const std::string_view ending = text.substr(static_cast<std::size_t>(end - text.data()));
  const bool is_teen = number >= 11 && number <= 13;
  const std::string_view right = is_teen            ? "th"
                                 : number % 10 == 1 ? "st"
                                 : number % 10 == 2 ? "nd"
                                 : number % 10 == 3 ? "rd"
                                                    : "th";
  return ending == right ? std::optional(number) : std::nullopt;
}

LocalDay day_of_month(std::chrono::year_month month, unsigned day) {
  const std::chrono::year_month_day_last last{month.year(), std::chrono::month_day_last{month.month()}};
  return LocalDay{month / std::min(std::chrono::day{day}, last.day())};
}

// By days and not by the next such time: an hour that comes twice in autumn means its first, and starts once.
Instant next_of_days(const Schedule& schedule, std::optional<std::chrono::weekday> weekday,
                     const TimeZone& zone, Instant from) {
  for (LocalDay day = zone.day_of(from);; day += std::chrono::days{1}) {
    if (weekday && std::chrono::weekday{day} != *weekday) continue;
    if (const Instant candidate = zone.at(day, schedule.time); candidate >= from) return candidate;
  }
}

Instant next_of_month(const Schedule& schedule, unsigned day, const TimeZone& zone, Instant from) {
  const std::chrono::year_month_day today{zone.day_of(from)};
  for (std::chrono::year_month month{today.year(), today.month()};; month += std::chrono::months{1}) {
    const Instant candidate = zone.at(day_of_month(month, day), schedule.time);
    if (candidate >= from) return candidate;
  }
}

}  // namespace

std::optional<Schedule> parse_schedule(std::string_view text) {
  const auto blank = text.find(' ');
  if (blank == std::string_view::npos) return std::nullopt;
  const std::string_view day = text.substr(0, blank);
  const auto time = parse_time_of_day(text.substr(blank + 1));
  if (!time) return std::nullopt;
  if (day == "daily") return Schedule{Schedule::Daily{}, *time};
  if (day == "last") return Schedule{Schedule::Monthly{31}, *time};
  if (const auto moment = parse_moment(text); moment && moment->weekday)
    return Schedule{*moment->weekday, *time};
  if (const auto ordinal = parse_ordinal(day)) return Schedule{Schedule::Monthly{*ordinal}, *time};
  if (const auto date = parse_date(day)) return Schedule{LocalDay{*date}, *time};
  return std::nullopt;
}

std::optional<Instant> next_moment(const Schedule& schedule, const TimeZone& zone, Instant from) {
  if (std::holds_alternative<Schedule::Daily>(schedule.day))
    return next_of_days(schedule, std::nullopt, zone, from);
  if (const auto* weekday = std::get_if<std::chrono::weekday>(&schedule.day))
    return next_of_days(schedule, *weekday, zone, from);
  if (const auto* monthly = std::get_if<Schedule::Monthly>(&schedule.day))
    return next_of_month(schedule, monthly->day, zone, from);
  const Instant once = zone.at(std::get<LocalDay>(schedule.day), schedule.time);
  return once >= from ? std::optional(once) : std::nullopt;
}

}  // namespace lifecycled
