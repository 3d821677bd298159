// Dates as people and programs write them. For the date filter, and for those of callers.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "liquid/options.hpp"
#include "liquid/value.hpp"

namespace lifecycled::liquid {

using Moment = std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>;

// "2016-03-14T10:00:00Z", "2016-03-14 10:00 +0100", "Mon, 14 Mar 2016 10:00:00 GMT", "March 14, 2016 5pm",
// "14/03/2016", "14.3.2016", "2016-074" (the 74th day), "20160314T100000 EST", "1457913600". What has no zone
// is in that of the options, what has no day is today. Nothing when the text is none of these.
std::optional<Moment> parse_date(std::string_view text, const RenderOptions& options);

// The same with all that the text says.
struct ReadDate {
  Moment moment;
  std::chrono::nanoseconds finer{0};           // behind the milliseconds
  std::optional<std::chrono::seconds> offset;  // its own zone: "+02:00" is two hours
};
std::optional<ReadDate> read_date(std::string_view text, const RenderOptions& options);

// The same of a value: of a number, seconds since 1970.
std::optional<Moment> moment_of(const Value& value, const RenderOptions& options);

// "now" and "today"; an Error when the options have no clock.
Moment now_of(const RenderOptions& options);

}  // namespace lifecycled::liquid
