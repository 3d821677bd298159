// Reads [http] of lifecycled.toml. Called by settings_reader alone.
#pragma once

#include <filesystem>

#include "base/problem.hpp"
#include "config/settings.hpp"
#include "config/toml_tree.hpp"

namespace lifecycled {

// Relative paths start at `folder`.
HttpSettings read_http(const TomlTable& from, const std::filesystem::path& folder, Problems& problems);

}  // namespace lifecycled
