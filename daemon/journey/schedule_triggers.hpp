// Campaigns that start by the shop's calendar, for the members of a segment: one timer a campaign, and a run
// over the members when it goes off. On the writer thread.
#pragma once

#include "base/time_zones.hpp"
#include "journey/campaign_set.hpp"

namespace lifecycled {

class ScheduleTriggers {
 public:
  // Sets the timers of campaigns that went live or changed their schedule.
  ScheduleTriggers(Database& database, CampaignSet& campaigns, TimeZone shop_zone, Instant now);

  // What was missed while the daemon was down is caught up once, if it is no older than max_age.
  void timer_fired(Database& database, CampaignId campaign, Instant due_at, Instant now);
  // "2026-03-09 10:00": what starts of one moment have in common.
  static std::string entry_key(Instant moment, const TimeZone& shop_zone);

 private:
  CampaignSet& campaigns_;
  TimeZone shop_zone_;
};

}  // namespace lifecycled
