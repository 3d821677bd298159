#include "journey/reactor.hpp"

#include <string>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "audience/identity.hpp"
#include "journey/event_names.hpp"

namespace lifecycled {
namespace {

constexpr const char* cursor_name = "reactor";
constexpr std::size_t events_at_once = 32;
constexpr std::size_t timers_at_once = 32;
constexpr std::size_t border_at_once = 32;
constexpr std::size_t fill_at_once = 32;

}  // namespace

Reactor::Reactor(Database& database, ReactorSettings settings, Campaigns campaigns, Random& random,
                 Instant now, Log log)
    : log_(log),
      stage_rules_(settings.stages),
      stages_(stage_rules_, settings.shop_zone),
      facts_(settings.facts, stages_, log),
      functions_(database, settings.facts.shop_currency),
      campaigns_(database, std::move(campaigns.definitions), std::move(campaigns.events), now, log),
      removed_(database, campaigns_),
      messages_(std::move(settings.messages), random),
      runner_(campaigns_, messages_, functions_, settings.shop_zone, log),
      entrance_(campaigns_, runner_, functions_, log),
      triggers_(campaigns_, entrance_),
      date_triggers_(database, campaigns_, entrance_, settings.shop_zone),
      schedule_triggers_(database, campaigns_, settings.shop_zone, now),
      segment_starts_(campaigns_, entrance_, log) {
  stages_.ensure_shop_figures(database, now);
}

Reactor::Slice Reactor::run(Database& database, Instant now, std::chrono::microseconds at_most) {
  const auto started = std::chrono::steady_clock::now();
  const auto has_time = [&] { return std::chrono::steady_clock::now() - started < at_most; };
  Slice slice;
  // One round: some events, then what passed a border, then some timers, each followed by the events it
  // caused. A slice ends between rounds only, so that where it ends changes nothing.
  // At least one round is made, so that even the smallest slice comes to an end.
  slice.more = true;
  do {
    const std::size_t events = drain_events(database, now);
    slice.events += events;
    if (events > 0) continue;

    if (pass_shared_border(database, now)) continue;

    const auto timers = Timers(database).take_due(now, timers_at_once);
    for (const Timer& timer : timers) {
      fire(database, timer, now);
      while (const std::size_t caused = drain_events(database, now)) slice.events += caused;
    }
    slice.timers += timers.size();
    if (!timers.empty()) continue;

    if (removed_.end_some(database, now, fill_at_once)) continue;
    slice.more = go_on_filling(database, now);
  } while (slice.more && has_time());
  slice.channels = messages_.take_queued_channels();
  for (std::string& channel : halted_.take_channels()) slice.channels.push_back(std::move(channel));
  if (!slice.more) {
    slice.next_due = Timers(database).next_due();
    const auto border = stages_.next_shared_border(database);
    if (border && (!slice.next_due || *border < *slice.next_due)) slice.next_due = border;
  }
  return slice;
}

// What concerns many customers goes on a few at a time, while nothing else is due.
bool Reactor::go_on_filling(Database& database, Instant now) {
  return halted_.settle_some(database, now, fill_at_once) ||
         product_news_.tell(database, now, fill_at_once) || triggers_.fill(database, now, fill_at_once) ||
         segment_starts_.go_on(database, now, fill_at_once) ||
         date_triggers_.fill(database, now, fill_at_once);
}

void Reactor::compute_shop_figures(Database& database, Instant now) {
  stages_.compute_shop_figures(database, now);
  border_moved_ = true;
}

// False when everybody stands on the right side of it.
bool Reactor::pass_shared_border(Database& database, Instant now) {
  const auto next = stages_.next_shared_border(database);
  if (!border_moved_ && (!next || *next > now)) return false;
  const auto changes = stages_.pass_shared_border(database, now, border_at_once);
  for (const StageChange& change : changes) append_stage_change(database, change, nullptr, now);
  border_moved_ = border_moved_ && !changes.empty();
  return !changes.empty();
}

std::size_t Reactor::drain_events(Database& database, Instant now) {
  Events log(database);
  const auto events = log.read_after(log.cursor(cursor_name), events_at_once);
  for (const StoredEvent& event : events) apply(database, event, now);
  if (!events.empty()) log.set_cursor(cursor_name, events.back().id);
  return events.size();
}

void Reactor::apply(Database& database, const StoredEvent& event, Instant now) {
  const auto customer = identify_customer(database, event);
  if (!customer) return product_news_.on_news(database, event);
  Events(database).link(*customer, event.id);
  const auto change = facts_.apply(database, *customer, event, now);
  if (change) append_stage_change(database, *change, &event, now);
  product_news_.on_event(database, *customer, event);
  date_triggers_.on_event(database, *customer, event, now);
  if (facts_.refused()) return;
  runner_.on_event(database, *customer, event, now);
  triggers_.on_event(database, *customer, event, now);
}

void Reactor::append_stage_change(Database& database, const StageChange& change, const StoredEvent* cause,
                                  Instant now) {
  NewEvent event;
  event.name = event_names::stage_entered;
  event.occurred_at = change.at;
  event.source = EventSource::Engine;
  event.customer = change.customer;
  if (cause) event.cause = cause->id;
  event.depth = cause ? cause->depth + 1 : 0;
  event.body = boost::json::serialize(boost::json::object{{"stage", std::string(to_text(change.to))},
                                                          {"previous", std::string(to_text(change.from))}});
  Events(database).append(event, now);
}

void Reactor::fire(Database& database, const Timer& timer, Instant now) {
  switch (timer.kind) {
    case TimerKind::ShopFigures:
      compute_shop_figures(database, now);
      return;
    case TimerKind::Stage:
      if (const auto change = stages_.timer_fired(database, timer.subject, now)) {
        append_stage_change(database, *change, nullptr, now);
      }
      return;
    case TimerKind::QuietTrigger:
      triggers_.quiet_timer_fired(database, timer.subject, timer.due_at, now);
      return;
    case TimerKind::Journey:
      runner_.timer_fired(database, timer.subject, timer.due_at, now);
      return;
    case TimerKind::Date:
      date_triggers_.timer_fired(database, timer.subject, timer.due_at, now);
      return;
    case TimerKind::Schedule:
      schedule_triggers_.timer_fired(database, timer.subject, timer.due_at, now);
      return;
  }
}

}  // namespace lifecycled
