#include "journey/reactor.hpp"

#include <algorithm>
#include <string>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "audience/identity.hpp"
#include "journey/event_names.hpp"
#include "journey/reaction_desk.hpp"
#include "store/event_seal.hpp"
#include "store/history_mark.hpp"
#include "store/processing.hpp"
#include "store/quarantine.hpp"

namespace lifecycled {
namespace {

constexpr const char* cursor_name = "reactor";
// Each may ask all segments, a tenth of a millisecond or two: a round must end well within a slice.
constexpr std::size_t events_at_once = 8;
constexpr std::size_t timers_at_once = 32;
constexpr std::size_t border_at_once = 16;
constexpr std::size_t fill_at_once = 32;
constexpr std::size_t segment_fill_at_once = 128;
// Messages leave when their decision is on disk, which nobody should see.
constexpr std::chrono::milliseconds longest_alone{40};

// Somebody who can write to the database, and lacks the key, put it there or changed it: nothing follows from
// it, not even that its customer is known. What it says is kept where an erasure looks for it.
void set_aside(Database& database, const StoredEvent& event, Instant now, const Log& log) {
  boost::json::object said{{"event", event.name},
                           {"occurred_at", format_instant(event.occurred_at)},
                           {"user_id", event.user_id.value_or("")},
                           {"anonymous_id", event.anonymous_id.value_or("")},
                           {"properties", event.body}};
  if (event.customer) said["customer"] = *event.customer;
  Quarantine(database).add(event.source, "a word of consent in the log that we have not taken in",
                           boost::json::serialize(said), now, event.id);
  Events(database).forget_body(event.id);
  log.error("consent.unsealed", {{"event", event.id}, {"name", event.name}});
}

// Of what follows from no event: whoever is moved by the figures of an imported history starts no journeys.
EventSource source_of_change(Database& database, const StoredEvent* cause) {
  return !cause && HistoryMark(database).is_set() ? EventSource::Import : EventSource::Engine;
}

}  // namespace

Reactor::Reactor(Database& database, ReactorSettings settings, Campaigns campaigns, Random& random,
                 Instant now, Log log)
    : log_(log),
      stage_rules_(settings.stages),
      stages_(stage_rules_, settings.shop_zone),
      facts_(settings.facts, stages_, log),
      functions_(database, settings.facts.shop_currency),
      segments_(database, campaigns.segments, functions_, settings.shop_zone, log),
      campaigns_(database, std::move(campaigns.definitions), std::move(campaigns.events), now, log),
      removed_(database, campaigns_),
      messages_(std::move(settings.messages), random),
      limits_(campaigns_, settings.shop_zone),
      runner_(campaigns_, messages_, functions_, limits_, settings.shop_zone, log),
      moves_(campaigns_, limits_, settings.shop_zone, log),
      entrance_(campaigns_, runner_, functions_, log),
      triggers_(campaigns_, entrance_),
      date_triggers_(database, campaigns_, entrance_, settings.shop_zone),
      schedule_triggers_(database, campaigns_, settings.shop_zone, now),
      segment_starts_(campaigns_, entrance_, log),
      ramps_(campaigns_, log) {
  ramps_.begin(database, now);
  limits_.begin(database, now);
  stages_.ensure_shop_figures(database, now);
  if (!ShopFigures(database).latest()->buyers) walk_.emplace();
  newest_customer_ = Customers(database).newest();
}

Reactor::Slice Reactor::run(Database& database, Instant now, std::chrono::microseconds at_most,
                            const std::function<bool()>& is_alone) {
  const auto started = std::chrono::steady_clock::now();
  read_to_ = Events(database).cursor(cursor_name);
  const auto has_time = [&] {
    const auto took = std::chrono::steady_clock::now() - started;
    return took < at_most || (is_alone && took < longest_alone && is_alone());
  };
  Slice slice;
  // One round: some events, then what passed a border, then some timers, each followed by the events it
  // caused. A slice ends between rounds only, so that where it ends changes nothing.
  // At least one round is made, so that even the smallest slice comes to an end.
  slice.more = true;
  do {
    if (walk_) {
      walk_on(database);
      continue;
    }
    const std::size_t events = drain_events(database, now);
    slice.events += events;
    if (events > 0) continue;

    if (pass_shared_border(database, now)) continue;

    const auto timers = Timers(database).take_due(now, timers_at_once);
    for (const Timer& timer : timers) {
      const auto before = database.events_appended;
      fire(database, timer, now);
      if (database.events_appended == before) continue;
      while (const std::size_t caused = drain_events(database, now)) slice.events += caused;
    }
    slice.timers += timers.size();
    if (!timers.empty()) continue;

    if (removed_.end_some(database, now, fill_at_once)) continue;
    if (follow_borders(database, now)) continue;
    slice.more = go_on_filling(database, now);
  } while (slice.more && has_time());
  slice.channels = messages_.take_queued_channels();
  for (std::string& channel : halted_.take_channels()) slice.channels.push_back(std::move(channel));
  if (!slice.more) {
    if (HistoryMark history(database); history.is_set()) history.clear();
    slice.next_due = Timers(database).next_due();
    const auto border = stages_.next_shared_border(database);
    if (border && (!slice.next_due || *border < *slice.next_due)) slice.next_due = border;
  }
  return slice;
}

// What concerns many customers goes on a few at a time, while nothing else is due.
bool Reactor::go_on_filling(Database& database, Instant now) {
  return halted_.settle_some(database, now, fill_at_once) || moves_.go_on(database, now, fill_at_once) ||
         product_news_.tell(database, now, fill_at_once) || triggers_.fill(database, now, fill_at_once) ||
         segments_.fill(database, now, segment_fill_at_once) ||
         segment_starts_.go_on(database, now, fill_at_once) ||
         date_triggers_.fill(database, now, fill_at_once);
}

void Reactor::compute_shop_figures(Database& database, Instant now) {
  stages_.compute_shop_figures(database, now);
  border_moved_ = true;
  walk_.emplace();
}

// The next piece of the walk over the buyers; with the last one the new figures are in force.
void Reactor::walk_on(Database& database) {
  const auto buyers = walk_->step(database);
  if (!buyers) return;
  walk_.reset();
  ShopFigures figures(database);
  const auto row = figures.latest();
  figures.save_buyers(row->version, *buyers);
  segments_.use_figures(database, *figures.latest());
}

bool Reactor::follow_borders(Database& database, Instant now) {
  std::vector<SegmentChange> changes;
  const bool more = segments_.follow_borders(database, now, border_at_once, changes);
  append_segment_changes(database, changes, nullptr, now);
  return more;
}

void Reactor::ask_segments(Database& database, CustomerId customer, SegmentKeeper::Changed changed,
                           const StoredEvent* cause, Instant now) {
  append_segment_changes(database, segments_.ask(database, customer, changed, now), cause, now);
}

void Reactor::append_segment_changes(Database& database, const std::vector<SegmentChange>& changes,
                                     const StoredEvent* cause, Instant now) {
  for (const SegmentChange& change : changes) {
    NewEvent event;
    event.name = change.entered ? event_names::segment_entered : event_names::segment_left;
    event.occurred_at = now;
    event.source = source_of_change(database, cause);
    event.customer = change.customer;
    if (cause) event.cause = cause->id;
    event.depth = cause ? cause->depth + 1 : 0;
    event.body = boost::json::serialize(boost::json::object{{"segment", change.segment}});
    Events(database).append(event, now);
  }
}

// False when everybody stands on the right side of it.
bool Reactor::pass_shared_border(Database& database, Instant now) {
  const auto next = stages_.next_shared_border(database);
  if (!border_moved_ && (!next || *next > now)) return false;
  const auto changes = stages_.pass_shared_border(database, now, border_at_once);
  for (const StageChange& change : changes) {
    append_stage_change(database, change, nullptr, now);
    ask_segments(database, change.customer, SegmentKeeper::Changed::Anything, nullptr, now);
  }
  border_moved_ = border_moved_ && !changes.empty();
  return !changes.empty();
}

std::size_t Reactor::drain_events(Database& database, Instant now) {
  Events log(database);
  const auto events = log.read_after(read_to_, events_at_once);
  if (events.empty()) return 0;
  for (const StoredEvent& event : events) apply(database, event, now);
  read_to_ = events.back().id;
  log.set_cursor(cursor_name, read_to_);
  return events.size();
}

void Reactor::apply(Database& database, const StoredEvent& event, Instant now) {
  if (is_about_consent(event.name) && !take_event_seal(database, event))
    return set_aside(database, event, now, log_);
  const auto customer = identify_customer(database, event);
  // A step of an order whose buyer has been erased meanwhile, or that never became one, is nobody's.
  if (!customer && event.name.starts_with("Order ")) return Events(database).forget_body(event.id);
  if (!customer) return product_news_.on_news(database, event);
  if (DataProcessing(database).of(*customer) >= Processing::BeingErased)
    return Events(database).forget_body(event.id);
  Events(database).link(*customer, event.id);
  const auto change = facts_.apply(database, *customer, event, now);
  if (change) append_stage_change(database, *change, &event, now);
  const bool is_new = *customer > newest_customer_;
  const bool is_only_reaction = facts_.is_only_reaction() && !is_new;
  if (is_new && facts_.changed().empty()) {
    ask_segments(database, *customer, SegmentKeeper::Changed::Anything, &event, now);
  }
  for (const CustomerId changed : facts_.changed()) {
    ask_segments(database, changed,
                 is_only_reaction ? SegmentKeeper::Changed::Reactions : SegmentKeeper::Changed::Anything,
                 &event, now);
  }
  newest_customer_ = std::max(newest_customer_, *customer);
  product_news_.on_event(database, *customer, event);
  date_triggers_.on_event(database, *customer, event, now);
  if (facts_.refused()) return;
  ramps_.on_event(database, event, now);
  runner_.on_event(database, *customer, event, now);
  triggers_.on_event(database, *customer, event, now);
}

void Reactor::append_stage_change(Database& database, const StageChange& change, const StoredEvent* cause,
                                  Instant now) {
  NewEvent event;
  event.name = event_names::stage_entered;
  event.occurred_at = change.at;
  event.source = source_of_change(database, cause);
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
        ask_segments(database, timer.subject, SegmentKeeper::Changed::Anything, nullptr, now);
      }
      return;
    case TimerKind::Look:
      append_segment_changes(database, segments_.timer_fired(database, timer.subject, timer.due_at, now),
                             nullptr, now);
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
    case TimerKind::Ramp:
      ramps_.timer_fired(database, timer.subject, now);
      return;
    case TimerKind::Reactions:
      ReactionDesk::timer_fired(database, timer.subject, now);
      return;
    case TimerKind::Limit:
      limits_.timer_fired(database, timer.subject, now);
      return;
    case TimerKind::Schedule:
      schedule_triggers_.timer_fired(database, timer.subject, timer.due_at, now);
      return;
  }
}

}  // namespace lifecycled
