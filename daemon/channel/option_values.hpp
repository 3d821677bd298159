// The values of a channel's options on their way from the settings to the plugin. Plain data; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace lifecycled {

// As read from TOML. Seconds may come as a number of seconds or as a duration ("30s"); a text list as one
// text too.
using OptionValue = std::variant<std::string, std::int64_t, bool, double, std::vector<std::string>>;
using OptionValues = std::map<std::string, OptionValue>;

}  // namespace lifecycled
