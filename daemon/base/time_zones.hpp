// Wall-clock questions: what time is it there, and when is it 10 o'clock there? Backed by the system's tz
// database
// (/usr/share/zoneinfo, by Howard Hinnant's date library). Safe from any thread.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"

namespace date {
class time_zone;
}

namespace lifecycled {

// Minutes since midnight on a wall clock.
using TimeOfDay = std::chrono::minutes;
using LocalDay = std::chrono::local_days;

// One place's rules, cheap to copy; lives as long as the program.
class TimeZone {
 public:
  // Accepts IANA names ("Europe/Amsterdam"). Throws std::invalid_argument with a sentence for people.
  static TimeZone named(std::string_view name);
  static bool exists(std::string_view name);

  LocalDay day_of(Instant at) const;
  TimeOfDay time_of_day(Instant at) const;
  // The moment at which the wall clock shows `time` on `day`. A time that the spring change skips means the
  // first moment after the gap; one that happens twice in autumn means the first.
  Instant at(LocalDay day, TimeOfDay time) const;
  // The first moment at or after `from` at which the wall clock shows `time`, on `weekday` where one is
  // given. Of a time that happens twice, each is such a moment.
  Instant next(Instant from, TimeOfDay time) const;
  Instant next(Instant from, TimeOfDay time, std::chrono::weekday weekday) const;
  std::string name() const;

 private:
  explicit TimeZone(const date::time_zone* zone) : zone_(zone) {}
  std::optional<Instant> on_day(LocalDay day, TimeOfDay time, Instant from) const;
  const date::time_zone* zone_;
};

// Days since 1970-01-01 as a plain number: how a day is stored.
constexpr std::int64_t to_number(LocalDay day) { return day.time_since_epoch().count(); }
constexpr LocalDay day_from_number(std::int64_t number) { return LocalDay{std::chrono::days{number}}; }

}  // namespace lifecycled
