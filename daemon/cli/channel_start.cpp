#include "cli/channel_start.hpp"

#include <functional>
#include <random>
#include <stdexcept>

#include "cli/secrets.hpp"

namespace lifecycled {

RemoteChannelSettings remote_settings(const ReadyChannel& channel, const std::filesystem::path& plugin_host,
                                      const std::filesystem::path& ledger) {
  RemoteChannelSettings remote;
  remote.name = channel.settings.name;
  remote.host_program = plugin_host;
  remote.plugin = channel.plugin;
  remote.type = channel.settings.type;
  remote.rules = channel.rules;
  remote.secret_keys = channel.secret_keys;
  for (const auto& [key, option] : channel.settings.options) {
    remote.option_places[key] = to_string(option.value_place);
  }
  remote.option_places[""] = to_string(channel.settings.place);
  remote.ledger = ledger;
  return remote;
}

OptionValues with_secrets(const ReadyChannel& channel) {
  OptionValues options = channel.options;
  for (const std::string& key : channel.secret_keys) {
    const auto found = options.find(key);
    if (found == options.end()) continue;
    if (auto* text = std::get_if<std::string>(&found->second); text && !text->empty()) {
      *text = read_secret({*text, channel.place_of(key)});
    }
  }
  return options;
}

std::optional<std::size_t> mark_of_secrets(const ReadyChannel& channel) {
  // Of this process only, so that a mark is of no use to anybody.
  static const std::string salt =
      std::to_string(std::random_device()()) + std::to_string(std::random_device()());
  try {
    const OptionValues options = with_secrets(channel);
    std::string all = salt;
    for (const std::string& key : channel.secret_keys) {
      const auto found = options.find(key);
      if (found == options.end()) continue;
      if (const auto* text = std::get_if<std::string>(&found->second)) all += key + '\0' + *text + '\0';
    }
    return std::hash<std::string>()(all);
  } catch (const std::runtime_error&) {
    return std::nullopt;
  }
}

}  // namespace lifecycled
