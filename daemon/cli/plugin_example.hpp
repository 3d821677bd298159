// A [channel.NAME] table for a channel type, ready to be pasted into lifecycled.toml: what is required stands
// there, the rest behind "# " with its default. Pure.
#pragma once

#include <string>

#include "channel/plugin_info.hpp"

namespace lifecycled {

// `plugin`: the library, if it has to be named because it lies elsewhere; else "".
std::string example_of(const ChannelTypeInfo& type, const std::string& plugin = "");

// A text as TOML writes it, in quotes.
std::string toml_text(const std::string& text);

}  // namespace lifecycled
