// Seasonal shoppers: all their purchases fall in the same weeks of each year. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace lifecycled {

// The length in days of the season in which all purchases fall, at most eight weeks; nothing for who is no
// seasonal shopper. `purchase_days` ascend, as days since 1970; there must be three or more, in two years or
// more.
std::optional<std::int64_t> season_of(const std::vector<std::int64_t>& purchase_days);

}  // namespace lifecycled
