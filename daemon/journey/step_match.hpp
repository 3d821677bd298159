// Which step of one version of a campaign is which of another, and where somebody who stands in the one lands
// in the other. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "config/campaign_definition.hpp"

namespace lifecycled {

// A step's id as written; of one without, its act and the how manieth of these it is: a number that moves
// with each step put in before it is no name.
std::string step_key(const CampaignDefinition& campaign, std::size_t step);
std::optional<std::size_t> step_with_key(const CampaignDefinition& campaign, const std::string& key);

struct Landing {
  std::size_t step = 0;      // the number of steps: the end
  bool is_the_same = false;  // the very step, and not the one after those that have gone
};

// The same step; where it has gone, the next one of `before` on the same path that is still there; else the
// end.
Landing landing_in(const CampaignDefinition& after, const CampaignDefinition& before, std::size_t step,
                   const std::string& path);

}  // namespace lifecycled
