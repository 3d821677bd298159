// When a customer's date (a birthday, a renewal) starts a campaign next. Each row with a due time has a
// timer. Runs on the thread that owns the connection.
#pragma once

#include <cstdint>
#include <optional>

#include "base/time_zones.hpp"
#include "store/campaigns.hpp"
#include "store/customers.hpp"

namespace lifecycled {

struct DateStart {
  std::int64_t id = 0;
  CampaignId campaign = 0;
  CustomerId customer = 0;
  std::optional<Instant> due_at;
  std::optional<LocalDay> occasion;       // the day that is meant, before the campaign's offset
  std::optional<LocalDay> last_occasion;  // the latest one that came due
};

class DateStarts {
 public:
  explicit DateStarts(Database& database) : database_(database) {}

  std::optional<DateStart> find(std::int64_t id);
  std::optional<DateStart> find(CampaignId campaign, CustomerId customer);
  // Adds a row without id; writes due_at and both occasions of others. Moves its timer along.
  void save(const DateStart& start);

 private:
  Database& database_;
};

}  // namespace lifecycled
