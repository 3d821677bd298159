#include "base/time_zones.hpp"

#include <stdexcept>

#include <date/tz.h>
#include <fmt/format.h>

namespace lifecycled {
namespace {

const date::time_zone* find(std::string_view name) {
  try {
    return date::locate_zone(std::string(name));
  } catch (const std::runtime_error&) {
    return nullptr;
  }
}

// date's own clock for local time differs in type, not in meaning, from std's.
date::local_time<Milliseconds> to_date(LocalDay day, TimeOfDay time) {
  return date::local_time<Milliseconds>{Milliseconds{day.time_since_epoch()} + time};
}

}  // namespace

TimeZone TimeZone::named(std::string_view name) {
  const auto* zone = find(name);
  if (!zone) {
    throw std::invalid_argument(
        fmt::format("unknown time zone \"{}\"; use an IANA name such as \"Europe/Amsterdam\"", name));
  }
  return TimeZone{zone};
}

bool TimeZone::exists(std::string_view name) { return find(name) != nullptr; }

LocalDay TimeZone::day_of(Instant at) const {
  return LocalDay{std::chrono::floor<std::chrono::days>(zone_->to_local(at).time_since_epoch())};
}

TimeOfDay TimeZone::time_of_day(Instant at) const {
  const auto local = zone_->to_local(at).time_since_epoch();
  return std::chrono::floor<std::chrono::minutes>(local - std::chrono::floor<std::chrono::days>(local));
}

Instant TimeZone::at(LocalDay day, TimeOfDay time) const {
  // choose::earliest gives the first of two, and for a skipped time the moment of the change itself.
  return std::chrono::time_point_cast<Milliseconds>(
      zone_->to_sys(to_date(day, time), date::choose::earliest));
}

std::optional<Instant> TimeZone::on_day(LocalDay day, TimeOfDay time, Instant from) const {
  if (const Instant first = at(day, time); first >= from) return first;
  const Instant second =
      std::chrono::time_point_cast<Milliseconds>(zone_->to_sys(to_date(day, time), date::choose::latest));
  return second >= from ? std::optional(second) : std::nullopt;
}

// Begins a day early: where the clocks go back over midnight, the day before comes once more.
Instant TimeZone::next(Instant from, TimeOfDay time) const {
  for (LocalDay day = day_of(from) - std::chrono::days{1};; day += std::chrono::days{1}) {
    if (const auto found = on_day(day, time, from)) return *found;
  }
}

Instant TimeZone::next(Instant from, TimeOfDay time, std::chrono::weekday weekday) const {
  LocalDay day = day_of(from) - std::chrono::days{1};
  day += weekday - std::chrono::weekday{day};
  for (;; day += std::chrono::days{7}) {
    if (const auto found = on_day(day, time, from)) return *found;
  }
}

std::string TimeZone::name() const { return zone_->name(); }

}  // namespace lifecycled
