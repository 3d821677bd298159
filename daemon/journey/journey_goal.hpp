// What an event means to one journey: is it about the same order, cart, ...; and is it the goal? Pure.
#pragma once

#include <vector>

#include "journey/journey_run.hpp"

namespace lifecycled {

bool names_event(const std::vector<PlacedName>& names, std::string_view event);

// With one_per, a journey is about one order, cart, ...: events that name another one are not meant. Events
// that name none speak of the customer.
bool same_subject(const CampaignDefinition& campaign, const JourneyRow& journey, const StoredEvent& event);

// Never what happened before the journey's own start.
bool is_goal(const CampaignDefinition& campaign, const JourneyRow& journey, const EventAtHand& trigger,
             const StoredEvent& event);

}  // namespace lifecycled
