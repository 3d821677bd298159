// When a step's own moment is: after, until, at, within. Events and stages come later; the runner listens for
// them. The run's thread.
#pragma once

#include <optional>

#include "journey/journey_run.hpp"

namespace lifecycled {

// Nothing: the date that the step waits until is absent, and the step is passed by. A moment that has gone by
// means at once.
std::optional<Instant> step_moment(const JourneyRun& run, const TimeZone& shop_zone);

// Whether that moment may be another once the customer's zone or properties have changed.
bool follows_the_customer(const CampaignStep& step);

}  // namespace lifecycled
