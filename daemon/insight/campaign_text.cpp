#include <fmt/format.h>

#include "config/step_words.hpp"
#include "insight/campaign_picture.hpp"
#include "insight/campaign_ways.hpp"
#include "insight/campaign_words.hpp"
#include "insight/text_measure.hpp"

namespace lifecycled {

namespace {

// An id may be any word: this one is not the end that all ways lead to.
std::string named(const CampaignStep& step) {
  return step.id == "end" || step.id == "the end" ? "\"" + step.id + "\"" : step.id;
}

}  // namespace

std::string campaign_text(const CampaignDefinition& campaign, const CampaignFlow& flow) {
  std::string out =
      fmt::format("{}{}, {}{}\n", campaign.name, campaign.title.empty() ? "" : " (" + campaign.title + ")",
                  to_text(campaign.serves), campaign.live ? "" : ", not live");
  if (!flow.halt.empty()) out += flow.halt + "\n";
  out += fmt::format("{}: {} started, {} inside", start_sentence(campaign.trigger), grouped(flow.started),
                     grouped(flow.inside));
  if (campaign.goal) out += fmt::format(", {} reached the goal", grouped(flow.goals));
  out += "\n";
  if (!campaign.trigger.where.text.empty()) out += "only where " + campaign.trigger.where.text + "\n";
  if (campaign.goal) out += "goal: " + goal_words(campaign) + "\n";
  if (const std::string exit = exit_words(campaign); !exit.empty()) out += "ends early by " + exit + "\n";
  if (const std::string others = other_versions_words(flow); !others.empty()) out += others + "\n";
  const auto ways = ways_of(campaign);
  const auto size = static_cast<std::int64_t>(campaign.steps.size());
  for (std::size_t i = 0; i < campaign.steps.size(); ++i) {
    const CampaignStep& step = campaign.steps[i];
    const StepFlow& here = flow.steps.at(i);
    const std::string wait = step_wait(step);
    out +=
        fmt::format("\n  {}: {}{}\n", named(step), step_title(step), wait.empty() ? "" : " (" + wait + ")");
    if (!step.where.text.empty()) out += "      only where " + step.where.text + "\n";
    for (const StepChoice& choice : choices_of(step, here))
      out += fmt::format("      {}: {}{}{}\n", choice.name, choice.who, choice.so_far.empty() ? "" : "; ",
                         choice.so_far);
    out += fmt::format("      {} {}", grouped(here.inside), here.inside == 1 ? "waits" : "wait");
    if (!here.waited.empty()) out += ", " + listed_counts(here.waited);
    if (!here.taken.empty()) out += ", " + listed_counts(here.taken);
    out += "\n";
    if (here.by_other_ways > 0) out += "      " + other_ways_words(here) + "\n";
    if (!here.left.empty()) out += fmt::format("      left here: {}\n", left_words(here));
    for (const CampaignWay& way : ways) {
      if (way.from != static_cast<std::int64_t>(i)) continue;
      const auto found = flow.moves.find({way.from, way.to});
      out += fmt::format("      -> {}{}: {}\n",
                         way.to == size ? "the end" : named(campaign.steps[static_cast<std::size_t>(way.to)]),
                         way.label.empty() ? "" : " (" + way.label + ")",
                         grouped(found == flow.moves.end() ? 0 : found->second));
    }
  }
  out += fmt::format("\n  the end: {} came here\n", grouped(came_to_the_end(flow)));
  if (flow.end.by_other_ways > 0) out += "      " + other_ways_words(flow.end) + "\n";
  return out;
}

}  // namespace lifecycled
