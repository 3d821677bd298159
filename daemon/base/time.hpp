// Moments and spans of time, and their written forms. Anyone may use it, from any thread.
// A moment is always UTC in milliseconds; wall-clock questions ("10 o'clock there") belong to time_zones.hpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lifecycled {

using Milliseconds = std::chrono::milliseconds;
using Instant = std::chrono::sys_time<Milliseconds>;

constexpr Milliseconds day_length{86'400'000};

constexpr std::int64_t to_ms(Instant at) { return at.time_since_epoch().count(); }
constexpr Instant from_ms(std::int64_t ms) { return Instant{Milliseconds{ms}}; }

// "90s", "15m", "1h", "2d", "3w", "250ms"; several may follow one another ("1h30m"). Nothing else, no blanks,
// no sign.
std::optional<Milliseconds> parse_duration(std::string_view text);
// The shortest form that parse_duration reads back: "1h30m".
std::string format_duration(Milliseconds span);

// RFC 3339 with offset or Z ("2026-01-31T09:00:00Z"); fractions beyond milliseconds are dropped. Years 1900
// to 2999.
std::optional<Instant> parse_instant(std::string_view text);
// "2026-01-31T09:00:00.000Z"
std::string format_instant(Instant at);

// A day without a place: "1998-06-30".
std::optional<std::chrono::year_month_day> parse_date(std::string_view text);

}  // namespace lifecycled
