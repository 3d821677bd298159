// A segment's condition, tried out on a connection as the daemon will ask it: for check. Same thread as the
// connection.
#pragma once

#include "base/problem.hpp"
#include "config/segment_definition.hpp"
#include "store/database.hpp"

namespace lifecycled {

// Every mistake goes to `problems`, with its place.
void check_segment(Database& database, const SegmentDefinition& segment, Problems& problems);

}  // namespace lifecycled
