#include "insight/campaign_flow.hpp"

#include <algorithm>
#include <set>

#include "config/load.hpp"
#include "config/step_words.hpp"

namespace lifecycled {
namespace {

std::set<VersionId> versions_like(Database& database, CampaignId id, const CampaignDefinition& campaign) {
  std::set<VersionId> out;
  for (const CampaignVersion& version : CampaignCounts(database).versions(id)) {
    if (version.source == campaign.source) {
      out.insert(version.id);
      continue;
    }
    Problems problems;
    const auto then = parse_campaign(campaign.name, version.source, campaign.name, problems);
    if (!problems.has_errors() && have_same_steps(then, campaign)) out.insert(version.id);
  }
  return out;
}

void count_standing(CampaignFlow& flow, const StandingCount& row) {
  const auto size = static_cast<std::int64_t>(flow.steps.size());
  flow.started += row.journeys;
  if (!row.end) flow.inside += row.journeys;
  if (row.end == JourneyEnd::GoalReached) flow.goals += row.journeys;
  if (row.end == JourneyEnd::Finished) flow.finished += row.journeys;
  if (row.step < 0 || row.step >= size || row.end == JourneyEnd::StepExit) return;
  StepFlow& step = flow.steps[static_cast<std::size_t>(row.step)];
  if (row.end) {
    step.left[std::string(to_text(*row.end))] += row.journeys;
  } else {
    step.inside += row.journeys;
  }
}

}  // namespace

bool have_same_steps(const CampaignDefinition& one, const CampaignDefinition& other) {
  return std::ranges::equal(one.steps, other.steps, [](const CampaignStep& a, const CampaignStep& b) {
    return a.id == b.id && a.path == b.path && step_title(a) == step_title(b);
  });
}

CampaignFlow flow_of(Database& database, const CampaignDefinition& campaign) {
  CampaignFlow flow;
  flow.steps.resize(campaign.steps.size());
  const auto row = Campaigns(database).find(campaign.name);
  if (!row) return flow;
  flow.halt = to_text(CampaignHalts(database).of(row->id));
  const auto like = versions_like(database, row->id, campaign);
  CampaignCounts counts(database);
  for (const StandingCount& standing : counts.standing(row->id)) {
    if (like.contains(standing.version)) {
      count_standing(flow, standing);
    } else if (!standing.end) {
      flow.by_other_versions += standing.journeys;
    }
  }
  const auto size = static_cast<std::int64_t>(campaign.steps.size());
  for (const MoveCount& move : counts.moves(row->id)) {
    if (!like.contains(move.version)) continue;
    const std::int64_t to = move.to < 0 ? size : move.to;
    if (move.to != in_another_version) flow.moves[{move.from, to}] += move.journeys;
    if (move.from >= 0 && move.from < size)
      flow.steps[static_cast<std::size_t>(move.from)].taken[std::string(to_text(move.result))] +=
          move.journeys;
  }
  return flow;
}

}  // namespace lifecycled
