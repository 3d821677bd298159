// By what each live campaign with a date or a schedule is set up, and how far that has come. Runs on the
// thread that owns the connection.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/campaigns.hpp"

namespace lifecycled {

struct StartPlan {
  CampaignId campaign = 0;
  std::string setting;
  std::optional<std::int64_t> fill_after;  // date: a customer id; nothing = all have their timer
  std::optional<Instant> due_at;           // schedule: the next moment
};

class StartPlans {
 public:
  explicit StartPlans(Database& database) : database_(database) {}

  std::optional<StartPlan> find(CampaignId campaign);
  std::vector<StartPlan> all();
  // Moves the timer of due_at along.
  void save(const StartPlan& plan);
  void remove(CampaignId campaign);

 private:
  void cancel_timer(CampaignId campaign, const std::optional<Instant>& but);

  Database& database_;
};

}  // namespace lifecycled
