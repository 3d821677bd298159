// Campaigns that start each other for ever: what one does causes an event that starts the next, and the last
// starts the first. Sees what the files say; the rest is stopped at run time by the depth of the chain.
// Called by load; one thread.
#pragma once

#include <vector>

#include "base/problem.hpp"
#include "config/campaign_definition.hpp"
#include "config/segment_definition.hpp"

namespace lifecycled {

// A loop that nothing can end is an error; one that a condition may end is a warning.
void check_campaign_loops(const std::vector<CampaignDefinition>& campaigns,
                          const std::vector<SegmentDefinition>& segments, Problems& problems);

}  // namespace lifecycled
