// What a picture of a campaign says in words beside its counts: how it begins, which way a step sends whom,
// what it is for and what ends it. Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "config/campaign_definition.hpp"
#include "insight/campaign_flow.hpp"

namespace lifecycled {

// "8 exit by event, 3 time limit"
std::string listed_counts(const std::map<std::string, std::int64_t>& counts);

// "33.3 %"
std::string percent(Share share);

// "starts by hand", "starts when somebody enters the stage lapsed"
std::string start_sentence(const CampaignTrigger& trigger);

// A path of a split or a variant of a test, with who takes it, {"home", "where country = 'NL'"}, and of a
// test who did: {"welcome/hello", "50 %", "218 so far, 12 reached the goal"}.
struct StepChoice {
  std::string name, who, so_far;
};
std::vector<StepChoice> choices_of(const CampaignStep& step, const StepFlow& flow);

// "Order Completed, within 14d, target 5 %"; "" without a goal.
std::string goal_words(const CampaignDefinition& campaign);
// "Order Cancelled or Order Refunded where orders > 5, or after 60d"; "" where nothing ends it.
std::string exit_words(const CampaignDefinition& campaign);

}  // namespace lifecycled
