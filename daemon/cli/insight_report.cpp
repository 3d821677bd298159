#include "cli/insight_report.hpp"

#include <algorithm>

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include "config/step_words.hpp"
#include "insight/campaign_ways.hpp"

namespace lifecycled {

namespace json = boost::json;

namespace {

json::array texts(const std::vector<std::string>& list) {
  json::array out;
  for (const std::string& text : list) out.push_back(json::value(text));
  return out;
}

json::object counts(const std::map<std::string, std::int64_t>& list) {
  json::object out;
  for (const auto& [word, count] : list) out[word] = count;
  return out;
}

}  // namespace

json::object map_json(const ShopMap& map) {
  json::object parts, stages;
  for (const MapPart& part : map.parts) {
    json::array campaigns;
    for (const MapCampaign& campaign : part.campaigns) {
      campaigns.push_back(json::object{{"name", campaign.name},
                                       {"title", campaign.title},
                                       {"starts_by", campaign.starts_by},
                                       {"channels", texts(campaign.channels)},
                                       {"inside", campaign.inside},
                                       {"live", campaign.live},
                                       {"halt", campaign.halt}});
    }
    parts[to_text(part.part)] = json::object{{"missing", part.is_missing()},
                                             {"channels", texts(part.channels)},
                                             {"campaigns", std::move(campaigns)}};
  }
  for (const Stage stage : all_stages)
    stages[to_text(stage)] = map.stages.at(static_cast<std::size_t>(stage));
  json::array moves;
  for (const StageMove& move : map.moves)
    moves.push_back(json::object{{"from", move.from}, {"to", move.to}, {"customers", move.customers}});
  json::value weakest;
  if (map.weakest) {
    weakest = json::object{{"from", to_text(map.weakest->from)},
                           {"to", to_text(map.weakest->to)},
                           {"stood", map.weakest->stood},
                           {"moved", map.weakest->moved}};
  }
  return json::object{{"shop", map.shop},
                      {"parts", std::move(parts)},
                      {"stages", std::move(stages)},
                      {"moves", std::move(moves)},
                      {"weakest_step", std::move(weakest)}};
}

json::object flow_json(const CampaignDefinition& campaign, const CampaignFlow& flow) {
  json::array steps, ways;
  for (std::size_t i = 0; i < campaign.steps.size(); ++i) {
    const StepFlow& here = flow.steps.at(i);
    json::object variants;
    for (const auto& [message, tally] : here.variants)
      variants[message] = json::object{{"people", tally.people}, {"goals", tally.goals}};
    steps.push_back(json::object{{"id", campaign.steps[i].id},
                                 {"does", step_title(campaign.steps[i])},
                                 {"waits", step_wait(campaign.steps[i])},
                                 {"inside", here.inside},
                                 {"left", counts(here.left)},
                                 {"waited", counts(here.waited)},
                                 {"taken", counts(here.taken)},
                                 {"variants", std::move(variants)},
                                 {"by_other_ways", here.by_other_ways}});
  }
  // Which may be a step's id, too.
  const auto is_free = [&](std::string_view word) {
    return std::ranges::find(campaign.steps, word, &CampaignStep::id) == campaign.steps.end();
  };
  const std::string the_start = is_free("start") ? "start" : "the start",
                    the_end = is_free("end") ? "end" : "the end";
  const auto id = [&](std::int64_t step) {
    if (step == campaign_start) return the_start;
    const auto index = static_cast<std::size_t>(step);
    return index < campaign.steps.size() ? campaign.steps[index].id : the_end;
  };
  for (const CampaignWay& way : ways_of(campaign)) {
    const auto found = flow.moves.find({way.from, way.to});
    ways.push_back(json::object{{"from", id(way.from)},
                                {"to", id(way.to)},
                                {"label", way.label},
                                {"journeys", found == flow.moves.end() ? 0 : found->second}});
  }
  return json::object{{"campaign", campaign.name},
                      {"started", flow.started},
                      {"inside", flow.inside},
                      {"by_other_versions", flow.by_other_versions},
                      {"ended_by_other_versions", flow.ended_by_other_versions},
                      {"came_to_the_end", came_to_the_end(flow)},
                      {"came_to_the_end_by_other_ways", flow.end.by_other_ways},
                      {"finished", flow.finished},
                      {"goals", flow.goals},
                      {"halt", flow.halt.empty() ? json::value() : json::value(flow.halt)},
                      {"steps", std::move(steps)},
                      {"ways", std::move(ways)}};
}

json::object plan_json(const std::vector<PlannedCampaign>& plan,
                       const std::vector<PlannedSegment>& segments) {
  json::array campaigns;
  for (const PlannedCampaign& planned : plan) {
    json::array steps;
    for (const PlannedStep& step : planned.steps) {
      steps.push_back(json::object{
          {"id", step.id}, {"does", step.title}, {"inside", step.inside}, {"change", step.change}});
    }
    json::array landings;
    for (const PlannedLanding& landing : planned.landings) {
      landings.push_back(
          json::object{{"from", landing.from},
                       {"to", landing.to},
                       {"path", landing.path},
                       {"gone", landing.has_gone},
                       {"version", landing.by_the_version_in_force ? "in force" : "an earlier one"},
                       {"inside", landing.inside}});
    }
    campaigns.push_back(json::object{{"campaign", planned.name},
                                     {"change", planned.change},
                                     {"inside", planned.inside},
                                     {"would_start", planned.would_start},
                                     {"would_start_at_most", planned.is_upper_bound},
                                     {"steps", std::move(steps)},
                                     {"move", std::move(landings)},
                                     {"notes", texts(planned.notes)}});
  }
  json::array planned_segments;
  for (const PlannedSegment& segment : segments) {
    planned_segments.push_back(json::object{{"segment", segment.name},
                                            {"change", segment.change},
                                            {"inside", segment.inside},
                                            {"would_be", segment.would_be}});
  }
  return json::object{{"campaigns", std::move(campaigns)}, {"segments", std::move(planned_segments)}};
}

std::string plan_report(const std::vector<PlannedCampaign>& plan,
                        const std::vector<PlannedSegment>& segments) {
  if (plan.empty() && segments.empty()) return "nothing changes for anybody\n";
  std::string out;
  for (const PlannedCampaign& planned : plan) {
    out += fmt::format("{}: {}, {} inside\n", planned.name,
                       planned.change.empty() ? "as before" : planned.change, planned.inside);
    for (const PlannedStep& step : planned.steps) {
      out += fmt::format("  {:>8}  {} ({}){}\n", step.inside > 0 ? std::to_string(step.inside) : "", step.id,
                         step.title, step.change.empty() ? "" : ": " + step.change);
    }
    for (const std::string& note : planned.notes) out += "  " + note + "\n";
    for (const PlannedLanding& landing : planned.landings) {
      out += fmt::format("  {:>8}  {}{}{} -> {}\n", landing.inside, landing.from,
                         landing.by_the_version_in_force ? "" : " (earlier version)",
                         landing.has_gone ? ", gone" : "", landing.to);
    }
  }
  for (const PlannedSegment& segment : segments) {
    out += fmt::format("segment {}: {}, {} would be in ({} are now)\n", segment.name, segment.change,
                       segment.would_be, segment.inside);
  }
  return out;
}

}  // namespace lifecycled
