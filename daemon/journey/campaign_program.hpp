// A campaign version ready to run: its definition with every condition compiled for the writer's connection.
// Same thread as that connection.
#pragma once

#include <optional>
#include <vector>

#include "audience/condition.hpp"
#include "config/campaign_definition.hpp"
#include "config/event_catalogue.hpp"
#include "store/campaigns.hpp"

namespace lifecycled {

struct CampaignProgram {
  CampaignId campaign = 0;
  VersionId version = 0;
  CampaignDefinition definition;
  Condition trigger_where;
  Condition exit_where;
  struct Step {
    Condition where;
    std::vector<Condition> branches;  // of a split
  };
  std::vector<Step> steps;  // as definition.steps

  std::optional<std::size_t> step_with_id(std::string_view id) const;
};

// Event names, conditions and references between steps are checked here; mistakes go to `problems` with their
// places.
CampaignProgram compile_campaign(Database& database, CampaignDefinition definition,
                                 const EventCatalogue& events, Problems& problems);

}  // namespace lifecycled
