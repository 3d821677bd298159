#include "insight/campaign_flow.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <vector>

#include "config/load.hpp"
#include "config/step_words.hpp"
#include "insight/campaign_ways.hpp"
#include "journey/step_match.hpp"
#include "store/journey_variants.hpp"

namespace lifecycled {
namespace {

// Where the steps of one version of a campaign's file are in the file of today.
struct VersionSteps {
  bool has_the_same = false;
  std::vector<std::optional<std::size_t>> now_at;  // nothing: the step has gone

  // Of one of its steps; the end is the end of today's.
  std::optional<std::int64_t> find(std::int64_t step, std::int64_t size) const {
    if (step < 0 || step >= static_cast<std::int64_t>(now_at.size())) return size;
    const auto found = now_at[static_cast<std::size_t>(step)];
    return found ? std::optional(static_cast<std::int64_t>(*found)) : std::nullopt;
  }
};

VersionSteps steps_of(const CampaignDefinition& then, const CampaignDefinition& campaign) {
  VersionSteps out;
  out.has_the_same = have_same_steps(then, campaign);
  for (std::size_t i = 0; i < then.steps.size(); ++i)
    out.now_at.push_back(out.has_the_same ? i : step_with_key(campaign, step_key(then, i)));
  return out;
}

std::map<VersionId, VersionSteps> versions_of(Database& database, CampaignId id,
                                              const CampaignDefinition& campaign) {
  std::map<VersionId, VersionSteps> out;
  for (const CampaignVersion& version : CampaignCounts(database).versions(id)) {
    Problems problems;
    const auto then = parse_campaign(campaign.name, version.source, campaign.name, problems);
    if (!problems.has_errors()) out[version.id] = steps_of(then, campaign);
  }
  return out;
}

// How the wait of `step` ended; "" where that is not known. Of journeys from before it was written down the
// event is known that ended the latest wait: that tells of a campaign's only one, if nobody comes by twice.
std::string outcome_of(const CampaignDefinition& campaign, std::int64_t step, const MoveCount& move) {
  if (!move.waited.empty() || !move.latest_heard) return move.waited;
  const auto& steps = campaign.steps;
  const CampaignStep& here = steps[static_cast<std::size_t>(step)];
  const bool is_the_only_wait =
      std::ranges::count_if(steps, [](const CampaignStep& one) { return one.wait_for.has_value(); }) == 1 &&
      std::ranges::none_of(steps, [](const CampaignStep& one) { return one.to.has_value(); });
  if (!here.wait_for || !is_the_only_wait) return "";
  if (!move.latest_heard->empty()) return heard_words(*here.wait_for, *move.latest_heard);
  // Or its date was absent, or the stage was reached before.
  return here.until || here.wait_for->stage ? "" : timed_out_words(*here.wait_for);
}

void count_taken(StepFlow& step, const MoveCount& move, const std::string& outcome) {
  if (!outcome.empty()) step.waited[outcome] += move.journeys;
  const bool says_no_more = move.result == StepResult::Passed || move.result == StepResult::TimedOut;
  if (outcome.empty() || !says_no_more) step.taken[std::string(to_text(move.result))] += move.journeys;
}

// Steps that were taken by an earlier version count where today's file has them still.
void count_move(CampaignFlow& flow, const CampaignDefinition& campaign, const MoveCount& move,
                const std::map<VersionId, VersionSteps>& versions,
                const std::set<std::pair<std::int64_t, std::int64_t>>& ways) {
  const auto size = static_cast<std::int64_t>(flow.steps.size());
  const auto left = versions.find(move.from_version), reached = versions.find(move.to_version);
  const auto from = move.from < 0            ? std::optional(campaign_start)
                    : left == versions.end() ? std::nullopt
                                             : left->second.find(move.from, size);
  const auto to = reached == versions.end() ? std::nullopt : reached->second.find(move.to, size);
  if (to && from && ways.contains({*from, *to})) {
    flow.moves[{*from, *to}] += move.journeys;
  } else if (to) {
    StepFlow& there = *to < size ? flow.steps[static_cast<std::size_t>(*to)] : flow.end;
    there.by_other_ways += move.journeys;
  }
  if (from && *from >= 0 && *from < size)
    count_taken(flow.steps[static_cast<std::size_t>(*from)], move, outcome_of(campaign, *from, move));
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
  const auto versions = versions_of(database, row->id, campaign);
  const auto is_like = [&](VersionId version) {
    const auto found = versions.find(version);
    return found != versions.end() && found->second.has_the_same;
  };
  CampaignCounts counts(database);
  for (const StandingCount& standing : counts.standing(row->id)) {
    if (is_like(standing.version)) {
      count_standing(flow, standing);
    } else {
      (standing.end ? flow.ended_by_other_versions : flow.by_other_versions) += standing.journeys;
    }
  }
  std::set<std::pair<std::int64_t, std::int64_t>> ways;
  for (const CampaignWay& way : ways_of(campaign)) ways.insert({way.from, way.to});
  for (const MoveCount& move : counts.moves(row->id)) {
    if (is_like(move.version)) count_move(flow, campaign, move, versions, ways);
  }
  for (const VariantCount& count : JourneyVariants(database).counts(row->id)) {
    const auto step = std::ranges::find(campaign.steps, count.step, &CampaignStep::id);
    if (step == campaign.steps.end() || !std::holds_alternative<TestAction>(step->action)) continue;
    flow.steps[static_cast<std::size_t>(step - campaign.steps.begin())].variants[count.variant] = {
        count.people, count.goals};
  }
  return flow;
}

std::int64_t came_to_the_end(const CampaignFlow& flow) {
  std::int64_t out = flow.end.by_other_ways;
  for (const auto& [ends, count] : flow.moves) {
    if (ends.second == static_cast<std::int64_t>(flow.steps.size())) out += count;
  }
  return out;
}

}  // namespace lifecycled
