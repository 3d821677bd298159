// lifecycled.toml into Settings. Called by load alone; one thread.
#pragma once

#include <string>

#include "base/problem.hpp"
#include "config/settings.hpp"
#include "config/toml_tree.hpp"

namespace lifecycled {

// `file` is the absolute path of lifecycled.toml: relative paths start at its folder.
Settings read_settings(const TomlTable& root, const std::string& file, Problems& problems);

}  // namespace lifecycled
