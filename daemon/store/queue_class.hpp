// In which order messages leave a channel's queue: transactional ones first, then marketing by its campaign's
// priority, and within a campaign whoever its serve_first names. The number stands in the queue's key; among
// equals, what was due earlier goes first. Pure; any thread.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "base/message_kind.hpp"

namespace lifecycled {

inline constexpr std::int64_t first_queue_class = 1, marketing_queue_class = 2;
inline constexpr std::int64_t any_queue_class = std::numeric_limits<std::int64_t>::max();
inline constexpr int highest_priority = 100, usual_priority = 50;
inline constexpr std::int64_t serve_levels = 64;

// A value to serve first by, as a level: four to each doubling, so that values within a fifth of each other
// count as equal; the highest level begins at 2^15.75.
inline std::int64_t serve_level(double value) {
  if (!(value > 0)) return 0;
  return std::clamp<std::int64_t>(static_cast<std::int64_t>(4 * std::log2(1 + value)), 0, serve_levels - 1);
}

// Lower goes first.
inline std::int64_t queue_class(MessageKind kind, int priority, std::int64_t level) {
  if (kind != MessageKind::Marketing) return first_queue_class;
  return marketing_queue_class + (highest_priority - priority) * serve_levels + (serve_levels - 1 - level);
}

}  // namespace lifecycled
