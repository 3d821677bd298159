// [channel.NAME] tables of lifecycled.toml into ChannelSettings. Called by settings_reader alone; one thread.
#pragma once

#include <vector>

#include "base/problem.hpp"
#include "config/settings.hpp"
#include "config/toml_tree.hpp"

namespace lifecycled {

// In the order of the file.
std::vector<ChannelSettings> read_channels(const TomlTable& channels, Problems& problems);

}  // namespace lifecycled
