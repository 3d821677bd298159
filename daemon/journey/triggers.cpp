#include "journey/triggers.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/json_fields.hpp"
#include "journey/event_names.hpp"
#include "store/timers.hpp"

namespace lifecycled {

namespace {
// A customer who does more than this within quiet_for is a robot; the journey's own gates still hold.
constexpr std::size_t most_events_in_silence = 500;
}  // namespace

void Triggers::on_event(Database& database, CustomerId customer, const StoredEvent& event, Instant now) {
  const auto& programs = campaigns_.started_by(event.name);
  if (programs.empty()) return;
  std::string mistake;
  const auto body = parse_json(event.body, mistake);
  for (CampaignProgram* program : programs) {
    const CampaignTrigger& trigger = program->definition.trigger;
    // Old news updates facts and starts nothing.
    if (now - event.occurred_at > trigger.max_age) continue;
    if (trigger.stage_entered && event.name == event_names::stage_entered &&
        (!body || text_at(*body, "stage") != trigger.stage_entered->name)) {
      continue;
    }
    std::string entry_key;
    if (!trigger.one_per.empty()) {
      const auto value = body ? text_at(*body, trigger.one_per) : std::nullopt;
      if (!value || value->empty()) continue;
      entry_key = *value;
    }
    if (trigger.quiet_for) {
      Journeys journeys(database);
      Timers timers(database);
      Instant due = std::max(now, event.occurred_at + *trigger.quiet_for);
      if (const auto earlier = journeys.find_quiet(program->campaign, customer, entry_key)) {
        // Word that comes late does not make the silence begin sooner.
        due = std::max(due, earlier->due_at);
        timers.cancel({earlier->due_at, TimerKind::QuietTrigger, earlier->id});
      }
      const std::int64_t id = journeys.save_quiet({0, program->campaign, customer, entry_key, event.id, due});
      timers.set({due, TimerKind::QuietTrigger, id});
      continue;
    }
    begin(database, *program, customer, entry_key, &event, now);
  }
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
  begin(database, *program, waiting->customer, waiting->entry_key, &*event, now);
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
    const auto& stage_name = program->definition.trigger.stage_entered;
    if (!row || !row->fill_after || !program->definition.live) continue;
    const auto stage = stage_name ? stage_from_text(stage_name->name) : std::nullopt;
    if (!stage) {
      campaigns.set_fill(row->id, std::nullopt);
      continue;
    }
    const auto found = Customers(database).in_stage(*stage, *row->fill_after, limit);
    for (const CustomerId customer : found) begin(database, *program, customer, "", nullptr, now);
    const bool done = found.size() < limit;
    campaigns.set_fill(row->id, done ? std::nullopt : std::optional(found.back()));
    return true;
  }
  return false;
}

void Triggers::begin(Database& database, CampaignProgram& program, CustomerId customer,
                     const std::string& entry_key, const StoredEvent* event, Instant now) {
  if (event && event->depth >= deepest_chain) {
    log_.warning("journey.chain_too_deep",
                 {{"campaign", program.definition.name}, {"event", event->id}, {"depth", event->depth}});
    return;
  }
  if (!may_enter(database, program, customer, entry_key, now) || !holds(program, customer, event, now))
    return;
  runner_.start(database, program, customer, entry_key, event, now);
}

// One journey for each entry key, ever; without keys, one a customer; again only where again_after says when.
bool Triggers::may_enter(Database& database, const CampaignProgram& program, CustomerId customer,
                         const std::string& entry_key, Instant now) const {
  const CampaignTrigger& trigger = program.definition.trigger;
  Journeys journeys(database);
  const auto last_start = journeys.last_start(program.campaign, customer);
  if (!last_start) return true;
  if (!trigger.one_per.empty() && journeys.has_entered(program.campaign, customer, entry_key)) return false;
  if (trigger.again_after) {
    if (now - *last_start < *trigger.again_after) return false;
    return !trigger.one_per.empty() || !journeys.is_inside(program.campaign, customer, entry_key);
  }
  return !trigger.one_per.empty();
}

bool Triggers::holds(CampaignProgram& program, CustomerId customer, const StoredEvent* event, Instant now) {
  try {
    return program.trigger_where.holds(customer, functions_, {now, event, std::nullopt});
  } catch (const std::runtime_error& error) {
    log_.warning("condition.failed", {{"campaign", program.definition.name},
                                      {"condition", program.trigger_where.text()},
                                      {"reason", error.what()}});
    return false;
  }
}

}  // namespace lifecycled
