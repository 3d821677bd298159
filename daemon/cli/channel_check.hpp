// The [channel.NAME] tables against the plugins that stand behind them: which library, which options, what
// the plugin itself says. Used by check_configuration and by `plugins`. Blocks for the plugins to be asked;
// never on the io thread.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/problem.hpp"
#include "channel/channel_rules.hpp"
#include "channel/option_values.hpp"
#include "channel/plugin_info.hpp"
#include "cli/plugin_catalogue.hpp"
#include "cli/program_places.hpp"
#include "config/settings.hpp"

namespace lifecycled {

// A configured channel with its plugin found and its options complete.
struct ReadyChannel {
  ChannelSettings settings;
  std::filesystem::path plugin;
  OptionValues options;  // secrets not yet resolved
  ChannelRules rules;
  std::vector<std::string> secret_keys;
  std::vector<OptionInfo> message_fields;
  std::string address_kind;  // of the type: "" = whatever it is given

  // Where the value of an option stands, or the table if it does not.
  Place place_of(const std::string& option) const;
};

// What the plugin folder offers, and the files that channels name.
PluginCatalogue catalogue_of(const Settings& settings, const ProgramPlaces& places);

std::vector<ReadyChannel> check_channels(const Settings& settings, const ProgramPlaces& places,
                                         const PluginCatalogue& catalogue, Problems& problems);

}  // namespace lifecycled
