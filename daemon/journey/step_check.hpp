// Holds the names of events, properties and facts in a step's `until`, `set` and `emit` against what is
// known. Called while a campaign is compiled.
#pragma once

#include "audience/condition_syntax.hpp"
#include "config/campaign_definition.hpp"
#include "config/event_catalogue.hpp"

namespace lifecycled {

struct FactsAtHand {
  const EventsAtHand& event;  // what may have started the journey
  const EventsAtHand& heard;  // what may have ended a wait
};

void check_step_facts(const CampaignStep& step, const EventCatalogue& events, const FactsAtHand& at_hand,
                      Problems& problems);

}  // namespace lifecycled
