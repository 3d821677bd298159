#include "journey/journey_runner.hpp"

#include <stdexcept>
#include <utility>

#include "base/json_fields.hpp"
#include "config/step_words.hpp"
#include "journey/event_names.hpp"
#include "journey/journey_goal.hpp"
#include "journey/stable_share.hpp"
#include "journey/step_moment.hpp"
#include "journey/variants.hpp"
#include "journey/version_moves.hpp"
#include "store/campaign_halts.hpp"
#include "store/processing.hpp"
#include "store/timers.hpp"

namespace lifecycled {
namespace {

// `check` refuses loops without a wait; a version stored by an older program might still hold one.
constexpr int most_steps_at_once = 200;
// How often those inside a campaign that is switched off are asked again.
constexpr std::chrono::minutes look_again{15};

// Whether it ends the step's wait.
bool is_heard(const JourneyRun& run, const StoredEvent& event) {
  const StepWait& wait = *run.step().wait_for;
  if (names_event(wait.events, event.name) && same_subject(run.campaign(), run.journey, event)) return true;
  if (!wait.stage || event.name != event_names::stage_entered) return false;
  std::string mistake;
  const auto body = parse_json(event.body, mistake);
  return body && text_at(*body, "stage") == wait.stage->name;
}

}  // namespace

void JourneyRunner::start(Database& database, CampaignProgram& program, CustomerId customer,
                          const std::string& entry_key, const StoredEvent* trigger, Instant now) {
  JourneyRow journey;
  journey.campaign = program.campaign;
  journey.version = program.version;
  journey.customer = customer;
  journey.entry_key = entry_key;
  if (trigger) journey.trigger_event = trigger->id;
  journey.cause_depth = trigger ? trigger->depth : 0;
  journey.started_at = now;
  journey.since = now;
  Run run{database,
          program,
          std::move(journey),
          now,
          Customers(database).find(customer),
          trigger ? EventAtHand(*trigger) : EventAtHand(),
          {}};
  if (!run.customer) return;
  run.journey.id = Journeys(database).start(run.journey);
  advance(run);
}

void JourneyRunner::timer_fired(Database& database, JourneyId id, Instant due_at, Instant now) {
  auto journey = Journeys(database).find(id);
  // A timer that was moved meanwhile has another due time; it is not this one's business.
  if (!journey || journey->ended_at || journey->due_at != due_at) return;
  CampaignProgram* program = campaigns_.version(database, journey->campaign, journey->version);
  if (!program || !campaigns_.current(journey->campaign)) {
    Journeys(database).end(id, program ? JourneyEnd::CampaignRemoved : JourneyEnd::Broken, now, std::nullopt);
    return;
  }
  Run run = journey_run(database, *program, std::move(*journey), now);
  if (stands_still(run)) return;
  if (!is_live(run)) {
    // Switched off: everyone inside waits where they are and is asked again now and then.
    if (run.is_over_time()) return end(run, JourneyEnd::TimeLimit);
    sleep_until(run, now + look_again);
    return;
  }
  run.journey.due_at.reset();
  advance(run);
}

// Paused: it waits where it is until its campaign goes on (halted_campaigns.hpp). Ended: it ends, too. Whose
// processing is restricted stays where they are, due and without a timer, until somebody lifts it
// (journey/restriction.hpp).
bool JourneyRunner::stands_still(Run& run) {
  CampaignHalts halts(run.database);
  const Halt halt = halts.of(run.journey.campaign);
  if (halt.is_over()) {
    end(run, JourneyEnd::CampaignEnded);
    return true;
  }
  if (!halt.paused_at) {
    if (DataProcessing(run.database).of(run.journey.customer) == Processing::Usual) return false;
    if (!run.journey.due_at) run.journey.due_at = run.now;
    Journeys(run.database).save(run.journey);
    return true;
  }
  halts.hold(run.journey.campaign, run.journey.id);
  run.journey.due_at.reset();
  Journeys(run.database).save(run.journey);
  return true;
}

bool JourneyRunner::is_live(const Run& run) {
  const CampaignProgram* in_force = campaigns_.current(run.journey.campaign);
  return in_force && in_force->definition.live;
}

void JourneyRunner::advance(Run& run) {
  for (int taken = 0; taken < most_steps_at_once; ++taken) {
    // Steps of other paths are not this journey's: neither their waits nor their acts.
    while (!run.is_past_the_end() && !run.step().path.empty() && run.step().path != run.journey.path)
      ++run.journey.step;
    if (run.is_over_time()) return end(run, JourneyEnd::TimeLimit);
    if (run.is_past_the_end()) return end(run, JourneyEnd::Finished);
    if (take_skip(run.journey, run.journey.step)) {
      // As if it were not there: the next one counts from when it counted before.
      const Instant since = run.journey.since;
      pass_by(run, "taken before the campaign changed");
      run.journey.since = since;
      continue;
    }
    if (!is_due(run)) return;
    if (!take_step(run)) return;
  }
  log_.error("journey.runs_in_circles", {{"campaign", run.campaign().name}, {"journey", run.journey.id}});
  end(run, JourneyEnd::Broken);
}

// False: the journey sleeps now, and its timer is set; or it has ended.
bool JourneyRunner::is_due(Run& run) {
  switch (run.journey.phase) {
    case JourneyPhase::Slot:
      return true;
    case JourneyPhase::Listening:
      return has_listened(run);
    case JourneyPhase::Waiting:
      break;
  }
  const auto moment = step_moment(run, shop_zone_);
  if (moment && *moment > run.now) {
    sleep_until(run, moment);
    return false;
  }
  const CampaignStep& step = run.step();
  // Without its date it is passed by, and neither waits nor listens.
  if (!moment || !step.wait_for) return true;
  if (step.wait_for->stage && run.customer && to_text(run.customer->stage) == step.wait_for->stage->name) {
    hear(run, nullptr, reached_words(*step.wait_for->stage));
    return true;
  }
  run.journey.phase = JourneyPhase::Listening;
  run.journey.since = run.now;
  return has_listened(run);
}

// Whether the time-out has come.
bool JourneyRunner::has_listened(Run& run) {
  const StepWait& wait = *run.step().wait_for;
  const auto deadline = wait.at_most ? std::optional(run.journey.since + *wait.at_most) : std::nullopt;
  if (!deadline || run.now < *deadline) {
    sleep_until(run, deadline);
    return false;
  }
  hear(run, nullptr, timed_out_words(wait));
  if (!wait.exit_if_not) return true;
  pass(run, StepResult::TimedOut);
  end(run, JourneyEnd::StepExit);
  return false;
}

// What ended the wait is at hand from now on; after a time-out, or in a stage that was reached before,
// nothing is.
void JourneyRunner::hear(Run& run, const StoredEvent* event, std::string outcome) {
  run.journey.waited = std::move(outcome);
  run.heard = event ? EventAtHand(*event) : EventAtHand();
  run.journey.heard_event = event ? std::optional(event->id) : std::nullopt;
}

// Check and act. False: the journey ended, or waits in line for a place of the daily limit.
bool JourneyRunner::take_step(Run& run) {
  const CampaignStep& step = run.step();
  if (run.campaign().exit.events.empty() && !run.program.exit_where.is_always() &&
      holds(run, run.program.exit_where)) {
    end(run, JourneyEnd::ExitCondition);
    return false;
  }
  if (step.until && run.journey.phase == JourneyPhase::Waiting && !step_moment(run, shop_zone_)) {
    pass_by(run, "its date is not known");
    return true;
  }
  if (!holds(run, run.program.steps[run.index()].where)) {
    pass_by(run, "condition says no");
    return true;
  }
  if (!act(run, step)) return false;
  if (!step.then_exit) return true;
  end(run, JourneyEnd::StepExit);
  return false;
}

// False: it waits in line for a place of the daily limit.
bool JourneyRunner::act(Run& run, const CampaignStep& step) {
  const auto note = [&](StepNote made) { pass(run, made.result, std::move(made.detail)); };
  if (sending(step.action)) return send(run, std::get_if<TestAction>(&step.action));
  if (std::holds_alternative<SplitAction>(step.action)) {
    split(run);
  } else if (const auto* set = std::get_if<SetAction>(&step.action)) {
    note(actions_.set(run, *set));
  } else if (const auto* list = std::get_if<ListAction>(&step.action)) {
    note(actions_.list(run, *list));
  } else if (const auto* emit = std::get_if<EmitAction>(&step.action)) {
    note(actions_.emit(run, *emit));
  } else if (const auto* call = std::get_if<CallAction>(&step.action)) {
    const SendPlan plan = messages_.plan_call(step, *call);
    queue(run, plan, StepResult::Called);
  } else if (std::holds_alternative<SunsetAction>(step.action)) {
    Customers(run.database).rest(run.journey.customer, run.now);
    if (run.customer) run.customer->resting_since = run.now;
    pass(run, StepResult::Rested);
  } else {
    pass(run, StepResult::Passed);
  }
  return true;
}

// One message, or the one of this customer's variant.
bool JourneyRunner::send(Run& run, const TestAction* test) {
  const VariantChoice choice = test ? choose_variant(run, *test) : VariantChoice{};
  if (test && choice.is_held_out()) {
    note_variant(run, *test, choice);
    pass(run, StepResult::HeldOut);
    return true;
  }
  const SendPlan plan =
      messages_.plan(run.database, run.program, run.journey, run.customer, run.index(), choice.message);
  // Only what will be sent takes a place of the daily limit.
  const bool counts = !plan.targets.empty() && plan.kind != MessageKind::Transactional;
  if (counts && !limits_.admit(run)) {
    run.journey.phase = JourneyPhase::Slot;
    sleep_until(run, std::nullopt);
    return false;
  }
  if (test) note_variant(run, *test, choice);
  queue(run, plan, StepResult::Queued);
  return true;
}

void JourneyRunner::queue(Run& run, const SendPlan& plan, StepResult done) {
  const SendDecision decision =
      messages_.queue(run.database, run.program, run.journey, run.index(), plan, run.now);
  std::string detail = decision.detail;
  if (plan.is_variant) detail = plan.message + ": " + detail;
  pass(run, decision.deliveries > 0 ? done : StepResult::Withheld, std::move(detail));
}

void JourneyRunner::split(Run& run) {
  const CampaignStep& step = run.step();
  const auto& branches = std::get<SplitAction>(step.action).branches;
  auto& conditions = run.program.steps[run.index()].branches;
  const Share drawn = stable_share({"split", run.campaign().name, step.id}, run.journey.customer);
  Share passed = 0;  // by shares that were another's
  run.journey.path.clear();
  for (std::size_t i = 0; i < branches.size(); ++i) {
    passed += branches[i].share.value_or(0);
    if (branches[i].share ? drawn >= passed : !holds(run, conditions[i])) continue;
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

// Its condition said no, or its date is absent: neither its act nor its `to` is meant for this customer.
void JourneyRunner::pass_by(Run& run, std::string why) {
  go_on(run, static_cast<std::size_t>(run.journey.step) + 1, StepResult::Passed, std::move(why));
}

// What came of the step is written down, and the next one counts from now.
void JourneyRunner::go_on(Run& run, std::size_t next, StepResult result, std::string detail) {
  limits_.leave(run.database, run.journey);
  run.journey.limit_day.reset();
  Journeys(run.database)
      .note_step(run.journey.id, {run.journey.steps_taken, run.journey.step, run.now, result,
                                  std::move(detail), std::exchange(run.journey.waited, {})});
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
  limits_.leave(run.database, run.journey);
  Journeys journeys(run.database);
  journeys.save(run.journey);
  journeys.end(run.journey.id, reason, run.now, by);
}

bool JourneyRunner::holds(Run& run, Condition& condition, const StoredEvent* event) {
  if (condition.is_always()) return true;
  try {
    return condition.holds(run.journey.customer, functions_, run.situation(event));
  } catch (const std::runtime_error& error) {
    log_.warning(
        "condition.failed",
        {{"campaign", run.campaign().name}, {"condition", condition.text()}, {"reason", error.what()}});
    return false;
  }
}

void JourneyRunner::wake(Run& run) {
  if (run.journey.due_at)
    Timers(run.database).cancel({*run.journey.due_at, TimerKind::Journey, run.journey.id});
  run.journey.due_at.reset();
}

void JourneyRunner::meets_event(Run& run, const StoredEvent& event) {
  const CampaignDefinition& campaign = run.campaign();
  if (is_goal(campaign, run.journey, run.trigger, event)) return end(run, JourneyEnd::GoalReached, event.id);
  if (names_event(campaign.exit.events, event.name) && same_subject(campaign, run.journey, event) &&
      holds(run, run.program.exit_where, &event)) {
    return end(run, JourneyEnd::ExitEvent, event.id);
  }
  if (run.is_past_the_end()) return;
  const bool listens = run.journey.phase == JourneyPhase::Listening && run.step().wait_for;
  if (listens && is_heard(run, event)) {
    wake(run);
    hear(run, &event, heard_words(*run.step().wait_for, event.name));
    run.journey.phase = JourneyPhase::Slot;  // due now
    if (stands_still(run)) return;
    // Switched off: what was heard is remembered by being due.
    if (is_live(run)) return advance(run);
    return sleep_until(run, run.now + look_again);
  }
  // Another time zone, or another date: the moment it waits for may be another one.
  const bool is_about_customer =
      event.name == event_names::customer_identified || event.name == event_names::property_set;
  if (is_about_customer && run.journey.phase == JourneyPhase::Waiting && follows_the_customer(run.step()) &&
      is_live(run)) {
    wake(run);
    // A date that has gone by counts from now, so that an hour of the day is still met.
    if (run.step().until) run.journey.since = run.now;
    if (!stands_still(run)) advance(run);
  }
}

void JourneyRunner::on_event(Database& database, CustomerId customer, const StoredEvent& event, Instant now) {
  for (const JourneyRow& journey : Journeys(database).running(customer)) {
    if (journey.trigger_event == event.id) continue;
    CampaignProgram* program = campaigns_.version(database, journey.campaign, journey.version);
    if (!program) continue;
    Run run = journey_run(database, *program, journey, now);
    meets_event(run, event);
  }
  note_variant_goals(database, campaigns_, customer, event);
}

}  // namespace lifecycled
