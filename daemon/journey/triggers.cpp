#include "journey/triggers.hpp"

#include <algorithm>

#include <boost/json/value.hpp>

#include "base/json_fields.hpp"
#include "journey/event_names.hpp"
#include "journey/segment_members.hpp"
#include "store/campaign_halts.hpp"
#include "store/timers.hpp"

namespace lifecycled {

namespace {
// A customer who does more than this within quiet_for is a robot; the journey's own gates still hold.
constexpr std::size_t most_events_in_silence = 500;

bool says(const std::optional<boost::json::value>& body, std::string_view property,
          const PlacedName& wanted) {
  return body && text_at(*body, property) == wanted.name;
}

// Of the stage or the segment that the trigger names; other triggers mean every event of their name.
bool is_meant(const CampaignTrigger& trigger, const std::optional<boost::json::value>& body) {
  if (trigger.stage_entered) return says(body, "stage", *trigger.stage_entered);
  if (trigger.stage_left) return says(body, "previous", *trigger.stage_left);
  if (trigger.segment_entered) return says(body, "segment", *trigger.segment_entered);
  if (trigger.segment_left) return says(body, "segment", *trigger.segment_left);
  return true;
}

bool is_named(const CampaignTrigger& trigger, std::string_view event) {
  if (trigger.stage_entered || trigger.stage_left) return event == event_names::stage_entered;
  if (trigger.segment_entered) return event == event_names::segment_entered;
  if (trigger.segment_left) return event == event_names::segment_left;
  return std::ranges::find(trigger.events, event, &PlacedName::name) != trigger.events.end();
}

std::vector<CustomerId> already_inside(Database& database, const CampaignTrigger& trigger, CustomerId after,
                                       std::size_t limit) {
  if (trigger.stage_entered) {
    const auto stage = stage_from_text(trigger.stage_entered->name);
    return stage ? Customers(database).in_stage(*stage, after, limit) : std::vector<CustomerId>{};
  }
  if (trigger.segment_entered) return members_of(database, trigger.segment_entered->name, after, limit);
  return {};
}
// Whether a file of history told it, or what follows from one. An operator who wants journeys from a file
// says so, and its events are then the operator's.
bool is_history(Database& database, const StoredEvent& event) {
  if (event.source == EventSource::Import) return true;
  auto cause = event.cause;
  for (std::int64_t depth = 0; cause && depth <= deepest_chain; ++depth) {
    const auto earlier = Events(database).find(*cause);
    if (!earlier) return false;
    if (earlier->source == EventSource::Import) return true;
    cause = earlier->cause;
  }
  return false;
}
}  // namespace

bool is_meant(const CampaignTrigger& trigger, const StoredEvent& event) {
  std::string mistake;
  return is_named(trigger, event.name) && is_meant(trigger, parse_json(event.body, mistake));
}

void Triggers::on_event(Database& database, CustomerId customer, const StoredEvent& event, Instant now) {
  const auto& programs = campaigns_.started_by(event.name);
  if (programs.empty() || is_history(database, event)) return;
  std::string mistake;
  const auto body = parse_json(event.body, mistake);
  for (CampaignProgram* program : programs) {
    const CampaignTrigger& trigger = program->definition.trigger;
    // Old news updates facts and starts nothing.
    if (now - event.occurred_at > trigger.max_age) continue;
    if (!is_meant(trigger, body)) continue;
    Entry entry{customer, "", &event, false};
    if (!trigger.one_per.empty()) {
      const auto value = body ? text_at(*body, trigger.one_per) : std::nullopt;
      if (!value || value->empty()) continue;
      entry.key = *value;
    }
    if (trigger.quiet_for) {
      wait_for_silence(database, *program, entry, now);
    } else {
      entrance_.begin(database, *program, entry, now);
    }
  }
}

void Triggers::wait_for_silence(Database& database, const CampaignProgram& program, const Entry& entry,
                                Instant now) {
  Journeys journeys(database);
  Timers timers(database);
  Instant due = std::max(now, entry.event->occurred_at + *program.definition.trigger.quiet_for);
  if (const auto earlier = journeys.find_quiet(program.campaign, entry.customer, entry.key)) {
    // Word that comes late does not make the silence begin sooner.
    due = std::max(due, earlier->due_at);
    timers.cancel({earlier->due_at, TimerKind::QuietTrigger, earlier->id});
  }
  const std::int64_t id =
      journeys.save_quiet({0, program.campaign, entry.customer, entry.key, entry.event->id, due});
  timers.set({due, TimerKind::QuietTrigger, id});
}

void Triggers::quiet_timer_fired(Database& database, std::int64_t quiet_trigger, Instant due_at,
                                 Instant now) {
  Journeys journeys(database);
  const auto waiting = journeys.find_quiet(quiet_trigger);
  if (!waiting || waiting->due_at != due_at) return;
  journeys.remove_quiet(quiet_trigger);
  CampaignProgram* program = campaigns_.current(waiting->campaign);
  const auto event = Events(database).find(waiting->event);
  if (!program || !program->definition.live || !event) return;
  if (ended_meanwhile(database, *program, *waiting)) return;
  entrance_.begin(database, *program, {waiting->customer, waiting->entry_key, &*event, false}, now);
}

// Whoever ordered, or emptied the cart, during the silence is not reminded of it.
bool Triggers::ended_meanwhile(Database& database, const CampaignProgram& program,
                               const QuietTrigger& waiting) const {
  const CampaignDefinition& campaign = program.definition;
  const auto ends = [&](const StoredEvent& event) {
    const bool goal = campaign.goal && campaign.goal->event.name == event.name;
    if (!goal && std::ranges::find(campaign.exit.events, event.name, &PlacedName::name) ==
                     campaign.exit.events.end()) {
      return false;
    }
    if (campaign.trigger.one_per.empty()) return true;
    std::string mistake;
    const auto body = parse_json(event.body, mistake);
    const auto about = body ? text_at(*body, campaign.trigger.one_per) : std::nullopt;
    return !about || *about == waiting.entry_key;
  };
  for (const StoredEvent& event : Events(database).of_customer(waiting.customer, most_events_in_silence)) {
    if (event.id <= waiting.event) return false;
    if (ends(event)) return true;
  }
  return false;
}

bool Triggers::fill(Database& database, Instant now, std::size_t limit) {
  Campaigns campaigns(database);
  for (CampaignProgram* program : campaigns_.all()) {
    const auto row = campaigns.find(program->definition.name);
    if (!row || !row->fill_after || !program->definition.live) continue;
    if (CampaignHalts(database).of(row->id).lets_nobody_in()) continue;
    const auto& segment = program->definition.trigger.segment_entered;
    if (segment && is_filling(database, segment->name)) continue;
    const auto found = already_inside(database, program->definition.trigger, *row->fill_after, limit);
    for (const CustomerId customer : found)
      entrance_.begin(database, *program, {customer, "", nullptr, false}, now);
    const bool done = found.size() < limit;
    campaigns.set_fill(row->id, done ? std::nullopt : std::optional(found.back()));
    return true;
  }
  return false;
}

}  // namespace lifecycled
