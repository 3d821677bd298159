#include "config/candidate_channels.hpp"

namespace lifecycled {

std::vector<std::string> candidate_channels(const SendAction& send,
                                            const std::vector<ChannelSettings>& channels,
                                            const std::vector<std::string>& usual) {
  if (!send.all_channels && send.channels.empty()) return usual;
  std::vector<std::string> out;
  if (send.all_channels) {
    for (const ChannelSettings& channel : channels) out.push_back(channel.name);
  } else {
    for (const PlacedName& channel : send.channels) out.push_back(channel.name);
  }
  return out;
}

}  // namespace lifecycled
