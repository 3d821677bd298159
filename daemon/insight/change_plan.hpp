// What changed campaign files would do to the people inside and to those who would start, before a reload
// takes them: a report on a connection that only reads.
#pragma once

#include <string>
#include <vector>

#include "config/load.hpp"
#include "insight/segment_plan.hpp"
#include "store/campaign_counts.hpp"

namespace lifecycled {

struct PlannedStep {
  std::string id, title;
  std::int64_t inside = 0;  // stand here, by the version they have
  std::string change;       // "" as before, "gone", "new", "now ...", "moves from place 2 to 3"
};

// Where those who stand at a step would land, if `campaigns move` took them to the new version.
struct PlannedLanding {
  std::string from, to;  // ids; `to` may be "the end"
  std::string path;      // that a split chose for them; "" = none
  bool by_the_version_in_force = true;
  bool has_gone = false;  // their step is not in the new version
  std::int64_t inside = 0;
};

struct PlannedCampaign {
  std::string name;
  std::string change;       // "new", "changed", "removed", "goes live", "is switched off", "" as before
  std::int64_t inside = 0;  // in all, by whatever version
  std::vector<PlannedStep> steps;        // of a changed one: those that differ, or where somebody stands
  std::vector<PlannedLanding> landings;  // of those inside by other versions than the file
  std::vector<std::string> notes;        // what happens, in sentences
  std::int64_t would_start = 0;          // soon after the reload, or at its next moment
  bool is_upper_bound = false;  // not all could be asked, or they are asked only when their date comes
};

// In the order of their names; those that stay as they are and start nobody are left out. `segments` are
// those that the same files define anew: whom they would hold is who would start.
std::vector<PlannedCampaign> plan_changes(Database& database, const Configuration& next,
                                          const std::vector<PlannedSegment>& segments, Instant now);

}  // namespace lifecycled
