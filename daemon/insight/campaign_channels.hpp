// By which channels a campaign's messages can leave: those that are set up and for which a message has a
// text. Pure.
#pragma once

#include <string>
#include <vector>

#include "config/load.hpp"

namespace lifecycled {

// In the order in which the campaign comes to them.
std::vector<std::string> channels_of(const CampaignDefinition& campaign, const Configuration& configuration);

}  // namespace lifecycled
