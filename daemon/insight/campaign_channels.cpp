#include "insight/campaign_channels.hpp"

#include <algorithm>

namespace lifecycled {
namespace {

// As MessageQueue::candidate_channels decides.
std::vector<std::string> candidates(const SendAction& send, const Settings& settings) {
  std::vector<std::string> out;
  if (send.all_channels) {
    for (const ChannelSettings& channel : settings.channels) out.push_back(channel.name);
  } else if (!send.channels.empty()) {
    for (const PlacedName& channel : send.channels) out.push_back(channel.name);
  } else {
    out = settings.delivery.channels;
  }
  return out;
}

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
    for (const std::string& channel : candidates(*send, configuration.settings)) {
      if (std::ranges::any_of(messages, [&](const PlacedName& message) {
            return has_text(configuration.messages, message.name, channel);
          }))
        add(channel);
    }
  }
  return out;
}

}  // namespace lifecycled
