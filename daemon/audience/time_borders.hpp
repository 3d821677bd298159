// Comparisons of "days since a moment" with a number, and the very millisecond at which their answer changes.
// Pure; any thread.
#pragma once

#include <optional>
#include <string_view>

#include "base/time.hpp"

namespace lifecycled {

enum class Comparison { Less, LessOrEqual, Greater, GreaterOrEqual };
std::optional<Comparison> comparison_from_text(std::string_view text);  // "<", "<=", ">", ">="

// days_since(moment) COMPARISON days.
struct TimeBorder {
  Instant moment;
  Comparison comparison = Comparison::Greater;
  double days = 0;

  bool holds(Instant now) const;
  // Nothing if the border lies behind, or further away than time is counted.
  std::optional<Instant> changes_after(Instant now) const;
};

}  // namespace lifecycled
