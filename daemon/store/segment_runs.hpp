// Members of a segment who are being started, in slices: by a schedule, or by hand. Runs on the thread that
// owns the connection.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "store/campaigns.hpp"
#include "store/customers.hpp"

namespace lifecycled {

struct SegmentRun {
  std::int64_t id = 0;
  CampaignId campaign = 0;
  std::string segment;
  std::string entry_key;
  bool again = false;
  CustomerId after = 0;  // members up to this one have been asked
  std::int64_t started = 0, refused = 0;
};

class SegmentRuns {
 public:
  explicit SegmentRuns(Database& database) : database_(database) {}

  void add(const SegmentRun& run);
  // Of those whose campaign is not paused.
  std::optional<SegmentRun> first();
  // Writes how far it has come.
  void save(const SegmentRun& run);
  void remove(std::int64_t id);

 private:
  Database& database_;
};

}  // namespace lifecycled
