// Which campaigns begin for whom: by an event, after silence, or for those already inside. On the writer
// thread.
#pragma once

#include "journey/campaign_set.hpp"
#include "journey/journey_runner.hpp"

namespace lifecycled {

class Triggers {
 public:
  Triggers(CampaignSet& campaigns, JourneyRunner& runner, ProfileFunctions& functions, Log log)
      : campaigns_(campaigns), runner_(runner), functions_(functions), log_(std::move(log)) {}

  void on_event(Database& database, CustomerId customer, const StoredEvent& event, Instant now);
  void quiet_timer_fired(Database& database, std::int64_t quiet_trigger, Instant due_at, Instant now);
  // start_existing: asks the next `limit` customers of campaigns that have just gone live. False when nobody
  // is left.
  bool fill(Database& database, Instant now, std::size_t limit);

 private:
  void begin(Database& database, CampaignProgram& program, CustomerId customer, const std::string& entry_key,
             const StoredEvent* event, Instant now);
  bool ended_meanwhile(Database& database, const CampaignProgram& program, const QuietTrigger& waiting) const;
  bool may_enter(Database& database, const CampaignProgram& program, CustomerId customer,
                 const std::string& entry_key, Instant now) const;
  bool holds(CampaignProgram& program, CustomerId customer, const StoredEvent* event, Instant now);

  CampaignSet& campaigns_;
  JourneyRunner& runner_;
  ProfileFunctions& functions_;
  Log log_;
};

}  // namespace lifecycled
