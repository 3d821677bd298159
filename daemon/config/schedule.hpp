// The moments at which a campaign by the calendar starts: "daily 10:00", "mon 10:00", "1st 09:00", "last
// 09:00", "2026-12-01 09:00". Plain values; any thread.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>
#include <variant>

#include "base/time_zones.hpp"

namespace lifecycled {

struct Schedule {
  struct Daily {};
  // A month without that day means its last one; 31 is thus "last".
  struct Monthly {
    unsigned day = 1;
  };
  std::variant<Daily, std::chrono::weekday, Monthly, LocalDay> day;
  TimeOfDay time{0};
};

std::optional<Schedule> parse_schedule(std::string_view text);
// The first such moment at or after `from`; nothing when a single one lies before.
std::optional<Instant> next_moment(const Schedule& schedule, const TimeZone& zone, Instant from);

}  // namespace lifecycled
