// Moments as people and other programs write them into files. Any thread.
#pragma once

#include <optional>
#include <string_view>

#include "base/time.hpp"
#include "base/time_zones.hpp"

namespace lifecycled {

// A date in the shop's zone may begin after "now" in ours; what lies further ahead has not happened.
constexpr Milliseconds import_clock_tolerance{86'400'000};

// "2026-01-31T09:00:00Z", "2026-01-31 09:00:00", "2026-01-31 09:00", "2026-01-31", "20260131": without an
// offset the wall clock of `zone`, a bare date its midnight.
std::optional<Instant> parse_import_time(std::string_view text, const TimeZone& zone);

}  // namespace lifecycled
