// [topics] of lifecycled.toml: what customers may choose to hear about. For config/'s own readers.
#pragma once

#include <string>
#include <vector>

#include "base/problem.hpp"
#include "config/settings.hpp"
#include "config/toml_tree.hpp"

namespace lifecycled {

std::vector<TopicSettings> read_topics(const TomlTable& topics, const std::string& shop_language,
                                       Problems& problems);

}  // namespace lifecycled
