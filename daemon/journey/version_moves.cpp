#include "journey/version_moves.hpp"

#include <set>

#include "base/text.hpp"
#include "journey/step_match.hpp"
#include "journey/step_moment.hpp"
#include "store/timers.hpp"

namespace lifecycled {
namespace {

// What was done or tried; a split may be asked again, and who was passed by has had nothing.
bool is_an_act(const CampaignStep& step, StepResult result) {
  if (result == StepResult::Passed || result == StepResult::TimedOut || result == StepResult::Split)
    return false;
  return !std::holds_alternative<std::monostate>(step.action);
}

}  // namespace

bool take_skip(JourneyRow& journey, std::int64_t step) {
  if (journey.skips.empty()) return false;
  const std::string wanted = std::to_string(step);
  std::string left;
  bool found = false;
  for (const std::string_view one : split(journey.skips, ' ')) {
    if (one.empty()) continue;
    if (one == wanted) {
      found = true;
    } else {
      left += std::string(one) + " ";
    }
  }
  if (found) journey.skips = left;
  return found;
}

bool VersionMoves::go_on(Database& database, Instant now, std::size_t limit) {
  CampaignMoves moves(database);
  auto going_on = moves.first();
  if (!going_on) return false;
  const std::string name = Campaigns(database).name(going_on->campaign);
  CampaignProgram* to = campaigns_.current(going_on->campaign);
  // Another file came meanwhile: nobody has said that it is meant for those inside, too.
  if (!to || to->version != going_on->to) {
    moves.end(going_on->campaign);
    log_.warning("campaign.move_overtaken", {{"campaign", name}, {"moved", going_on->moved}});
    return true;
  }
  const auto inside = moves.inside(going_on->campaign, going_on->after, limit);
  for (const JourneyRow& journey : inside) {
    going_on->after = journey.id;
    going_on->moved += move(database, journey, *to, now);
  }
  if (inside.size() < limit) {
    moves.end(going_on->campaign);
    log_.info("campaign.moved", {{"campaign", name}, {"moved", going_on->moved}});
  } else {
    moves.save(*going_on);
  }
  return true;
}

bool VersionMoves::move(Database& database, JourneyRow journey, CampaignProgram& to, Instant now) {
  if (journey.version == to.version) return false;
  CampaignProgram* from = campaigns_.version(database, journey.campaign, journey.version);
  if (!from) return false;
  const Landing landing =
      landing_in(to.definition, from->definition, static_cast<std::size_t>(journey.step), journey.path);
  CampaignMoves(database).note_version(journey.id, {journey.steps_taken, journey.version, now});
  journey.skips = taken_ahead(database, journey, to.definition, landing.step);
  journey.version = to.version;
  journey.step = static_cast<std::int64_t>(landing.step);
  const CampaignStep* step = landing.is_the_same ? &to.definition.steps[landing.step] : nullptr;
  const bool listens_on = step && journey.phase == JourneyPhase::Listening && step->wait_for;
  const bool stands_on = step && journey.phase == JourneyPhase::Slot;
  if (!listens_on && !stands_on) {
    limits_.leave(database, journey);
    journey.limit_day.reset();
    journey.waited.clear();
    journey.phase = JourneyPhase::Waiting;
  }
  // Whoever has a place in line, or for an hour of today, keeps it.
  const bool has_its_place = stands_on && (journey.limit_day || LimitPlaces(database).find(journey.id));
  if (!has_its_place) wake(database, to, journey, now);
  Journeys(database).move(journey);
  return true;
}

// Those steps from `from` on that it took before, by whatever version.
std::string VersionMoves::taken_ahead(Database& database, const JourneyRow& journey,
                                      const CampaignDefinition& after, std::size_t from) {
  const auto earlier = CampaignMoves(database).earlier(journey.id);
  std::set<std::size_t> ahead;
  for (const JourneyStepRow& taken : Journeys(database).steps(journey.id)) {
    const CampaignProgram* by =
        campaigns_.version(database, journey.campaign, version_of_step(journey, earlier, taken.number));
    const auto index = static_cast<std::size_t>(taken.step);
    if (!by || index >= by->definition.steps.size()) continue;
    if (!is_an_act(by->definition.steps[index], taken.result)) continue;
    const auto now_at = step_with_key(after, step_key(by->definition, index));
    if (now_at && *now_at >= from) ahead.insert(*now_at);
  }
  std::string out;
  for (const std::size_t step : ahead) out += std::to_string(step) + " ";
  return out;
}

// Its step may be due at another moment now: it looks for itself at once.
void VersionMoves::wake(Database& database, CampaignProgram& program, JourneyRow& journey,
                        Instant now) const {
  Timers timers(database);
  if (journey.due_at) timers.cancel({*journey.due_at, TimerKind::Journey, journey.id});
  journey.due_at = now;
  timers.set({now, TimerKind::Journey, journey.id});
  if (journey.phase != JourneyPhase::Waiting) return;
  const JourneyRun run = journey_run(database, program, journey, now);
  if (run.is_past_the_end() || !run.step().at || run.step().until) return;
  // A moment that would have been counts from now, so that an hour of the day is still met.
  const auto moment = step_moment(run, shop_zone_);
  if (moment && *moment < now) journey.since = now - run.step().after.value_or(Milliseconds{0});
}

}  // namespace lifecycled
