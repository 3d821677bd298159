#include "audience/gap_report.hpp"

#include <algorithm>
#include <cmath>

namespace lifecycled {
namespace {

constexpr std::int64_t most_bars = 20;
constexpr std::int64_t fewest_for_advice = 50;
// Widths that people can read off an axis.
constexpr std::int64_t widths[] = {1, 2, 5, 7, 14, 30, 60, 90, 180, 365};

std::int64_t at_share(const std::vector<GapCount>& gaps, std::int64_t total, double share) {
  // A hair is taken off, as in stage_rules.cpp, so that 0.8 * 10 stays rank 8.
  const auto exact = static_cast<std::int64_t>(std::ceil(share * static_cast<double>(total) - 1e-9));
  const std::int64_t rank = std::clamp<std::int64_t>(exact, 1, total);
  std::int64_t seen = 0;
  for (const GapCount& gap : gaps) {
    seen += gap.count;
    if (seen >= rank) return gap.days;
  }
  return 0;
}

std::vector<GapReport::Bar> bars_of(const std::vector<GapCount>& gaps, std::int64_t most) {
  std::int64_t width = widths[0];
  for (const std::int64_t wider : widths) {
    width = wider;
    if (most <= width * most_bars) break;
  }
  const std::int64_t bars = std::min(most_bars, (most + width - 1) / width);
  std::vector<GapReport::Bar> out;
  for (std::int64_t i = 0; i < bars; ++i) out.push_back({i * width + 1, (i + 1) * width, 0});
  std::int64_t beyond = 0;
  for (const GapCount& gap : gaps) {
    const std::int64_t bar = (gap.days - 1) / width;
    (bar < bars ? out[static_cast<std::size_t>(bar)].count : beyond) += gap.count;
  }
  if (beyond > 0) out.push_back({bars * width + 1, std::nullopt, beyond});
  return out;
}

}  // namespace

GapReport report_gaps(const std::vector<GapCount>& gaps, double quantile) {
  GapReport out;
  for (const GapCount& gap : gaps) out.gaps += gap.count;
  if (out.gaps == 0) return out;
  std::vector<double> shares{0.1, 0.25, 0.5, 0.75, 0.8, 0.9, 0.95, 0.99};
  if (std::ranges::find(shares, quantile) == shares.end()) shares.push_back(quantile);
  std::ranges::sort(shares);
  for (const double share : shares) out.quantiles.push_back({share, at_share(gaps, out.gaps, share)});
  out.bars = bars_of(gaps, at_share(gaps, out.gaps, 0.99));
  if (out.gaps < fewest_for_advice) return out;
  // Lost is who has been away longer than nineteen of twenty gaps ever were.
  const std::int64_t expected = at_share(gaps, out.gaps, quantile);
  const double ratio = static_cast<double>(at_share(gaps, out.gaps, 0.95)) / static_cast<double>(expected);
  out.suggestion = GapReport::Suggestion{std::clamp(std::round(ratio * 10) / 10, 1.5, 10.0)};
  return out;
}

}  // namespace lifecycled
