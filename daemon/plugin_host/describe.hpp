// What a plugin says of itself, as JSON on standard output: the answer to --describe (channel/plugin_info.hpp
// reads it).
#pragma once

#include <filesystem>
#include <string>

namespace lifecycled {

// Throws PluginError.
std::string describe_as_json(const std::filesystem::path& plugin);

}  // namespace lifecycled
