#include "audience/stage_rules.hpp"

#include <algorithm>
#include <cmath>

namespace lifecycled {
namespace {

Milliseconds days(double count) {
  return Milliseconds{std::llround(count * static_cast<double>(day_length.count()))};
}

Milliseconds times(Milliseconds gap, double factor) {
  return Milliseconds{std::llround(static_cast<double>(gap.count()) * factor)};
}

}  // namespace

std::vector<std::int64_t> StageRules::gaps(const std::vector<std::int64_t>& purchase_days) {
  std::vector<std::int64_t> out;
  for (std::size_t i = 1; i < purchase_days.size(); ++i)
    out.push_back(purchase_days[i] - purchase_days[i - 1]);
  return out;
}

std::optional<Milliseconds> StageRules::own_gap(std::vector<std::int64_t> gaps) const {
  if (settings_.gap_days || gaps.empty() || gaps.size() < settings_.own_gaps_from) return std::nullopt;
  std::ranges::sort(gaps);
  const std::size_t middle = gaps.size() / 2;
  if (gaps.size() % 2 == 1) return days(static_cast<double>(gaps[middle]));
  return days(static_cast<double>(gaps[middle - 1] + gaps[middle]) / 2);
}

std::optional<Milliseconds> StageRules::season_gap(std::int64_t season_days) const {
  if (!settings_.seasons || settings_.gap_days) return std::nullopt;
  return days(static_cast<double>(365 + season_days));
}

std::int64_t StageRules::quantile_rank(std::int64_t count) const {
  // A hair is taken off so that 0.8 * 10, which is a little above 8 in binary, stays rank 8.
  const double exact = settings_.quantile * static_cast<double>(count);
  const auto rank = static_cast<std::int64_t>(std::ceil(exact - 1e-9));
  return std::clamp<std::int64_t>(rank, 1, std::max<std::int64_t>(count, 1));
}

Milliseconds StageRules::shop_gap(std::optional<std::int64_t> quantile_days) const {
  if (settings_.gap_days) return days(*settings_.gap_days);
  return days(static_cast<double>(quantile_days.value_or(settings_.gap_days_until_known)));
}

Instant StageRules::active_until(Instant last_order, Milliseconds gap) const {
  return last_order + times(gap, settings_.active_until);
}

Instant StageRules::lapsing_until(Instant last_order, Milliseconds gap) const {
  return last_order + times(gap, settings_.lapsing_until);
}

Stage StageRules::stage(std::int64_t purchases, Instant last_order, Milliseconds gap, Instant now) const {
  if (purchases == 0) return Stage::Prospect;
  if (now <= active_until(last_order, gap))
    return purchases == 1 ? Stage::ActiveOneTime : Stage::ActiveRepeat;
  return now <= lapsing_until(last_order, gap) ? Stage::Lapsing : Stage::Lapsed;
}

std::optional<Instant> StageRules::changes_at(Stage stage, Instant last_order, Milliseconds gap) const {
  switch (stage) {
    case Stage::ActiveOneTime:
    case Stage::ActiveRepeat:
      return active_until(last_order, gap) + Milliseconds{1};
    case Stage::Lapsing:
      return lapsing_until(last_order, gap) + Milliseconds{1};
    case Stage::Prospect:
    case Stage::Lapsed:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace lifecycled
