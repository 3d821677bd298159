#include "store/journeys.hpp"

#include "store/optional_moment.hpp"

namespace lifecycled {
namespace {

JourneyRow row(const Query& query) {
  JourneyRow journey;
  journey.id = query.integer(0);
  journey.campaign = query.integer(1);
  journey.version = query.integer(2);
  journey.customer = query.integer(3);
  journey.entry_key = query.text(4);
  journey.trigger_event = query.integer_or_none(5);
  journey.cause_depth = query.integer(6);
  journey.started_at = from_ms(query.integer(7));
  journey.step = query.integer(8);
  journey.steps_taken = query.integer(9);
  journey.phase = static_cast<JourneyPhase>(query.integer(10));
  journey.path = query.text(11);
  journey.since = from_ms(query.integer(12));
  journey.due_at = instant_or_none(query, 13);
  journey.limit_day = query.integer_or_none(14);
  journey.ended_at = instant_or_none(query, 15);
  if (!query.is_null(16)) journey.end = static_cast<JourneyEnd>(query.integer(16));
  journey.heard_event = query.integer_or_none(17);
  journey.skips = query.text(18);
  journey.waited = query.text(19);
  return journey;
}

std::vector<JourneyRow> rows(Query& query) {
  std::vector<JourneyRow> out;
  while (query.step()) out.push_back(row(query));
  return out;
}

QuietTrigger quiet_row(const Query& query) {
  return {query.integer(0), query.integer(1), query.integer(2),
          query.text(3),    query.integer(4), from_ms(query.integer(5))};
}

}  // namespace

std::string_view to_text(JourneyEnd end) {
  switch (end) {
    case JourneyEnd::Finished:
      return "finished";
    case JourneyEnd::GoalReached:
      return "goal reached";
    case JourneyEnd::ExitEvent:
      return "exit by event";
    case JourneyEnd::ExitCondition:
      return "exit by condition";
    case JourneyEnd::TimeLimit:
      return "time limit";
    case JourneyEnd::StepExit:
      return "exit by step";
    case JourneyEnd::CampaignRemoved:
      return "campaign removed";
    case JourneyEnd::Broken:
      return "broken";
    case JourneyEnd::CampaignEnded:
      return "campaign ended";
    case JourneyEnd::Erased:
      return "customer erased";
  }
  return "?";
}

std::string_view to_text(StepResult result) {
  switch (result) {
    case StepResult::Passed:
      return "passed";
    case StepResult::Queued:
      return "queued";
    case StepResult::Withheld:
      return "withheld";
    case StepResult::Split:
      return "split";
    case StepResult::Rested:
      return "rested";
    case StepResult::Exited:
      return "exited";
    case StepResult::TimedOut:
      return "timed out";
    case StepResult::Set:
      return "set";
    case StepResult::Listed:
      return "listed";
    case StepResult::Emitted:
      return "emitted";
    case StepResult::Called:
      return "called";
    case StepResult::HeldOut:
      return "held out";
  }
  return "?";
}

JourneyId Journeys::start(const JourneyRow& journey) {
  Query(
      database_,
      "INSERT INTO journeys (campaign_id, version_id, customer_id, entry_key, trigger_event_id, cause_depth, "
      "started_at, step, phase, path, since, due_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, "
      "?12)")
      .bind(journey.campaign, journey.version, journey.customer, journey.entry_key, journey.trigger_event,
            journey.cause_depth, to_ms(journey.started_at), journey.step,
            static_cast<std::int64_t>(journey.phase), journey.path, to_ms(journey.since),
            ms_or_none(journey.due_at))
      .run();
  return database_.last_insert_id();
}

std::optional<JourneyRow> Journeys::find(JourneyId id) {
  Query query(database_,
              "SELECT id, campaign_id, version_id, customer_id, entry_key, trigger_event_id, cause_depth, "
              "started_at, "
              "step, steps_taken, phase, path, since, due_at, limit_day, ended_at, end_reason, "
              "heard_event_id, skips, waited FROM journeys "
              "WHERE id = ?1");
  query.bind(id);
  if (!query.step()) return std::nullopt;
  return row(query);
}

std::vector<JourneyRow> Journeys::running(CustomerId customer) {
  Query query(database_,
              "SELECT id, campaign_id, version_id, customer_id, entry_key, trigger_event_id, cause_depth, "
              "started_at, "
              "step, steps_taken, phase, path, since, due_at, limit_day, ended_at, end_reason, "
              "heard_event_id, skips, waited FROM journeys "
              "WHERE customer_id = ?1 AND ended_at IS NULL ORDER BY id");
  query.bind(customer);
  return rows(query);
}

std::vector<JourneyRow> Journeys::of_customer(CampaignId campaign, CustomerId customer) {
  Query query(database_,
              "SELECT id, campaign_id, version_id, customer_id, entry_key, trigger_event_id, cause_depth, "
              "started_at, "
              "step, steps_taken, phase, path, since, due_at, limit_day, ended_at, end_reason, "
              "heard_event_id, skips, waited FROM journeys "
              "WHERE campaign_id = ?1 AND customer_id = ?2 ORDER BY started_at, id");
  query.bind(campaign, customer);
  return rows(query);
}

std::vector<JourneyRow> Journeys::without_timer(CampaignId campaign, std::size_t limit) {
  Query query(database_,
              "SELECT id, campaign_id, version_id, customer_id, entry_key, trigger_event_id, cause_depth, "
              "started_at, "
              "step, steps_taken, phase, path, since, due_at, limit_day, ended_at, end_reason, "
              "heard_event_id, skips, waited "
              "FROM journeys WHERE campaign_id = ?1 AND ended_at IS NULL AND due_at IS NULL LIMIT ?2");
  query.bind(campaign, limit);
  return rows(query);
}

std::optional<Instant> Journeys::last_start(CampaignId campaign, CustomerId customer) {
  Query query(database_, "SELECT max(started_at) FROM journeys WHERE campaign_id = ?1 AND customer_id = ?2");
  query.bind(campaign, customer);
  if (!query.step()) return std::nullopt;
  return instant_or_none(query, 0);
}

bool Journeys::has_entered(CampaignId campaign, CustomerId customer, std::string_view entry_key) {
  Query query(
      database_,
      "SELECT 1 FROM journeys WHERE campaign_id = ?1 AND customer_id = ?2 AND entry_key = ?3 LIMIT 1");
  query.bind(campaign, customer, entry_key);
  return query.step();
}

bool Journeys::is_inside(CampaignId campaign, CustomerId customer, std::string_view entry_key) {
  Query query(database_,
              "SELECT 1 FROM journeys WHERE campaign_id = ?1 AND customer_id = ?2 AND entry_key = ?3 "
              "AND ended_at IS NULL LIMIT 1");
  query.bind(campaign, customer, entry_key);
  return query.step();
}

void Journeys::save(const JourneyRow& journey) {
  Query(database_,
        "UPDATE journeys SET step = ?2, steps_taken = ?3, phase = ?4, path = ?5, since = ?6, due_at = ?7, "
        "limit_day = ?8, heard_event_id = ?9, skips = ?10, waited = ?11 WHERE id = ?1")
      .bind(journey.id, journey.step, journey.steps_taken, static_cast<std::int64_t>(journey.phase),
            journey.path, to_ms(journey.since), ms_or_none(journey.due_at), journey.limit_day,
            journey.heard_event, journey.skips, journey.waited)
      .run();
}

void Journeys::move(const JourneyRow& journey) {
  Query(database_, "UPDATE journeys SET version_id = ?2 WHERE id = ?1")
      .bind(journey.id, journey.version)
      .run();
  save(journey);
}

void Journeys::end(JourneyId id, JourneyEnd reason, Instant at, std::optional<EventId> by) {
  Query(database_,
        "UPDATE journeys SET ended_at = ?2, end_reason = ?3, end_event_id = ?4, due_at = NULL WHERE id = ?1 "
        "AND ended_at IS NULL")
      .bind(id, to_ms(at), static_cast<std::int64_t>(reason), by)
      .run();
}

void Journeys::note_step(JourneyId id, const JourneyStepRow& step) {
  Query(
      database_,
      "INSERT INTO journey_steps (journey_id, number, step, at, result, detail, waited) VALUES (?1, ?2, ?3, "
      "?4, ?5, ?6, ?7)")
      .bind(id, step.number, step.step, to_ms(step.at), static_cast<std::int64_t>(step.result), step.detail,
            step.waited)
      .run();
}

std::vector<JourneyStepRow> Journeys::steps(JourneyId id) {
  Query query(database_,
              "SELECT number, step, at, result, detail, waited FROM journey_steps WHERE journey_id = ?1 "
              "ORDER BY number");
  query.bind(id);
  std::vector<JourneyStepRow> out;
  while (query.step()) {
    out.push_back({query.integer(0), query.integer(1), from_ms(query.integer(2)),
                   static_cast<StepResult>(query.integer(3)), query.text(4), query.text(5)});
  }
  return out;
}

std::int64_t Journeys::count_running() {
  Query query(database_, "SELECT count(*) FROM journeys WHERE ended_at IS NULL");
  return query.step() ? query.integer(0) : 0;
}

std::optional<QuietTrigger> Journeys::find_quiet(CampaignId campaign, CustomerId customer,
                                                 std::string_view entry_key) {
  Query query(database_,
              "SELECT id, campaign_id, customer_id, entry_key, event_id, due_at FROM quiet_triggers "
              "WHERE campaign_id = ?1 AND customer_id = ?2 AND entry_key = ?3");
  query.bind(campaign, customer, entry_key);
  if (!query.step()) return std::nullopt;
  return quiet_row(query);
}

std::optional<QuietTrigger> Journeys::find_quiet(std::int64_t id) {
  Query query(
      database_,
      "SELECT id, campaign_id, customer_id, entry_key, event_id, due_at FROM quiet_triggers WHERE id = ?1");
  query.bind(id);
  if (!query.step()) return std::nullopt;
  return quiet_row(query);
}

std::int64_t Journeys::save_quiet(const QuietTrigger& trigger) {
  Query query(database_,
              "INSERT INTO quiet_triggers (campaign_id, customer_id, entry_key, event_id, due_at) "
              "VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (campaign_id, customer_id, entry_key) "
              "DO UPDATE SET event_id = excluded.event_id, due_at = excluded.due_at RETURNING id");
  query.bind(trigger.campaign, trigger.customer, trigger.entry_key, trigger.event, to_ms(trigger.due_at));
  query.step();
  const std::int64_t id = query.integer(0);
  query.run();
  return id;
}

void Journeys::remove_quiet(std::int64_t id) {
  Query(database_, "DELETE FROM quiet_triggers WHERE id = ?1").bind(id).run();
}

}  // namespace lifecycled
