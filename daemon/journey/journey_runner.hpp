// Moves journeys: a step reads "wait, check, act", and the runner takes steps for as long as they are due.
// Everything it does for one journey (decision, advance, queued message, timer) is in the caller's
// transaction. On the writer thread.
#pragma once

#include <optional>

#include "audience/profile_functions.hpp"
#include "base/log.hpp"
#include "base/time_zones.hpp"
#include "journey/campaign_set.hpp"
#include "journey/message_queue.hpp"
#include "store/journeys.hpp"

namespace lifecycled {

class JourneyRunner {
 public:
  JourneyRunner(CampaignSet& campaigns, MessageQueue& messages, ProfileFunctions& functions,
                TimeZone shop_zone, Log log)
      : campaigns_(campaigns),
        messages_(messages),
        functions_(functions),
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
  struct Run;  // one journey on its way, with all it needs at hand
  void advance(Run& run);
  bool is_due(Run& run);
  bool take_step(Run& run);
  bool act(Run& run, const CampaignStep& step);
  bool send(Run& run, const CampaignStep& step);
  void split(Run& run);
  bool slot_is_free(Run& run, const CampaignStep& step);
  void sleep_until(Run& run, std::optional<Instant> due_at);
  void pass(Run& run, StepResult result, std::string detail = "");
  void pass_by(Run& run);
  void go_on(Run& run, std::size_t next, StepResult result, std::string detail);
  void end(Run& run, JourneyEnd reason, std::optional<EventId> by = std::nullopt);
  bool holds(Run& run, Condition& condition, const StoredEvent* event = nullptr);
  Situation situation(const Run& run, const StoredEvent* event) const;
  TimeZone zone_of(const Run& run) const;
  bool same_subject(const Run& run, const StoredEvent& event) const;
  // True if the event ended the journey or woke it.
  bool meets_event(Run& run, const StoredEvent& event);

  CampaignSet& campaigns_;
  MessageQueue& messages_;
  ProfileFunctions& functions_;
  TimeZone shop_zone_;
  Log log_;
};

}  // namespace lifecycled
