// Reports on a campaign's journeys: full passes over them, and over what the log says of stages. For map and
// plan, on a connection that only reads: never on the writer's.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "store/journeys.hpp"

namespace lifecycled {

struct CampaignVersion {
  VersionId id = 0;
  std::string source;
};

// Journeys that stand at `step`, or ended there.
struct StandingCount {
  VersionId version = 0;
  std::int64_t step = 0;
  std::optional<JourneyEnd> end;  // nothing: running
  std::string path;               // of those inside
  std::int64_t journeys = 0;
};

// Journeys that went from one step to another, each a step of the version by which it was taken; -1 is the
// start, and the end of those who left by the step.
struct MoveCount {
  VersionId version = 0;  // the journeys' own, by which they go now
  VersionId from_version = 0, to_version = 0;
  std::int64_t from = 0, to = 0;
  StepResult result = StepResult::Passed;
  std::int64_t journeys = 0;
  std::string waited = {};  // how the wait of `from` ended, where that was written down
  // Where it was not, and there may have been one: the event that ended the journeys' latest wait, "" = none.
  std::optional<std::string> latest_heard = {};
};

struct StageMove {
  std::string from, to;
  std::int64_t customers = 0;
};

class CampaignCounts {
 public:
  explicit CampaignCounts(Database& database) : database_(database) {}

  std::vector<CampaignVersion> versions(CampaignId campaign);
  std::vector<StandingCount> standing(CampaignId campaign);
  // The running ones alone: over those inside, not over all who ever were.
  std::vector<StandingCount> inside(CampaignId campaign);
  std::vector<MoveCount> moves(CampaignId campaign);
  // Triggers of this customer that wait for silence.
  std::vector<QuietTrigger> quiet(CampaignId campaign, CustomerId customer);
  // How many have this property, or column of that name.
  std::int64_t customers_with(const std::string& date);
  // Of the properties of the newest customers; one may stand there several times.
  std::vector<std::string> property_names(std::size_t customers);
  // Moves between stages of buying that happened since then.
  std::vector<StageMove> stage_moves(Instant since);

 private:
  Database& database_;
};

}  // namespace lifecycled
