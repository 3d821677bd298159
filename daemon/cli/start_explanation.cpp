#include "cli/start_explanation.hpp"

#include <algorithm>

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include "base/json_fields.hpp"
#include "journey/event_names.hpp"
#include "journey/occasion.hpp"
#include "journey/schedule_triggers.hpp"
#include "journey/triggers.hpp"
#include "store/campaign_counts.hpp"
#include "store/date_starts.hpp"
#include "store/start_plans.hpp"

namespace lifecycled {
namespace {

namespace json = boost::json;

// What happened longer ago started nobody lately.
constexpr std::size_t most_events = 500;

std::string starts_by(const CampaignTrigger& trigger) {
  if (trigger.stage_entered) return fmt::format("entering the stage {}", trigger.stage_entered->name);
  if (trigger.stage_left) return fmt::format("leaving the stage {}", trigger.stage_left->name);
  if (trigger.segment_entered) return fmt::format("entering the segment {}", trigger.segment_entered->name);
  if (trigger.segment_left) return fmt::format("leaving the segment {}", trigger.segment_left->name);
  if (trigger.date) return fmt::format("the date {} of the customer", trigger.date->of.name);
  if (trigger.schedule)
    return fmt::format("the schedule \"{}\" for {}", trigger.schedule->text, trigger.schedule->segment.name);
  if (trigger.by_hand) return "hand alone";
  std::string events;
  for (const PlacedName& event : trigger.events) events += (events.empty() ? "" : " or ") + event.name;
  return events;
}

// By when it happened: what is imported late may be years old.
std::optional<StoredEvent> last_heard(Database& database, const CampaignTrigger& trigger,
                                      CustomerId customer) {
  std::optional<StoredEvent> latest;
  for (StoredEvent& event : Events(database).of_customer(customer, most_events)) {
    if (is_meant(trigger, event) && (!latest || event.occurred_at > latest->occurred_at))
      latest = std::move(event);
  }
  return latest;
}

// The value of one_per, or why the event could not start anybody.
std::string key_of(const CampaignTrigger& trigger, const StoredEvent& event, json::array& against) {
  if (event.received_at - event.occurred_at > trigger.max_age) {
    against.push_back(
        json::value(fmt::format("{} was known only {} later, which is more than max_age", event.name,
                                format_duration(event.received_at - event.occurred_at))));
  }
  if (trigger.one_per.empty()) return "";
  std::string mistake;
  const auto body = parse_json(event.body, mistake);
  auto value = body ? text_at(*body, trigger.one_per) : std::nullopt;
  if (!value || value->empty())
    against.push_back(json::value(fmt::format("{} named no {}", event.name, trigger.one_per)));
  return value.value_or("");
}

// By hand it may have started for no moment at all.
std::optional<JourneyRow> latest_with_key(Database& database, CampaignId campaign, CustomerId customer) {
  std::vector<JourneyRow> journeys = Journeys(database).of_customer(campaign, customer);
  std::erase_if(journeys, [](const JourneyRow& journey) { return journey.entry_key.empty(); });
  return journeys.empty() ? std::nullopt : std::optional(journeys.back());
}

}  // namespace

json::object explain_start(Database& database, Reactor& reactor, const CampaignProgram& program,
                           CustomerId customer, const TimeZone& shop_zone, Instant now) {
  const CampaignTrigger& trigger = program.definition.trigger;
  json::object out{{"by", starts_by(trigger)}};
  json::array against;
  Entry entry{customer, "", nullptr, false};
  const bool is_by_event = !trigger.date && !trigger.schedule && !trigger.by_hand;
  if (is_by_event) {
    const auto event = last_heard(database, trigger, customer);
    if (event) {
      out["heard"] = fmt::format("{} at {}", event->name, format_instant(event->occurred_at));
      entry.key = key_of(trigger, *event, against);
      if (event->depth >= deepest_chain) {
        against.push_back(json::value(fmt::format(
            "that event was the end of a chain of {} that campaigns caused in each other; it went no "
            "further, so that it does not go round for ever",
            event->depth)));
      }
    } else {
      out["heard"] = fmt::format("none of the customer's latest {} events is one", most_events);
    }
  }
  // Each occasion, or moment of the calendar, has a key of its own: that of the next one is asked about.
  if (trigger.date) {
    const auto next = DateStarts(database).find(program.campaign, customer);
    const bool is_known = next && next->due_at && next->occasion;
    out["next"] = is_known ? format_instant(*next->due_at) : "no such date is known, or it is over";
    if (is_known) entry.key = entry_key(*trigger.date, *next->occasion);
    out["in_customers_time"] = true;
  }
  if (trigger.schedule) {
    const auto plan = StartPlans(database).find(program.campaign);
    const bool is_known = plan && plan->due_at;
    out["next"] = is_known ? format_instant(*plan->due_at) : "its moments are over";
    if (is_known) entry.key = ScheduleTriggers::entry_key(*plan->due_at, shop_zone);
  }
  if (trigger.date || trigger.schedule) {
    const auto had = latest_with_key(database, program.campaign, customer);
    if (had)
      out["had"] = json::object{{"about", had->entry_key},
                                {"started_at", format_instant(had->started_at)},
                                {"each_once", !trigger.again_after}};
    if (entry.key.empty()) entry.key = had ? had->entry_key : "no moment";
  }
  json::array quiet;
  for (const QuietTrigger& waiting : CampaignCounts(database).quiet(program.campaign, customer))
    quiet.push_back(json::object{{"about", waiting.entry_key}, {"until", format_instant(waiting.due_at)}});
  if (!quiet.empty()) out["quiet"] = std::move(quiet);
  for (const std::string& objection : reactor.entrance().objections(database, program, entry, now))
    against.push_back(json::value(objection));
  out["against"] = std::move(against);
  return out;
}

}  // namespace lifecycled
