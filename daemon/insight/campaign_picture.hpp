// One campaign as a graph: how many stand at each step, how many went each way, and where people left. As SVG
// or as text for a terminal. Pure, but for the layout that is passed in.
#pragma once

#include <string>

#include "insight/campaign_flow.hpp"
#include "insight/graph_layout.hpp"

namespace lifecycled {

std::string campaign_svg(const CampaignDefinition& campaign, const CampaignFlow& flow, GraphLayout& layout,
                         std::string_view as_of);
std::string campaign_text(const CampaignDefinition& campaign, const CampaignFlow& flow);

// "30 goal reached, 8 time limit"
std::string left_words(const StepFlow& step);
// "34 of them by an earlier version of the file, or moved here"
std::string other_ways_words(const StepFlow& step);
// "2 more inside and 30 more who were, by an earlier version of the file"; "" where there are none.
std::string other_versions_words(const CampaignFlow& flow);

}  // namespace lifecycled
