// The steps that a journey took, each with the version it was taken by and how its wait ended. For explain;
// on the thread that owns the connection.
#pragma once

#include <vector>

#include "journey/campaign_set.hpp"
#include "store/journeys.hpp"

namespace lifecycled {

struct TakenStep {
  JourneyStepRow row;
  const CampaignProgram* by = nullptr;  // nothing: its version can no longer be read
};

// From before the outcome of waits was written down, that of the latest wait is known by the event that ended
// it.
std::vector<TakenStep> taken_steps(Database& database, CampaignSet& campaigns, const JourneyRow& journey);

}  // namespace lifecycled
