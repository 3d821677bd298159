// The `trigger` of a campaign file into a CampaignTrigger. Called by campaign_reader alone; one thread.
#pragma once

#include <string>

#include "base/problem.hpp"
#include "config/campaign_definition.hpp"
#include "config/toml_tree.hpp"

namespace lifecycled {

// `title` is what mistakes call the table.
CampaignTrigger read_trigger(const TomlTable& from, std::string title, Problems& problems);

}  // namespace lifecycled
