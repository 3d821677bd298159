// Those inside a campaign who are taken to another version of it: how far that has come, and by which
// versions a journey went before. Runs on the thread that owns the connection.
#pragma once

#include <optional>
#include <vector>

#include "store/journeys.hpp"

namespace lifecycled {

struct CampaignMove {
  CampaignId campaign = 0;
  VersionId to = 0;
  JourneyId after = 0;  // journeys up to this one have been asked
  std::int64_t moved = 0;
};

// Its steps with numbers below `steps` were taken by `version`, or by one of the rows before.
struct EarlierVersion {
  std::int64_t steps = 0;
  VersionId version = 0;
  Instant until;
};

class CampaignMoves {
 public:
  explicit CampaignMoves(Database& database) : database_(database) {}

  // False when that move is going on already.
  bool begin(CampaignId campaign, VersionId to);
  std::optional<CampaignMove> first();
  std::optional<CampaignMove> find(CampaignId campaign);
  void save(const CampaignMove& move);
  void end(CampaignId campaign);
  // Running ones, in order.
  std::vector<JourneyRow> inside(CampaignId campaign, JourneyId after, std::size_t limit);

  void note_version(JourneyId journey, const EarlierVersion& version);
  std::vector<EarlierVersion> earlier(JourneyId journey);

 private:
  Database& database_;
};

// The version by which the step of that number was taken.
VersionId version_of_step(const JourneyRow& journey, const std::vector<EarlierVersion>& earlier,
                          std::int64_t number);

}  // namespace lifecycled
