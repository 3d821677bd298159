// Reads segments.toml. Called by config/load alone.
#pragma once

#include <vector>

#include "config/segment_definition.hpp"
#include "config/toml_tree.hpp"

namespace lifecycled {

// Those of the file, by name, after the five stages.
std::vector<SegmentDefinition> read_segments(const TomlTable& root, Problems& problems);

}  // namespace lifecycled
