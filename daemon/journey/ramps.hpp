// Campaigns that begin with a few customers: which share may start at a moment, the timers at which it grows,
// and the stop when too much of what they send fails, or makes people unsubscribe or complain. Inside the
// reactor's transaction, on the writer thread.
#pragma once

#include <optional>
#include <string>

#include "base/log.hpp"
#include "journey/campaign_set.hpp"
#include "store/campaign_health.hpp"

namespace lifecycled {

// The share of customers that may start now; a ramp begins when its campaign goes live.
Share ramp_share(const CampaignRamp& ramp, Instant live_since, Instant now);
// The next moment at which it grows; nothing once it stands at its last share.
std::optional<Instant> ramp_grows_at(const CampaignRamp& ramp, Instant live_since, Instant now);
// Which limit is passed, in a sentence; nothing while too little was sent to say.
std::optional<std::string> ramp_objection(const CampaignRamp::StopAt& limits,
                                          const CampaignHealthRow& health);

class Ramps {
 public:
  Ramps(CampaignSet& campaigns, Log log) : campaigns_(campaigns), log_(std::move(log)) {}

  // Sets the timers of those that grow, and begins to count for those that have just gone live.
  void begin(Database& database, Instant now);
  void timer_fired(Database& database, CampaignId campaign, Instant now);
  // Counts what came back of a message, and pauses its campaign where that is too bad.
  void on_event(Database& database, const StoredEvent& event, Instant now);
  // Why this customer may not start yet.
  static std::optional<std::string> objection(Database& database, const CampaignProgram& program,
                                              CustomerId customer, Instant now);

 private:
  void set_timer(Database& database, const CampaignProgram& program, Instant live_since, Instant now);

  CampaignSet& campaigns_;
  Log log_;
};

}  // namespace lifecycled
