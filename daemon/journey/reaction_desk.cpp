#include "journey/reaction_desk.hpp"

#include <algorithm>

#include <boost/json/object.hpp>

#include "consent/consent_ledger.hpp"
#include "journey/delivery_event.hpp"
#include "journey/event_names.hpp"
#include "journey/hit_rules.hpp"
#include "store/link_targets.hpp"
#include "store/processing.hpp"
#include "store/timers.hpp"

namespace lifecycled {
namespace {

// Hits are judged together once it has been quiet for so long, and at the latest after the longer time.
constexpr Milliseconds quiet_time{5'000};
constexpr Milliseconds longest_wait{60'000};
// Of one delivery at a time: whoever holds a link must not fill the disk with it.
constexpr std::size_t most_waiting = 100;
// A link followed again so soon is the same click, a mail opened again within a day the same reading.
constexpr Milliseconds same_click{60'000};
constexpr Milliseconds same_reading = day_length;

// Adds one judged hit to what is known of its delivery. The event, or "" where it says nothing new.
std::string_view count(Reactions& reactions, const DeliveryRow& delivery, const LinkHit& hit, bool is_machine,
                       CampaignReactionRow& more) {
  const bool is_open = hit.target == opened_target;
  DeliveryReaction known = reactions.find(delivery.id, hit.target);
  auto& latest = is_machine ? known.machine_at : known.person_at;
  if (latest && hit.at < *latest + (is_open ? same_reading : same_click)) return "";
  latest = hit.at;
  if (is_machine) {
    ++known.machines;
    ++(is_open ? more.machine_opens : more.machine_clicks);
  } else if (is_open) {
    if (known.people++ == 0) ++more.opened;
  } else {
    if (!reactions.is_clicked(delivery.id)) ++more.clicked;
    ++known.people;
    ++more.clicks;
  }
  reactions.save(delivery.id, hit.target, known);
  if (is_machine)
    return is_open ? event_names::message_opened_by_machine : event_names::message_clicked_by_machine;
  return is_open ? event_names::message_opened : event_names::message_clicked;
}

}  // namespace

bool ReactionDesk::note(Database& database, DeliveryId id, const LinkHit& hit) {
  const auto delivery = Deliveries(database).find(id);
  const auto message = delivery ? Messages(database).find(delivery->message) : std::nullopt;
  // The link is one of ours only because it might be counted when it was sent; a no that came since counts.
  if (!message || !ConsentLedger(database).may_profile(message->customer, true)) return false;
  // What is written down of whoever is being erased would stay.
  if (DataProcessing(database).of(message->customer) >= Processing::BeingErased) return false;
  Reactions reactions(database);
  const auto waiting = reactions.hits(id);
  if (waiting.size() >= most_waiting) return false;
  reactions.add_hit(id, hit);
  if (waiting.empty()) Timers(database).set({hit.at + quiet_time, TimerKind::Reactions, id});
  return true;
}

void ReactionDesk::timer_fired(Database& database, DeliveryId id, Instant now) {
  Reactions reactions(database);
  const auto hits = reactions.hits(id);
  const auto delivery = Deliveries(database).find(id);
  const auto message = delivery ? Messages(database).find(delivery->message) : std::nullopt;
  if (hits.empty() || !message) return;
  const Instant due = std::min(hits.back().at + quiet_time, hits.front().at + longest_wait);
  if (due > now) return Timers(database).set({due, TimerKind::Reactions, id});

  const auto machines = machine_hits(hits, delivery->first_attempt_at);
  CampaignReactionRow more{message->name, delivery->channel};
  for (std::size_t i = 0; i < hits.size(); ++i) {
    const std::string_view event = count(reactions, *delivery, hits[i], machines[i], more);
    if (event.empty()) continue;
    boost::json::object about;
    if (hits[i].target != opened_target)
      about["url"] = LinkTargets(database).find(hits[i].target).value_or("");
    append_delivery_event(database, event, *delivery, *message, std::move(about), hits[i].at, now);
  }
  if (message->campaign) reactions.count(*message->campaign, more);
  reactions.remove_hits(id);
}

}  // namespace lifecycled
