// How many would start a campaign at once, if its file were taken: each member of its segment is asked what
// an entrance asks. A full pass over those members, on a connection that only reads, for so long as a person
// waits for a plan.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "audience/profile_functions.hpp"
#include "journey/campaign_program.hpp"

namespace lifecycled {

struct StartCount {
  std::int64_t asked = 0, would_start = 0;
  bool is_complete = true;  // false: the time was over before all had been asked
};

struct StartQuestion {
  CampaignProgram& program;  // compiled for this connection; `campaign` 0 = never seen before
  std::string segment;       // or a stage
  std::string condition;  // of a segment that is defined anew: whom it would hold; else "", its members now
  std::vector<std::string>
      rivals;  // the live campaigns that share its customers, in order; itself among them
};

StartCount count_starts(Database& database, const StartQuestion& question, ProfileFunctions& functions,
                        Instant now, std::chrono::milliseconds at_most);

}  // namespace lifecycled
