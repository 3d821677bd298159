// Which channels a step may send by, the best first, whether or not they reach the customer. Pure; any
// thread.
#pragma once

#include <string>
#include <vector>

#include "config/campaign_definition.hpp"
#include "config/settings.hpp"

namespace lifecycled {

// Those that the step names; else `usual`, which is [delivery] channels.
std::vector<std::string> candidate_channels(const SendAction& send,
                                            const std::vector<ChannelSettings>& channels,
                                            const std::vector<std::string>& usual);

}  // namespace lifecycled
