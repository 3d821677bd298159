// How people went through a campaign, and where they stand: a report over all its journeys, on a connection
// that only reads.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "config/campaign_definition.hpp"
#include "store/campaign_counts.hpp"
#include "store/campaign_halts.hpp"

namespace lifecycled {

// Who got one variant of a test since it began, whatever the campaign's version.
struct VariantFlow {
  std::int64_t people = 0, goals = 0;
};

struct StepFlow {
  std::int64_t inside = 0;                   // wait for it now
  std::map<std::string, std::int64_t> left;  // while they waited for it, by reason: "goal reached"
  std::map<std::string, std::int64_t>
      waited;                                 // by how their wait for an event ended: "heard Order Delivered"
  std::map<std::string, std::int64_t> taken;  // by what came of it: "queued"; a wait alone says no more
  std::map<std::string, VariantFlow> variants;  // of a test, by message; "" = held out
  std::int64_t by_other_ways = 0;               // came here by an earlier version of the file, or were moved
};

struct CampaignFlow {
  std::int64_t started = 0, inside = 0, finished = 0, goals = 0;
  // By steps that are no longer those of the file: who is inside still, and who was.
  std::int64_t by_other_versions = 0, ended_by_other_versions = 0;
  std::vector<StepFlow> steps;                                          // as the definition's
  StepFlow end;                                                         // beyond them: by_other_ways alone
  std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> moves;  // as CampaignWay's ends, by its ways
  std::string halt;  // "" where it is neither paused nor ended
};

// Versions whose steps look the same count together: who changes a comment does not start counting anew.
CampaignFlow flow_of(Database& database, const CampaignDefinition& campaign);

// Everybody who came through all steps, or out by one.
std::int64_t came_to_the_end(const CampaignFlow& flow);

// The ids and acts of both are the same, in the same order.
bool have_same_steps(const CampaignDefinition& one, const CampaignDefinition& other);

}  // namespace lifecycled
