#include "journey/journey_runner.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/json_fields.hpp"
#include "journey/event_names.hpp"
#include "store/timers.hpp"

namespace lifecycled {
namespace {

// `check` refuses loops without a wait; a version stored by an older program might still hold one.
constexpr int most_steps_at_once = 200;

bool names_event(const std::vector<PlacedName>& names, std::string_view event) {
  return std::ranges::find(names, event, &PlacedName::name) != names.end();
}

}  // namespace

struct JourneyRunner::Run {
  Database& database;
  CampaignProgram& program;
  JourneyRow journey;
  Instant now;
  std::optional<CustomerRow> customer;
  std::optional<StoredEvent> trigger;

  const CampaignDefinition& campaign() const { return program.definition; }
  const CampaignStep& step() const { return campaign().steps[static_cast<std::size_t>(journey.step)]; }
  bool is_past_the_end() const { return journey.step >= static_cast<std::int64_t>(campaign().steps.size()); }
  std::optional<Instant> time_limit() const {
    if (!campaign().exit.after) return std::nullopt;
    return journey.started_at + *campaign().exit.after;
  }
  bool is_over_time() const {
    const auto limit = time_limit();
    return limit && now >= *limit;
  }
};

namespace {

std::optional<StoredEvent> trigger_of(Database& database, const JourneyRow& journey) {
  if (!journey.trigger_event) return std::nullopt;
  return Events(database).find(*journey.trigger_event);
}

}  // namespace

void JourneyRunner::start(Database& database, CampaignProgram& program, CustomerId customer,
                          const std::string& entry_key, const StoredEvent* trigger, Instant now) {
  Run run{database, program, {}, now, Customers(database).find(customer), std::nullopt};
  if (!run.customer) return;
  if (trigger) run.trigger = *trigger;
  run.journey.campaign = program.campaign;
  run.journey.version = program.version;
  run.journey.customer = customer;
  run.journey.entry_key = entry_key;
  if (trigger) run.journey.trigger_event = trigger->id;
  run.journey.cause_depth = trigger ? trigger->depth : 0;
  run.journey.started_at = now;
  run.journey.since = now;
  run.journey.id = Journeys(database).start(run.journey);
  advance(run);
}

void JourneyRunner::timer_fired(Database& database, JourneyId id, Instant due_at, Instant now) {
  auto journey = Journeys(database).find(id);
  // A timer that was moved meanwhile has another due time; it is not this one's business.
  if (!journey || journey->ended_at || journey->due_at != due_at) return;
  CampaignProgram* program = campaigns_.version(database, journey->campaign, journey->version);
  const CampaignProgram* in_force = campaigns_.current(journey->campaign);
  if (!program || !in_force) {
    Journeys(database).end(id, program ? JourneyEnd::CampaignRemoved : JourneyEnd::Broken, now, std::nullopt);
    return;
  }
  Run run{database,
          *program,
          *journey,
          now,
          Customers(database).find(journey->customer),
          trigger_of(database, *journey)};
  if (!in_force->definition.live) {
    // Switched off: everyone inside waits where they are and is asked again now and then.
    if (run.is_over_time()) return end(run, JourneyEnd::TimeLimit);
    sleep_until(run, now + std::chrono::minutes{15});
    return;
  }
  run.journey.due_at.reset();
  advance(run);
}

void JourneyRunner::advance(Run& run) {
  for (int taken = 0; taken < most_steps_at_once; ++taken) {
    // Steps of other paths are not this journey's: neither their waits nor their acts.
    while (!run.is_past_the_end() && !run.step().path.empty() && run.step().path != run.journey.path)
      ++run.journey.step;
    if (run.is_over_time()) return end(run, JourneyEnd::TimeLimit);
    if (run.is_past_the_end()) return end(run, JourneyEnd::Finished);
    if (!is_due(run)) return;
    if (!take_step(run)) return;
  }
  log_.error("journey.runs_in_circles", {{"campaign", run.campaign().name}, {"journey", run.journey.id}});
  end(run, JourneyEnd::Broken);
}

// False: the journey sleeps now, and its timer is set.
bool JourneyRunner::is_due(Run& run) {
  const CampaignStep& step = run.step();
  switch (run.journey.phase) {
    case JourneyPhase::Slot:
      return true;
    case JourneyPhase::Listening: {
      const auto deadline =
          step.wait_for->at_most ? std::optional(run.journey.since + *step.wait_for->at_most) : std::nullopt;
      if (!deadline || run.now < *deadline) {
        sleep_until(run, deadline);
        return false;
      }
      if (step.wait_for->exit_if_not) {
        pass(run, StepResult::TimedOut);
        end(run, JourneyEnd::StepExit);
        return false;
      }
      return true;
    }
    case JourneyPhase::Waiting:
      break;
  }
  Instant due = run.journey.since + step.after.value_or(Milliseconds{0});
  if (step.at) {
    const TimeZone zone = zone_of(run);
    due = step.at->weekday ? zone.next(due, step.at->time, *step.at->weekday) : zone.next(due, step.at->time);
  }
  if (due > run.now) {
    sleep_until(run, due);
    return false;
  }
  if (!step.wait_for) return true;
  if (step.wait_for->stage && run.customer && to_text(run.customer->stage) == step.wait_for->stage->name)
    return true;
  run.journey.phase = JourneyPhase::Listening;
  run.journey.since = run.now;
  return is_due(run);
}

// Check and act. False: the journey ended, or sleeps until its day of the limit comes.
bool JourneyRunner::take_step(Run& run) {
  const CampaignStep& step = run.step();
  if (run.campaign().exit.events.empty() && !run.program.exit_where.is_always() &&
      holds(run, run.program.exit_where)) {
    end(run, JourneyEnd::ExitCondition);
    return false;
  }
  if (!holds(run, run.program.steps[static_cast<std::size_t>(run.journey.step)].where)) {
    pass_by(run);
    return true;
  }
  return act(run, step);
}

bool JourneyRunner::act(Run& run, const CampaignStep& step) {
  if (std::holds_alternative<SendAction>(step.action)) {
    if (!send(run, step)) return false;
  } else if (std::holds_alternative<SplitAction>(step.action)) {
    split(run);
  } else if (std::holds_alternative<SunsetAction>(step.action)) {
    Customers(run.database).rest(run.journey.customer, run.now);
    if (run.customer) run.customer->resting_since = run.now;
    pass(run, StepResult::Rested);
  } else {
    pass(run, StepResult::Passed);
  }
  if (step.then_exit) {
    end(run, JourneyEnd::StepExit);
    return false;
  }
  return true;
}

bool JourneyRunner::send(Run& run, const CampaignStep& step) {
  const auto index = static_cast<std::size_t>(run.journey.step);
  const SendPlan plan = messages_.plan(run.database, run.program, run.journey, index);
  // Only what will be sent takes a place of the daily limit.
  if (!plan.targets.empty() && !slot_is_free(run, step)) return false;
  run.journey.limit_day.reset();
  const SendDecision decision = messages_.queue(run.database, run.program, run.journey, index, plan, run.now);
  pass(run, decision.deliveries > 0 ? StepResult::Queued : StepResult::Withheld, decision.detail);
  return true;
}

// A campaign's daily limit hands out slots in the order in which journeys ask; whoever gets one for a later
// day sleeps until then, at the same time of day.
bool JourneyRunner::slot_is_free(Run& run, const CampaignStep& step) {
  const auto& limit = run.campaign().limit;
  const auto kind = std::get<SendAction>(step.action).kind.value_or(run.campaign().kind);
  if (!limit || kind == MessageKind::Transactional) return true;
  const std::int64_t today = to_number(shop_zone_.day_of(run.now));
  if (!run.journey.limit_day) {
    run.journey.limit_day =
        Campaigns(run.database).take_limit_slot(run.journey.campaign, today, limit->messages_per_day);
  }
  if (*run.journey.limit_day <= today) {
    run.journey.limit_day.reset();
    return true;
  }
  run.journey.phase = JourneyPhase::Slot;
  sleep_until(run, shop_zone_.at(day_from_number(*run.journey.limit_day), shop_zone_.time_of_day(run.now)));
  return false;
}

void JourneyRunner::split(Run& run) {
  const auto& branches = std::get<SplitAction>(run.step().action).branches;
  auto& conditions = run.program.steps[static_cast<std::size_t>(run.journey.step)].branches;
  run.journey.path.clear();
  for (std::size_t i = 0; i < branches.size(); ++i) {
    if (!holds(run, conditions[i])) continue;
    run.journey.path = branches[i].path;
    break;
  }
  pass(run, StepResult::Split, run.journey.path);
}

// The step is taken, and says where to go on.
void JourneyRunner::pass(Run& run, StepResult result, std::string detail) {
  const CampaignStep& step = run.step();
  const auto target = step.to ? run.program.step_with_id(step.to->name) : std::nullopt;
  go_on(run, target.value_or(static_cast<std::size_t>(run.journey.step) + 1), result, std::move(detail));
}

// Its condition said no: neither its act nor its `to` is meant for this customer.
void JourneyRunner::pass_by(Run& run) {
  go_on(run, static_cast<std::size_t>(run.journey.step) + 1, StepResult::Passed, "condition says no");
}

// What came of the step is written down, and the next one counts from now.
void JourneyRunner::go_on(Run& run, std::size_t next, StepResult result, std::string detail) {
  Journeys(run.database)
      .note_step(run.journey.id,
                 {run.journey.steps_taken, run.journey.step, run.now, result, std::move(detail)});
  ++run.journey.steps_taken;
  run.journey.step = static_cast<std::int64_t>(next);
  run.journey.phase = JourneyPhase::Waiting;
  run.journey.since = run.now;
}

void JourneyRunner::sleep_until(Run& run, std::optional<Instant> due_at) {
  if (const auto limit = run.time_limit(); limit && (!due_at || *limit < *due_at)) due_at = limit;
  Timers timers(run.database);
  if (run.journey.due_at && run.journey.due_at != due_at) {
    timers.cancel({*run.journey.due_at, TimerKind::Journey, run.journey.id});
  }
  run.journey.due_at = due_at;
  if (due_at) timers.set({*due_at, TimerKind::Journey, run.journey.id});
  Journeys(run.database).save(run.journey);
}

void JourneyRunner::end(Run& run, JourneyEnd reason, std::optional<EventId> by) {
  if (run.journey.due_at)
    Timers(run.database).cancel({*run.journey.due_at, TimerKind::Journey, run.journey.id});
  run.journey.due_at.reset();
  Journeys journeys(run.database);
  journeys.save(run.journey);
  journeys.end(run.journey.id, reason, run.now, by);
}

Situation JourneyRunner::situation(const Run& run, const StoredEvent* event) const {
  return {run.now, event ? event : run.trigger ? &*run.trigger : nullptr, run.journey.started_at};
}

bool JourneyRunner::holds(Run& run, Condition& condition, const StoredEvent* event) {
  try {
    return condition.holds(run.journey.customer, functions_, situation(run, event));
  } catch (const std::runtime_error& error) {
    log_.warning(
        "condition.failed",
        {{"campaign", run.campaign().name}, {"condition", condition.text()}, {"reason", error.what()}});
    return false;
  }
}

TimeZone JourneyRunner::zone_of(const Run& run) const {
  if (run.customer && run.customer->time_zone && TimeZone::exists(*run.customer->time_zone)) {
    return TimeZone::named(*run.customer->time_zone);
  }
  return shop_zone_;
}

// With one_per, a journey is about one order, cart, ...: events that name another one are not meant. Events
// that name none speak of the customer.
bool JourneyRunner::same_subject(const Run& run, const StoredEvent& event) const {
  const std::string& property = run.campaign().trigger.one_per;
  if (property.empty()) return true;
  std::string mistake;
  const auto body = parse_json(event.body, mistake);
  const auto named = body ? text_at(*body, property) : std::nullopt;
  return !named || *named == run.journey.entry_key;
}

bool JourneyRunner::meets_event(Run& run, const StoredEvent& event) {
  const CampaignDefinition& campaign = run.campaign();
  if (campaign.goal && campaign.goal->event.name == event.name) {
    const bool in_time = !campaign.goal->within || run.now - run.journey.started_at <= *campaign.goal->within;
    // A goal that is also the trigger means a later one, which has an id of its own. Which is later is said
    // by when they happened, not by when we heard of them.
    const bool meant = names_event(campaign.trigger.events, event.name)
                           ? !run.trigger || event.occurred_at >= run.trigger->occurred_at
                           : same_subject(run, event);
    if (in_time && meant) {
      end(run, JourneyEnd::GoalReached, event.id);
      return true;
    }
  }
  if (names_event(campaign.exit.events, event.name) && same_subject(run, event) &&
      holds(run, run.program.exit_where, &event)) {
    end(run, JourneyEnd::ExitEvent, event.id);
    return true;
  }
  if (run.journey.phase != JourneyPhase::Listening || run.is_past_the_end() || !run.step().wait_for)
    return false;
  const StepWait& wait = *run.step().wait_for;
  bool heard = names_event(wait.events, event.name) && same_subject(run, event);
  if (wait.stage && event.name == event_names::stage_entered) {
    std::string mistake;
    const auto body = parse_json(event.body, mistake);
    heard = heard || (body && text_at(*body, "stage") == wait.stage->name);
  }
  if (!heard) return false;
  if (run.journey.due_at)
    Timers(run.database).cancel({*run.journey.due_at, TimerKind::Journey, run.journey.id});
  run.journey.due_at.reset();
  if (const CampaignProgram* in_force = campaigns_.current(run.journey.campaign);
      !in_force || !in_force->definition.live) {
    // Switched off: what was heard is remembered by being due.
    run.journey.phase = JourneyPhase::Slot;
    sleep_until(run, run.now + std::chrono::minutes{15});
    return true;
  }
  run.journey.phase = JourneyPhase::Slot;  // due now
  advance(run);
  return true;
}

void JourneyRunner::on_event(Database& database, CustomerId customer, const StoredEvent& event, Instant now) {
  for (const JourneyRow& journey : Journeys(database).running(customer)) {
    if (journey.trigger_event == event.id) continue;
    CampaignProgram* program = campaigns_.version(database, journey.campaign, journey.version);
    if (!program) continue;
    Run run{
        database, *program, journey, now, Customers(database).find(customer), trigger_of(database, journey)};
    meets_event(run, event);
  }
}

}  // namespace lifecycled
