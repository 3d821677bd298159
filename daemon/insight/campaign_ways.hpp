// The ways that people may take through a campaign's steps, as its file says. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/campaign_definition.hpp"

namespace lifecycled {

constexpr std::int64_t campaign_start = -1;

// One a pair of steps; `to` is the number of steps where it leads to the end.
struct CampaignWay {
  std::int64_t from = campaign_start, to = 0;
  std::string label;  // the paths of a split, "exit", "exit if not"
};

std::vector<CampaignWay> ways_of(const CampaignDefinition& campaign);

}  // namespace lifecycled
