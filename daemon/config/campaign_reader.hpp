// A campaign file into a CampaignDefinition. Called by load alone; one thread.
#pragma once

#include "base/problem.hpp"
#include "config/campaign_definition.hpp"
#include "config/toml_tree.hpp"

namespace lifecycled {

// Fills everything but name and source.
void read_campaign(const TomlTable& root, CampaignDefinition& out, Problems& problems);

}  // namespace lifecycled
