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

// A piece of the condition as it is written anew, and where it stands in the person's text. What opens a
// bracket is either "(" or ends with a comma.
struct ConditionPart {
  std::string text;
  std::size_t at = 0;
  std::optional<PropertyType> property = std::nullopt;  // an event's, as event.NAME
};

// `heard`: what may have ended the journey's latest wait. Nothing if there was a mistake, which is then among
// `problems` with its exact place.
std::optional<std::vector<ConditionPart>> condition_to_parts(const ConditionText& condition,
                                                             const EventsAtHand& events, Problems& problems,
                                                             const EventsAtHand& heard = {});
std::string to_sql(const std::vector<ConditionPart>& parts);
std::optional<std::string> condition_to_sql(const ConditionText& condition, const EventsAtHand& events,
                                            Problems& problems, const EventsAtHand& heard = {});

}  // namespace lifecycled
