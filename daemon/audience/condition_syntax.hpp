// Reads the text of a condition into tokens, checks every word of it against what a condition may say, and
// writes it anew as SQL that says the same and cannot say more. The first fence; SQLite's authorizer is the
// second (store/profile_condition.hpp). Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/problem.hpp"
#include "config/condition_text.hpp"
#include "config/event_catalogue.hpp"

namespace lifecycled {

// Which events may be at hand when the condition is asked: none, or any of these.
using EventsAtHand = std::vector<const EventDescription*>;

// `heard`: what may have ended the journey's latest wait. Nothing if there was a mistake, which is then among
// `problems` with its exact place.
std::optional<std::string> condition_to_sql(const ConditionText& condition, const EventsAtHand& events,
                                            Problems& problems, const EventsAtHand& heard = {});

}  // namespace lifecycled
