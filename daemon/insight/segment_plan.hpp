// Segments that the files define anew: how many are in now, and how many would be. A full pass over the
// customers, on a connection that only reads.
#pragma once

#include <string>
#include <vector>

#include "config/load.hpp"
#include "store/database.hpp"

namespace lifecycled {

struct PlannedSegment {
  std::string name, change;  // "new", "changed"
  std::int64_t inside = 0, would_be = 0;
  std::string condition;  // over customer_profile, as it will be asked
};

std::vector<PlannedSegment> plan_segments(Database& database, const Configuration& next, Instant now);

}  // namespace lifecycled
