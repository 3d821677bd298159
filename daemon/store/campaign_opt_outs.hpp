// Who wants no more messages of one campaign. consent/ decides what that means. Runs on the thread that owns
// the connection.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "store/campaigns.hpp"
#include "store/consents.hpp"
#include "store/customers.hpp"

namespace lifecycled {

class CampaignOptOuts {
 public:
  explicit CampaignOptOuts(Database& database) : database_(database) {}

  void add(CustomerId customer, CampaignId campaign, Instant since, EventId event);
  void remove(CustomerId customer, CampaignId campaign);
  std::optional<Instant> since(CustomerId customer, CampaignId campaign);
  std::vector<CampaignId> of_customer(CustomerId customer);
  // What the ledger says of it, at whichever address it was said: the latest word by time, a no winning a
  // tie.
  std::optional<CurrentConsent> last_word(CustomerId customer, std::string_view campaign);

 private:
  Database& database_;
};

}  // namespace lifecycled
