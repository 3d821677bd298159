// Moves journeys: a step reads "wait, check, act", and the runner takes steps for as long as they are due.
// Everything it does for one journey (decision, advance, queued message, timer) is in the caller's
// transaction. On the writer thread.
#pragma once

#include <optional>

#include "base/log.hpp"
#include "journey/campaign_set.hpp"
#include "journey/daily_limits.hpp"
#include "journey/journey_run.hpp"
#include "journey/message_queue.hpp"
#include "journey/step_actions.hpp"

namespace lifecycled {

class JourneyRunner {
 public:
  JourneyRunner(CampaignSet& campaigns, MessageQueue& messages, ProfileFunctions& functions,
                DailyLimits& limits, TimeZone shop_zone, Log log)
      : campaigns_(campaigns),
        messages_(messages),
        functions_(functions),
        limits_(limits),
        actions_(log),
        shop_zone_(shop_zone),
        log_(std::move(log)) {}

  // Begins a journey and takes the steps that are due at once.
  void start(Database& database, CampaignProgram& program, CustomerId customer, const std::string& entry_key,
             const StoredEvent* trigger, Instant now);
  // Its timer went off.
  void timer_fired(Database& database, JourneyId journey, Instant due_at, Instant now);
  // Something happened to a customer: goals, exits and waits of their running journeys.
  void on_event(Database& database, CustomerId customer, const StoredEvent& event, Instant now);

 private:
  using Run = JourneyRun;
  bool stands_still(Run& run);
  void advance(Run& run);
  bool is_due(Run& run);
  bool has_listened(Run& run);
  void hear(Run& run, const StoredEvent* event, std::string outcome);
  bool take_step(Run& run);
  bool act(Run& run, const CampaignStep& step);
  bool send(Run& run, const TestAction* test);
  void queue(Run& run, const SendPlan& plan, StepResult done);
  void split(Run& run);
  bool is_live(const Run& run);
  void sleep_until(Run& run, std::optional<Instant> due_at);
  void wake(Run& run);
  void pass(Run& run, StepResult result, std::string detail = "");
  void pass_by(Run& run, std::string why);
  void go_on(Run& run, std::size_t next, StepResult result, std::string detail);
  void end(Run& run, JourneyEnd reason, std::optional<EventId> by = std::nullopt);
  bool holds(Run& run, Condition& condition, const StoredEvent* event = nullptr);
  void meets_event(Run& run, const StoredEvent& event);

  CampaignSet& campaigns_;
  MessageQueue& messages_;
  ProfileFunctions& functions_;
  DailyLimits& limits_;
  StepActions actions_;
  TimeZone shop_zone_;
  Log log_;
};

}  // namespace lifecycled
