// [channel.NAME] tables of lifecycled.toml into ChannelSettings. Called by settings_reader alone; one thread.
#pragma once

#include <filesystem>
#include <vector>

#include "base/problem.hpp"
#include "config/settings.hpp"
#include "config/toml_tree.hpp"

namespace lifecycled {

// In the order of the file. `folder` is where relative paths among the options start.
std::vector<ChannelSettings> read_channels(const TomlTable& channels, const std::filesystem::path& folder,
                                           Problems& problems);

}  // namespace lifecycled
