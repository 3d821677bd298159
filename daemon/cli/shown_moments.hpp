// How commands write a moment for people: by a clock on the wall, with its place. JSON has UTC. Pure.
#pragma once

#include <string>
#include <string_view>

#include "base/time_zones.hpp"

namespace lifecycled {

// "2026-11-30 18:26:05 Europe/Amsterdam"
std::string shown_moment(Instant at, const TimeZone& zone);

// The same text with every moment of JSON's form ("2026-11-30T17:26:05.000Z") written so. What stands in
// double quotes is somebody's own writing, such as a property of a customer, and stays.
std::string with_shown_moments(std::string_view text, const TimeZone& zone);
// The same, in a place that JSON names; as it is where there is none.
std::string with_shown_moments(std::string_view text, std::string_view zone);

}  // namespace lifecycled
