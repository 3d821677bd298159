// The one reader of the event log that decides things. It takes events in log order and, in the caller's
// transaction, applies facts, then audience, then journeys, behind one cursor; then whatever is due by time.
// Given the same log and the same moments it decides the same, however its work is sliced. On the writer
// thread.
#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include "audience/buyer_walk.hpp"
#include "audience/facts.hpp"
#include "audience/segment_keeper.hpp"
#include "journey/date_triggers.hpp"
#include "journey/halted_campaigns.hpp"
#include "journey/product_news.hpp"
#include "journey/ramps.hpp"
#include "journey/removed_campaigns.hpp"
#include "journey/schedule_triggers.hpp"
#include "journey/segment_starts.hpp"
#include "journey/triggers.hpp"
#include "journey/version_moves.hpp"
#include "store/timers.hpp"

namespace lifecycled {

struct ReactorSettings {
  MessageQueueSettings messages;
  FactSettings facts;
  StageSettings stages;
  TimeZone shop_zone;
};

class Reactor {
 public:
  struct Campaigns {
    std::vector<CampaignDefinition> definitions;
    EventCatalogue events;
    std::vector<SegmentDefinition> segments = {};
  };
  Reactor(Database& database, ReactorSettings settings, Campaigns campaigns, Random& random, Instant now,
          Log log);

  struct Slice {
    std::size_t events = 0, timers = 0;
    bool more = false;                  // call again at once
    std::optional<Instant> next_due;    // else then, or when an event arrives
    std::vector<std::string> channels;  // that got something to send
  };
  // Works until nothing is due or the slice has lasted `at_most`. While nobody else wants the writer it goes
  // on for some times that, since a commit costs as much as dozens of decisions; whoever comes waits no
  // longer than for one round.
  Slice run(Database& database, Instant now, std::chrono::microseconds at_most = std::chrono::milliseconds{3},
            const std::function<bool()>& is_alone = {});

  // The shop's figures anew, at once: after an import, which may have changed what a usual gap is.
  void compute_shop_figures(Database& database, Instant now);
  const StageRules& stage_rules() const { return stage_rules_; }
  CampaignSet& campaigns() { return campaigns_; }
  ProfileFunctions& functions() { return functions_; }
  Entrance& entrance() { return entrance_; }

 private:
  std::size_t drain_events(Database& database, Instant now);
  bool pass_shared_border(Database& database, Instant now);
  void apply(Database& database, const StoredEvent& event, Instant now);
  void append_stage_change(Database& database, const StageChange& change, const StoredEvent* cause,
                           Instant now);
  void ask_segments(Database& database, CustomerId customer, SegmentKeeper::Changed changed,
                    const StoredEvent* cause, Instant now);
  void append_segment_changes(Database& database, const std::vector<SegmentChange>& changes,
                              const StoredEvent* cause, Instant now);
  bool follow_borders(Database& database, Instant now);
  void walk_on(Database& database);
  void fire(Database& database, const Timer& timer, Instant now);
  bool go_on_filling(Database& database, Instant now);

  Log log_;
  StageRules stage_rules_;
  Stages stages_;
  Facts facts_;
  ProfileFunctions functions_;
  SegmentKeeper segments_;
  CampaignSet campaigns_;
  RemovedCampaigns removed_;
  MessageQueue messages_;
  DailyLimits limits_;
  JourneyRunner runner_;
  VersionMoves moves_;
  Entrance entrance_;
  Triggers triggers_;
  DateTriggers date_triggers_;
  ScheduleTriggers schedule_triggers_;
  SegmentStarts segment_starts_;
  Ramps ramps_;
  ProductNewsDesk product_news_;
  HaltedCampaigns halted_;
  EventId read_to_ = 0;  // the cursor, as this slice has moved it
  // The shop's border moved, perhaps before this Reactor was made: some may be behind it again, for whom
  // nothing is due.
  bool border_moved_ = true;
  // The day's figures about the buyers are being worked out; until then nothing is decided.
  std::optional<BuyerWalk> walk_;
  CustomerId newest_customer_ = 0;  // those beyond it have not been asked about their segments yet
};

}  // namespace lifecycled
