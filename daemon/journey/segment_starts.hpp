// Starts all members of a segment, a few at a time: when a schedule's moment has come, or by hand. On the
// writer thread.
#pragma once

#include "journey/entrance.hpp"
#include "store/segment_runs.hpp"

namespace lifecycled {

class SegmentStarts {
 public:
  SegmentStarts(CampaignSet& campaigns, Entrance& entrance, Log log)
      : campaigns_(campaigns), entrance_(entrance), log_(std::move(log)) {}

  // Asks the next `limit` members of the first run. False when there is none, or its segment is still being
  // filled.
  bool go_on(Database& database, Instant now, std::size_t limit);

 private:
  void end(Database& database, const SegmentRun& run);

  CampaignSet& campaigns_;
  Entrance& entrance_;
  Log log_;
};

}  // namespace lifecycled
