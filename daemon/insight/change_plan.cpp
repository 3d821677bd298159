#include "insight/change_plan.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "config/step_words.hpp"
#include "insight/start_count.hpp"
#include "journey/segment_members.hpp"
#include "journey/step_match.hpp"
#include "store/campaign_halts.hpp"
#include "store/customers.hpp"
#include "store/segments.hpp"
#include "store/shop_figures.hpp"

namespace lifecycled {
namespace {

// As long as a person waits for a plan without wondering.
constexpr std::chrono::seconds counts_for{5};

using StepsInside = std::map<VersionId, std::map<std::int64_t, std::int64_t>>;

std::string full_words(const CampaignStep& step) {
  std::string out = step_title(step);
  if (const std::string wait = step_wait(step); !wait.empty()) out += ", " + wait;
  if (!step.where.text.empty()) out += ", where " + step.where.text;
  if (!step.path.empty()) out += ", on the path " + step.path;
  return out;
}

class Planner {
 public:
  Planner(Database& database, const Configuration& next, const std::vector<PlannedSegment>& segments,
          Instant now)
      : database_(database),
        next_(next),
        segments_(segments),
        now_(now),
        functions_(database, next.settings.shop.currency) {
    if (const auto figures = ShopFigures(database).latest()) functions_.use_figures(*figures);
    functions_.look_at({now, nullptr, std::nullopt});
  }

  std::vector<PlannedCampaign> all() {
    std::map<std::string, PlannedCampaign> out;
    for (const CampaignDefinition& campaign : next_.campaigns) {
      PlannedCampaign planned = plan(campaign);
      if (!planned.change.empty() || planned.would_start > 0 || !planned.landings.empty())
        out[campaign.name] = std::move(planned);
    }
    for (const CampaignRow& row : Campaigns(database_).all()) {
      const bool stays =
          std::ranges::find(next_.campaigns, row.name, &CampaignDefinition::name) != next_.campaigns.end();
      if (!stays && row.live_since) out[row.name] = removed(row);
    }
    std::vector<PlannedCampaign> list;
    for (auto& [name, planned] : out) list.push_back(std::move(planned));
    return list;
  }

 private:
  PlannedCampaign plan(const CampaignDefinition& campaign) {
    PlannedCampaign out;
    out.name = campaign.name;
    const auto row = Campaigns(database_).find(campaign.name);
    if (!row || !row->current_version) {
      out.change = campaign.live ? "new" : "new, not live";
      note_starts(campaign, nullptr, std::nullopt, out);
      return out;
    }
    const auto source = Campaigns(database_).source(*row->current_version).value_or("");
    Problems problems;
    const CampaignDefinition before = parse_campaign(campaign.name, source, campaign.name, problems);
    const StepsInside inside = count(row->id, out);
    if (source != campaign.source) {
      out.change = "changed";
      note_steps(before, campaign, inside, out);
      if (out.inside > 0)
        out.notes.push_back(fmt::format("{} inside go on by the version they began with", out.inside));
    }
    note_landings(row->id, *row->current_version, campaign, out);
    if (row->live_since && !campaign.live) {
      out.change = "is switched off";
      if (out.inside > 0)
        out.notes.push_back(fmt::format("{} inside wait until it is live again", out.inside));
    } else if (!row->live_since && campaign.live) {
      out.change = "goes live";
    }
    if (const std::string halt = to_text(CampaignHalts(database_).of(row->id));
        !halt.empty() && !out.change.empty())
      out.notes.push_back("it is " + halt + ", and stays so");
    note_starts(campaign, &before, row->live_since, out);
    return out;
  }

  PlannedCampaign removed(const CampaignRow& row) {
    PlannedCampaign out;
    out.name = row.name;
    out.change = "removed";
    count(row.id, out);
    out.notes.push_back(out.inside > 0 ? fmt::format("{} inside end at their next step", out.inside)
                                       : "nobody is inside");
    return out;
  }

  StepsInside count(CampaignId campaign, PlannedCampaign& out) {
    StepsInside inside;
    for (const StandingCount& standing : CampaignCounts(database_).inside(campaign)) {
      out.inside += standing.journeys;
      inside[standing.version][standing.step] += standing.journeys;
    }
    return inside;
  }

  // Those inside by the version in force, step by step against the new file.
  void note_steps(const CampaignDefinition& before, const CampaignDefinition& after,
                  const StepsInside& inside, PlannedCampaign& out) {
    const auto row = Campaigns(database_).find(after.name);
    const auto here = inside.find(*row->current_version);
    std::int64_t told = 0;
    for (std::size_t i = 0; i < before.steps.size(); ++i) {
      const CampaignStep& step = before.steps[i];
      PlannedStep planned{step.id, full_words(step), 0, change_of(before, i, after)};
      if (here != inside.end()) {
        const auto standing = here->second.find(static_cast<std::int64_t>(i));
        if (standing != here->second.end()) planned.inside = standing->second;
      }
      told += planned.inside;
      if (planned.inside > 0 || !planned.change.empty()) out.steps.push_back(std::move(planned));
    }
    for (const CampaignStep& step : after.steps) {
      if (std::ranges::find(before.steps, step.id, &CampaignStep::id) == before.steps.end())
        out.steps.push_back({step.id, full_words(step), 0, "new"});
    }
    if (out.inside > told)
      out.notes.push_back(fmt::format("{} of them by still earlier versions", out.inside - told));
  }

  void note_landings(CampaignId id, VersionId in_force, const CampaignDefinition& after,
                     PlannedCampaign& out) {
    std::map<VersionId, CampaignDefinition> versions;
    std::set<std::string> lost_paths;
    for (const CampaignVersion& version : CampaignCounts(database_).versions(id)) {
      Problems problems;
      if (version.source != after.source)
        versions[version.id] = parse_campaign(after.name, version.source, after.name, problems);
    }
    std::int64_t movable = 0;
    for (const StandingCount& standing : CampaignCounts(database_).inside(id)) {
      const auto version = versions.find(standing.version);
      const auto index = static_cast<std::size_t>(standing.step);
      if (version == versions.end() || index >= version->second.steps.size()) continue;
      const CampaignDefinition& before = version->second;
      const Landing landing = landing_in(after, before, index, standing.path);
      const bool ends = landing.step >= after.steps.size();
      out.landings.push_back({before.steps[index].id, ends ? "the end" : after.steps[landing.step].id,
                              standing.path, standing.version == in_force, !landing.is_the_same,
                              standing.journeys});
      movable += standing.journeys;
      if (!standing.path.empty() && !has_path(after, standing.path)) lost_paths.insert(standing.path);
    }
    if (movable == 0) return;
    out.notes.push_back(
        fmt::format("{} of those inside have another version; after a reload, `lifecycled campaigns move {}` "
                    "takes them to it",
                    movable, after.name));
    for (const std::string& path : lost_paths)
      out.notes.push_back(fmt::format("the path {} is gone: whoever is on it takes the steps for all", path));
  }

  static bool has_path(const CampaignDefinition& campaign, const std::string& path) {
    return std::ranges::find(campaign.steps, path, &CampaignStep::path) != campaign.steps.end();
  }

  static std::string change_of(const CampaignDefinition& before, std::size_t at,
                               const CampaignDefinition& after) {
    const CampaignStep& step = before.steps[at];
    const auto found = std::ranges::find(after.steps, step.id, &CampaignStep::id);
    if (found == after.steps.end()) return "gone";
    const auto place = static_cast<std::size_t>(found - after.steps.begin());
    std::string out;
    if (full_words(step) != full_words(*found)) out = "now " + full_words(*found);
    if (place != at)
      out += fmt::format("{}moves from place {} to {}", out.empty() ? "" : "; ", at + 1, place + 1);
    return out;
  }

  std::int64_t members(const std::string& segment) {
    const auto stage = stage_from_text(segment);
    if (const auto meant = stage ? stage : stage_of_segment(segment))
      return Customers(database_).count_by_stage().at(static_cast<std::size_t>(*meant));
    if (const PlannedSegment* planned = defined_anew(segment)) return planned->would_be;
    const auto row = Segments(database_).find(segment);
    return row ? row->size : 0;
  }

  const PlannedSegment* defined_anew(const std::string& segment) const {
    const auto found = std::ranges::find(segments_, segment, &PlannedSegment::name);
    return found == segments_.end() ? nullptr : &*found;
  }

  void note_starts(const CampaignDefinition& campaign, const CampaignDefinition* before,
                   std::optional<Instant> live_since, PlannedCampaign& out) {
    if (!campaign.live) return;
    const CampaignTrigger& trigger = campaign.trigger;
    const std::string which = trigger.where.text.empty() ? "" : ", those of them where " + trigger.where.text;
    if (trigger.start_existing && !live_since) {
      const std::string segment = trigger.segment_entered ? trigger.segment_entered->name
                                  : trigger.stage_entered ? trigger.stage_entered->name
                                                          : "";
      note_members("start_existing", campaign, segment, "at once", out);
    }
    if (trigger.schedule) note_schedule(campaign, before, live_since, out);
    if (trigger.date) note_date(trigger, before, live_since, which, out);
  }

  // "start_existing: 120 of the 300 in lapsing would start at once": each is asked what the entrance asks.
  void note_members(const std::string& what, const CampaignDefinition& campaign, const std::string& segment,
                    const std::string& when, PlannedCampaign& out) {
    const std::int64_t all = members(segment);
    Problems problems;
    CampaignProgram program = compile_campaign(database_, campaign, next_.events, problems);
    // A condition about a segment that is new, too, cannot be asked yet.
    if (problems.has_errors()) {
      out.would_start = all;
      out.is_upper_bound = true;
      out.notes.push_back(
          fmt::format("{}: at most the {} in {} would start {}; its condition cannot be asked before the "
                      "reload",
                      what, all, segment, when));
      return;
    }
    if (const auto row = Campaigns(database_).find(campaign.name)) program.campaign = row->id;
    const PlannedSegment* planned = defined_anew(segment);
    StartQuestion question{program, segment, planned ? planned->condition : "", {}};
    if (campaign.one_of) {
      for (const CampaignDefinition& other : next_.campaigns) {
        if (other.live && other.one_of && other.one_of->name == campaign.one_of->name)
          question.rivals.push_back(other.name);
      }
    }
    const StartCount counted = count_starts(database_, question, functions_, now_, counts_for);
    out.would_start = counted.is_complete ? counted.would_start : all;
    out.is_upper_bound = !counted.is_complete;
    if (counted.is_complete) {
      out.notes.push_back(fmt::format("{}: {} of the {} in {} would start {}", what, counted.would_start, all,
                                      segment, when));
    } else {
      out.notes.push_back(fmt::format(
          "{}: at most the {} in {} would start {}; {} of the first {} would, further were not asked", what,
          all, segment, when, counted.would_start, counted.asked));
    }
  }

  void note_schedule(const CampaignDefinition& campaign, const CampaignDefinition* before,
                     std::optional<Instant> live_since, PlannedCampaign& out) {
    const CampaignTrigger& trigger = campaign.trigger;
    const bool is_new = !live_since || !before || !before->trigger.schedule ||
                        before->trigger.schedule->text != trigger.schedule->text ||
                        before->trigger.schedule->segment.name != trigger.schedule->segment.name;
    if (!is_new) return;
    const auto moment =
        next_moment(trigger.schedule->when, TimeZone::named(next_.settings.shop.time_zone), now_);
    if (!moment) {
      out.notes.emplace_back("its only moment is over: nobody would start");
      return;
    }
    note_members("as of now", campaign, trigger.schedule->segment.name, "at " + format_instant(*moment), out);
  }

  void note_date(const CampaignTrigger& trigger, const CampaignDefinition* before,
                 std::optional<Instant> live_since, const std::string& which, PlannedCampaign& out) {
    const bool is_new = !live_since || !before || !before->trigger.date ||
                        before->trigger.date->of.name != trigger.date->of.name ||
                        before->trigger.date->offset != trigger.date->offset;
    if (!is_new) return;
    out.would_start = CampaignCounts(database_).customers_with(trigger.date->of.name);
    out.is_upper_bound = true;
    out.notes.push_back(fmt::format("at most {} who have the date {} would start, each when it comes round{}",
                                    out.would_start, trigger.date->of.name, which));
  }

  Database& database_;
  const Configuration& next_;
  const std::vector<PlannedSegment>& segments_;
  Instant now_;
  ProfileFunctions functions_;
};

}  // namespace

std::vector<PlannedCampaign> plan_changes(Database& database, const Configuration& next,
                                          const std::vector<PlannedSegment>& segments, Instant now) {
  return Planner(database, next, segments, now).all();
}

}  // namespace lifecycled
