// The configuration with everything about it checked: files, names, conditions, messages, channels and their
// plugins. What `check` prints, and what `serve` and `reload` insist on. Blocks for the plugins to be asked;
// never on the io thread.
#pragma once

#include <filesystem>
#include <vector>

#include "base/problem.hpp"
#include "cli/channel_check.hpp"
#include "cli/program_places.hpp"
#include "config/load.hpp"

namespace lifecycled {

struct CheckedConfiguration {
  Configuration configuration;
  std::vector<ReadyChannel> channels;
  Problems problems;
};

CheckedConfiguration check_configuration(const std::filesystem::path& lifecycled_toml,
                                         const ProgramPlaces& places);

}  // namespace lifecycled
