// Which campaigns begin for whom by what happens: by an event, after silence, or for those already inside. On
// the writer thread.
#pragma once

#include "journey/campaign_set.hpp"
#include "journey/entrance.hpp"

namespace lifecycled {

// Whether the event is one that the trigger is about; its `where` and the customer's history are not asked.
bool is_meant(const CampaignTrigger& trigger, const StoredEvent& event);

class Triggers {
 public:
  Triggers(CampaignSet& campaigns, Entrance& entrance) : campaigns_(campaigns), entrance_(entrance) {}

  void on_event(Database& database, CustomerId customer, const StoredEvent& event, Instant now);
  void quiet_timer_fired(Database& database, std::int64_t quiet_trigger, Instant due_at, Instant now);
  // start_existing: asks the next `limit` customers of campaigns that have just gone live. False when nobody
  // is left.
  bool fill(Database& database, Instant now, std::size_t limit);

 private:
  void wait_for_silence(Database& database, const CampaignProgram& program, const Entry& entry, Instant now);
  bool ended_meanwhile(Database& database, const CampaignProgram& program, const QuietTrigger& waiting) const;

  CampaignSet& campaigns_;
  Entrance& entrance_;
};

}  // namespace lifecycled
