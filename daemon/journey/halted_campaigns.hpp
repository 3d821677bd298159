// Tells those inside a campaign that it goes on after a pause, or that it has ended: a few at a time, so that
// a million of them hold up nobody. On the writer thread.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "store/campaign_halts.hpp"

namespace lifecycled {

class HaltedCampaigns {
 public:
  // False when nobody is left to be told.
  bool settle_some(Database& database, Instant now, std::size_t limit);
  // Channels on which held deliveries were let go.
  std::vector<std::string> take_channels();

 private:
  std::size_t end_journeys(Database& database, CampaignId campaign, Instant now, std::size_t limit);
  std::size_t wake_journeys(Database& database, CampaignId campaign, Instant now, std::size_t limit);
  std::size_t wake_deliveries(Database& database, CampaignId campaign, Instant now, std::size_t limit);

  std::set<std::string> channels_;
};

}  // namespace lifecycled
