// A campaign's steps read as a graph: names that point nowhere, steps nobody comes to, loops that never wait.
// Called by campaign_reader alone; one thread.
#pragma once

#include "base/problem.hpp"
#include "config/campaign_definition.hpp"

namespace lifecycled {

void check_campaign(const CampaignDefinition& campaign, Problems& problems);

}  // namespace lifecycled
