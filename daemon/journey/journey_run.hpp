// One journey on its way, with all that deciding about it needs at hand. Made for one decision, on the writer
// thread.
#pragma once

#include <algorithm>
#include <optional>

#include "audience/profile_functions.hpp"
#include "base/time_zones.hpp"
#include "journey/campaign_program.hpp"
#include "store/customers.hpp"
#include "store/events.hpp"
#include "store/journeys.hpp"

namespace lifecycled {

// An event that most decisions do without: read when somebody asks. Of ten million it lies on a page of its
// own.
class EventAtHand {
 public:
  EventAtHand() = default;
  explicit EventAtHand(const StoredEvent& event) : event_(event) {}
  EventAtHand(Database& database, std::optional<EventId> id) : database_(&database), id_(id) {}

  // Null where there is none.
  const StoredEvent* get() const;

 private:
  Database* database_ = nullptr;
  mutable std::optional<EventId> id_;  // still to be read
  mutable std::optional<StoredEvent> event_;
};

struct JourneyRun {
  Database& database;
  CampaignProgram& program;
  JourneyRow journey;
  Instant now;
  std::optional<CustomerRow> customer;
  EventAtHand trigger;  // the event that started it
  EventAtHand heard;    // the one that ended its latest wait_for

  const CampaignDefinition& campaign() const { return program.definition; }
  std::size_t index() const { return static_cast<std::size_t>(journey.step); }
  const CampaignStep& step() const { return campaign().steps[index()]; }
  bool is_past_the_end() const { return index() >= campaign().steps.size(); }
  std::optional<Instant> time_limit() const {
    if (!campaign().exit.after) return std::nullopt;
    return journey.started_at + *campaign().exit.after;
  }
  bool is_over_time() const {
    const auto limit = time_limit();
    return limit && now >= *limit;
  }
  TimeZone zone(TimeZone shop_zone) const {
    const bool known = customer && customer->time_zone && TimeZone::exists(*customer->time_zone);
    return known ? TimeZone::named(*customer->time_zone) : shop_zone;
  }
  // What a condition looks at.
  Situation situation(const StoredEvent* event = nullptr) const {
    return {now, event ? event : trigger.get(), journey.started_at, heard.get()};
  }
  // What the journey does next is an effect of what it was started by and has heard.
  std::optional<EventId> cause() const {
    return journey.heard_event ? journey.heard_event : journey.trigger_event;
  }
  std::int64_t depth_of_effects() const {
    return std::max(journey.cause_depth, heard.get() ? heard.get()->depth : 0) + 1;
  }
};

// With customer and events as the database has them.
JourneyRun journey_run(Database& database, CampaignProgram& program, JourneyRow journey, Instant now);

}  // namespace lifecycled
