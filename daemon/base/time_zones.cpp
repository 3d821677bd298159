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

Instant TimeZone::next(Instant from, TimeOfDay time) const {
  for (LocalDay day = day_of(from);; day += std::chrono::days{1}) {
    if (const Instant candidate = at(day, time); candidate >= from) return candidate;
  }
}

Instant TimeZone::next(Instant from, TimeOfDay time, std::chrono::weekday weekday) const {
  LocalDay day = day_of(from);
  day += weekday - std::chrono::weekday{day};
  const Instant candidate = at(day, time);
  return candidate >= from ? candidate : at(day + std::chrono::days{7}, time);
}

std::string TimeZone::name() const { return zone_->name(); }

}  // namespace lifecycled
