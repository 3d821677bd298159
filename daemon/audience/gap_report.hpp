// How the gaps between purchases of a shop are spread, and which settings of [stages] follow from it: what
// `lifecycled gaps` shows. Pure over a list of counts; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "store/shop_figures.hpp"

namespace lifecycled {

struct GapReport {
  std::int64_t gaps = 0;
  struct Quantile {
    double share = 0;
    std::int64_t days = 0;  // nearest rank: so many days or fewer are this share of the gaps
  };
  std::vector<Quantile> quantiles;
  // Equally wide bars that hold every gap up to the 99th percentile; the last one holds what lies beyond.
  struct Bar {
    std::int64_t from = 0;
    std::optional<std::int64_t> until;  // inclusive; nothing: and more
    std::int64_t count = 0;
  };
  std::vector<Bar> bars;
  // What fits these gaps; absent with too few gaps to tell. Not gap_until_known: whoever has gaps to tell
  // from has learnt theirs.
  struct Suggestion {
    double lapsing = 0;
  };
  std::optional<Suggestion> suggestion;
};

// `gaps` ascend by days; `quantile` is the shop's setting.
GapReport report_gaps(const std::vector<GapCount>& gaps, double quantile);

}  // namespace lifecycled
