// How many customers stood in each stage at some moment, by the definition and the orders alone: what
// `lifecycled stages` prints. Reads all orders once; nobody's hot path. Runs on the thread that owns the
// connection.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "audience/stage_rules.hpp"
#include "store/customers.hpp"
#include "store/database.hpp"

namespace lifecycled {

struct StageReport {
  std::array<std::int64_t, all_stages.size()> customers{};  // by stage
  std::int64_t gaps = 0;                                    // of the whole shop, known at that moment
  std::optional<std::int64_t> quantile_days;
  Milliseconds shop_gap{0};  // by which customers without enough gaps of their own were measured
};

// With the shop's gap that is in force, which is constant for a day; without it, with the one that would be
// computed at `at`. Customers not known before `at` are not counted.
StageReport report_stages(Database& database, const StageRules& rules, Instant at,
                          std::optional<Milliseconds> gap_in_force = std::nullopt);

}  // namespace lifecycled
