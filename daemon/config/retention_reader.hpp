// The table [retention] of lifecycled.toml: how long each kind of data is kept. Any thread.
#pragma once

#include "base/problem.hpp"
#include "config/settings.hpp"
#include "config/toml_tree.hpp"

namespace lifecycled {

RetentionSettings read_retention(const TomlTable& from, Problems& problems);

}  // namespace lifecycled
