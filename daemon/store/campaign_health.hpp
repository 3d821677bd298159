// What came back of a campaign's messages since a moment: counted for campaigns that stop themselves. Runs on
// the thread that owns the connection.
#pragma once

#include <cstdint>
#include <optional>

#include "base/time.hpp"
#include "store/campaigns.hpp"
#include "store/deliveries.hpp"

namespace lifecycled {

struct CampaignHealthRow {
  Instant since;
  std::int64_t sent = 0, failed = 0, unsubscribed = 0, complained = 0;
};

class CampaignHealth {
 public:
  enum class Kind { Sent, Failed, Unsubscribed, Complained };

  explicit CampaignHealth(Database& database) : database_(database) {}

  std::optional<CampaignHealthRow> find(CampaignId campaign);
  // From nothing, since `now`.
  void begin(CampaignId campaign, Instant now);
  void count(CampaignId campaign, Kind kind);
  // Whose campaign's message a delivery carries.
  std::optional<CampaignId> campaign_of(DeliveryId delivery);

 private:
  Database& database_;
};

}  // namespace lifecycled
