// Takes those inside a campaign to the version in force, when a person said so, a few at a time. Each lands
// at the step of the same id, or at the next that is still there; steps taken before the move are not taken
// again. On the writer thread.
#pragma once

#include "journey/campaign_set.hpp"
#include "journey/daily_limits.hpp"
#include "store/campaign_moves.hpp"

namespace lifecycled {

class VersionMoves {
 public:
  VersionMoves(CampaignSet& campaigns, DailyLimits& limits, TimeZone shop_zone, Log log)
      : campaigns_(campaigns), limits_(limits), shop_zone_(shop_zone), log_(std::move(log)) {}

  // The next `limit` of them. False when nobody is left.
  bool go_on(Database& database, Instant now, std::size_t limit);

 private:
  bool move(Database& database, JourneyRow journey, CampaignProgram& to, Instant now);
  std::string taken_ahead(Database& database, const JourneyRow& journey, const CampaignDefinition& after,
                          std::size_t from);
  void wake(Database& database, CampaignProgram& program, JourneyRow& journey, Instant now) const;

  CampaignSet& campaigns_;
  DailyLimits& limits_;
  TimeZone shop_zone_;
  Log log_;
};

// Whether `step` is among a journey's skips; then it is no longer.
bool take_skip(JourneyRow& journey, std::int64_t step);

}  // namespace lifecycled
