#include "insight/campaign_words.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "config/step_words.hpp"
#include "insight/text_measure.hpp"

namespace lifecycled {
namespace {

std::string joined(const std::vector<PlacedName>& names) {
  std::vector<std::string> words;
  for (const PlacedName& name : names) words.push_back(name.name);
  return join(words, " or ");
}

}  // namespace

std::string listed_counts(const std::map<std::string, std::int64_t>& counts) {
  std::vector<std::string> words;
  for (const auto& [word, count] : counts) words.push_back(grouped(count) + " " + word);
  return join(words, ", ");
}

std::string percent(Share share) {
  return fmt::format("{:.4g} %", 100.0 * static_cast<double>(share) / whole_share);
}

std::string start_sentence(const CampaignTrigger& trigger) {
  const std::string words = trigger_words(trigger);
  if (trigger.by_hand) return "starts " + words;
  if (trigger.stage_entered || trigger.stage_left || trigger.segment_entered || trigger.segment_left)
    return "starts when somebody " + words;
  if (trigger.date) return "starts on " + words;
  if (trigger.schedule) return "starts " + words;
  return "starts by " + words;
}

std::vector<StepChoice> choices_of(const CampaignStep& step, const StepFlow& flow) {
  std::vector<StepChoice> out;
  const auto so_far = [&](const std::string& variant) {
    const auto found = flow.variants.find(variant);
    if (found == flow.variants.end()) return std::string();
    return fmt::format("{} so far, {} reached the goal", grouped(found->second.people),
                       grouped(found->second.goals));
  };
  if (const auto* split = std::get_if<SplitAction>(&step.action)) {
    for (const SplitAction::Branch& branch : split->branches) {
      std::string who = branch.share ? percent(*branch.share) + " by chance" : "";
      if (!branch.where.text.empty()) who += (who.empty() ? "where " : " where ") + branch.where.text;
      out.push_back({branch.path, who.empty() ? "everyone else" : who, ""});
    }
  } else if (const auto* test = std::get_if<TestAction>(&step.action)) {
    for (const TestAction::Variant& variant : test->variants)
      out.push_back({variant.message.name,
                     percent(variant.share) + (test->hold_out > 0 ? " of the rest" : ""),
                     so_far(variant.message.name)});
    if (test->hold_out > 0)
      out.push_back({"nothing", percent(test->hold_out) + " held out, to compare with", so_far("")});
  }
  return out;
}

std::string goal_words(const CampaignDefinition& campaign) {
  if (!campaign.goal) return "";
  std::string out = campaign.goal->event.name;
  if (campaign.goal->within) out += ", within " + format_duration(*campaign.goal->within);
  if (campaign.goal->target) out += ", target " + percent(*campaign.goal->target);
  return out;
}

std::string exit_words(const CampaignDefinition& campaign) {
  std::string out = joined(campaign.exit.events);
  // With events, `where` qualifies them; alone, it is asked before each step.
  if (!campaign.exit.where.text.empty())
    out += (out.empty() ? "where " : " where ") + campaign.exit.where.text;
  if (campaign.exit.after)
    out += (out.empty() ? "after " : ", or after ") + format_duration(*campaign.exit.after);
  return out;
}

}  // namespace lifecycled
