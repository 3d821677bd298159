#include "journey/removed_campaigns.hpp"

#include "store/journeys.hpp"

namespace lifecycled {

RemovedCampaigns::RemovedCampaigns(Database& database, CampaignSet& campaigns) {
  Campaigns stored(database);
  for (const CampaignRow& row : stored.all()) {
    if (campaigns.current(row.id)) continue;
    left_.push_back(row.id);
    if (row.live_since) stored.set_current(row.id, row.current_version, std::nullopt);
  }
}

bool RemovedCampaigns::end_some(Database& database, Instant now, std::size_t limit) {
  while (!left_.empty()) {
    Journeys journeys(database);
    const auto found = journeys.without_timer(left_.back(), limit);
    for (const JourneyRow& journey : found)
      journeys.end(journey.id, JourneyEnd::CampaignRemoved, now, std::nullopt);
    if (found.size() < limit) left_.pop_back();
    if (!found.empty()) return true;
  }
  return false;
}

}  // namespace lifecycled
