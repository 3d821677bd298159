// What happens in the replayed history: the orders of a CSV, read by the import, and around them what a shop
// would tell too (consents, parcels, refunds, ratings). None of it is chance: everything follows from the
// numbers of customer and order by the rules in README.md. For this test alone.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "base/time_zones.hpp"
#include "store/events.hpp"

namespace lifecycled::history {

// The order in which things of one moment are told.
enum class Rank {
  Identified,
  ConsentGiven,
  ConsentWithdrawn,
  Completed,
  Cancelled,
  Refunded,
  Delivered,
  Returned,
  Feedback,
  Reviewed
};

struct Happening {
  Instant at;
  std::int64_t customer = 0;  // the number in their id
  Rank rank = Rank::Identified;
  std::int64_t line = 0;  // the number in the order's id
  NewEvent event;
};

// In the order in which it is told. Throws when the file is not an order history.
std::vector<Happening> read_story(const std::filesystem::path& csv, const std::string& currency,
                                  const TimeZone& zone);

}  // namespace lifecycled::history
