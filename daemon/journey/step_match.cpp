#include "journey/step_match.hpp"

#include "config/step_words.hpp"

namespace lifecycled {
namespace {

bool is_named(const CampaignDefinition& campaign, std::size_t step) {
  return campaign.steps[step].id != "step " + std::to_string(step + 1);
}

}  // namespace

std::string step_key(const CampaignDefinition& campaign, std::size_t step) {
  if (is_named(campaign, step)) return campaign.steps[step].id;
  const std::string title = step_title(campaign.steps[step]);
  std::size_t same_before = 0;
  for (std::size_t i = 0; i < step; ++i)
    same_before += !is_named(campaign, i) && step_title(campaign.steps[i]) == title;
  return title + "\n" + std::to_string(same_before);
}

std::optional<std::size_t> step_with_key(const CampaignDefinition& campaign, const std::string& key) {
  for (std::size_t i = 0; i < campaign.steps.size(); ++i) {
    if (step_key(campaign, i) == key) return i;
  }
  return std::nullopt;
}

Landing landing_in(const CampaignDefinition& after, const CampaignDefinition& before, std::size_t step,
                   const std::string& path) {
  for (std::size_t i = step; i < before.steps.size(); ++i) {
    const std::string& needed = before.steps[i].path;
    if (i > step && !needed.empty() && needed != path) continue;
    if (const auto found = step_with_key(after, step_key(before, i))) return {*found, i == step};
  }
  return {after.steps.size(), false};
}

}  // namespace lifecycled
