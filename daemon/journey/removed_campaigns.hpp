// Ends those journeys of campaigns whose file is gone that nothing would ever wake: they listen without a
// time-out. The others end when they wake. On the writer thread.
#pragma once

#include <vector>

#include "journey/campaign_set.hpp"

namespace lifecycled {

class RemovedCampaigns {
 public:
  // Notes which campaigns are no longer in force; one that comes back goes live anew.
  RemovedCampaigns(Database& database, CampaignSet& campaigns);

  // The next `limit` of them. False when nobody is left.
  bool end_some(Database& database, Instant now, std::size_t limit);

 private:
  std::vector<CampaignId> left_;
};

}  // namespace lifecycled
