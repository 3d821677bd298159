// The plugin's own verdict on a channel's options, before any message is there: its create() is called in a
// process of its own, as the daemon will call it, and ends with it. "Checks the config and connects to
// nothing" is create()'s contract. Any thread; blocks for some milliseconds, at most for the limit.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include "channel/channel_rules.hpp"
#include "channel/option_values.hpp"
#include "channel/plugin_info.hpp"

namespace lifecycled {

struct OptionTrial {
  std::filesystem::path host_program;
  std::filesystem::path plugin;
  std::string type;
  OptionValues options;  // checked, complete, secrets resolved
  ChannelRules rules;
  std::chrono::milliseconds limit = std::chrono::seconds(10);
};

struct TrialFailure {
  OptionError error;       // without a key: it concerns the channel as a whole
  bool is_refusal = true;  // the plugin's own word; false: it crashed, or gave no answer in time
};

// Nothing if the plugin takes them.
std::optional<TrialFailure> try_options(const OptionTrial& trial);

}  // namespace lifecycled
