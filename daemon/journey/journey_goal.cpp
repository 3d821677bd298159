#include "journey/journey_goal.hpp"

#include <algorithm>

#include "base/json_fields.hpp"

namespace lifecycled {

bool names_event(const std::vector<PlacedName>& names, std::string_view event) {
  return std::ranges::find(names, event, &PlacedName::name) != names.end();
}

bool same_subject(const CampaignDefinition& campaign, const JourneyRow& journey, const StoredEvent& event) {
  const std::string& property = campaign.trigger.one_per;
  if (property.empty()) return true;
  std::string mistake;
  const auto body = parse_json(event.body, mistake);
  const auto named = body ? text_at(*body, property) : std::nullopt;
  return !named || *named == journey.entry_key;
}

bool is_goal(const CampaignDefinition& campaign, const JourneyRow& journey, const EventAtHand& trigger,
             const StoredEvent& event) {
  if (!campaign.goal || campaign.goal->event.name != event.name) return false;
  // By when it happened, not by when we heard of it: an order of last year that is imported today was not the
  // journey's doing. A journey that began after a silence counts from the event before it.
  const StoredEvent* begun_by = trigger.get();
  const Instant from = begun_by ? std::min(begun_by->occurred_at, journey.started_at) : journey.started_at;
  if (event.occurred_at < from) return false;
  if (campaign.goal->within && event.occurred_at - journey.started_at > *campaign.goal->within) return false;
  // A goal that is also the trigger means a later one, which has an id of its own.
  return names_event(campaign.trigger.events, event.name) || same_subject(campaign, journey, event);
}

}  // namespace lifecycled
