#include "cli/taken_steps.hpp"

#include "config/step_words.hpp"
#include "store/campaign_moves.hpp"
#include "store/events.hpp"

namespace lifecycled {
namespace {

const CampaignStep* step_of(const TakenStep& taken) {
  const auto index = static_cast<std::size_t>(taken.row.step);
  if (!taken.by || index >= taken.by->definition.steps.size()) return nullptr;
  return &taken.by->definition.steps[index];
}

// Not passed by for another reason, such as a date that is absent.
bool waited_for_an_event(const TakenStep& taken) {
  const CampaignStep* step = step_of(taken);
  if (!step || !step->wait_for) return false;
  return !taken.row.waited.empty() || taken.row.result != StepResult::Passed || taken.row.detail.empty();
}

std::string outcome_of_before(Database& database, const StepWait& wait, const JourneyRow& journey) {
  if (!journey.heard_event) return wait.stage ? "" : timed_out_words(wait);
  const auto heard = Events(database).find(*journey.heard_event);
  return heard ? heard_words(wait, heard->name) : "";
}

}  // namespace

std::vector<TakenStep> taken_steps(Database& database, CampaignSet& campaigns, const JourneyRow& journey) {
  const auto earlier = CampaignMoves(database).earlier(journey.id);
  std::vector<TakenStep> out;
  std::optional<std::size_t> latest_wait;
  for (JourneyStepRow& row : Journeys(database).steps(journey.id)) {
    const CampaignProgram* by =
        campaigns.version(database, journey.campaign, version_of_step(journey, earlier, row.number));
    out.push_back({std::move(row), by});
    if (waited_for_an_event(out.back())) latest_wait = out.size() - 1;
  }
  // What is at hand may be of a later wait already, whose step is still to be taken.
  if (!latest_wait || !journey.waited.empty()) return out;
  TakenStep& latest = out[*latest_wait];
  if (latest.row.waited.empty())
    latest.row.waited = outcome_of_before(database, *step_of(latest)->wait_for, journey);
  return out;
}

}  // namespace lifecycled
