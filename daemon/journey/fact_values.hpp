// What "event.total", "heard.promised_at", "property.renews_at" and "product.runs_out_at" say for one journey
// now. Pure but for what the run holds; the run's thread.
#pragma once

#include <optional>

#include <boost/json/value.hpp>

#include "journey/journey_run.hpp"

namespace lifecycled {

// Absent where the event or property is, or is null.
std::optional<boost::json::value> fact_value(const JourneyRun& run, const FactName& fact);

// The moment that `value` names, moved by `offset`: a moment with its zone (RFC 3339), exactly; or a day,
// which begins at midnight in `zone` and is moved by whole days of the calendar, then by what is left of the
// offset.
std::optional<Instant> moment_in(const boost::json::value& value, Milliseconds offset, const TimeZone& zone);

}  // namespace lifecycled
