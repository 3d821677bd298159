#include "insight/campaign_channels.hpp"

#include <algorithm>

#include "config/candidate_channels.hpp"

namespace lifecycled {
namespace {

bool has_text(const MessageFiles& files, const std::string& message, const std::string& channel) {
  const auto found = std::ranges::find(files.messages, message, &MessageDefinition::name);
  return found != files.messages.end() && found->channels.contains(channel);
}

}  // namespace

std::vector<std::string> channels_of(const CampaignDefinition& campaign, const Configuration& configuration) {
  std::vector<std::string> out;
  const auto add = [&](const std::string& channel) {
    if (configuration.settings.channel(channel) && std::ranges::find(out, channel) == out.end())
      out.push_back(channel);
  };
  for (const CampaignStep& step : campaign.steps) {
    if (const auto* call = std::get_if<CallAction>(&step.action)) add(call->channel.name);
    const SendAction* send = sending(step.action);
    if (!send) continue;
    const auto messages = messages_of(step.action);
    const Settings& settings = configuration.settings;
    for (const std::string& channel :
         candidate_channels(*send, settings.channels, settings.delivery.channels)) {
      if (std::ranges::any_of(messages, [&](const PlacedName& message) {
            return has_text(configuration.messages, message.name, channel);
          }))
        add(channel);
    }
  }
  return out;
}

}  // namespace lifecycled
