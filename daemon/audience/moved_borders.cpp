#include "audience/moved_borders.hpp"

#include <algorithm>
#include <limits>

namespace lifecycled {
namespace {

// Beyond every moment and every amount, on either side.
constexpr double farthest = 9e15;
constexpr std::int64_t last_customer = std::numeric_limits<std::int64_t>::max();

template <class Pick>
bool any_rests_on(const std::vector<SegmentSql>& segments, Pick pick) {
  return std::ranges::any_of(segments, pick);
}

}  // namespace

void MovedBorders::add(BuyerOrder order, double from, double until) {
  ranges_.push_back({order, {from, last_customer}, until});
}

void MovedBorders::add_everybody() {
  ranges_.clear();
  add(BuyerOrder::Recency, -farthest, farthest);
}

void MovedBorders::move_quintiles(BuyerOrder order, const std::optional<QuintileBorders>& before,
                                  const std::optional<QuintileBorders>& after) {
  if (!before || !after) {
    if (before != after) add(order, -farthest, farthest);
    return;
  }
  for (std::size_t i = 0; i < after->size(); ++i) {
    const auto [low, high] = std::minmax((*before)[i], (*after)[i]);
    // Who stands on a border belongs below it.
    if (low != high) add(order, static_cast<double>(low), static_cast<double>(high));
  }
}

void MovedBorders::move(const ShopFiguresRow& before, const ShopFiguresRow& after,
                        const std::vector<SegmentSql>& segments) {
  // A segment that compares with the gap itself, and not its stage, rests on it for every buyer.
  if (before.gap != after.gap && any_rests_on(segments, [](const SegmentSql& s) { return s.on_shop_gap; })) {
    return add_everybody();
  }
  const BuyerFigures was = before.buyers.value_or(BuyerFigures{});
  const BuyerFigures is = after.buyers.value_or(BuyerFigures{});
  if (any_rests_on(segments, [](const SegmentSql& s) { return s.on_recency; }))
    move_quintiles(BuyerOrder::Recency, was.recency, is.recency);
  if (any_rests_on(segments, [](const SegmentSql& s) { return s.on_frequency; }))
    move_quintiles(BuyerOrder::Frequency, was.frequency, is.frequency);
  if (any_rests_on(segments, [](const SegmentSql& s) { return s.on_monetary; }))
    move_quintiles(BuyerOrder::Monetary, was.monetary, is.monetary);
  for (const SegmentSql& segment : segments) {
    for (const ScoreBorder& border : segment.scores) {
      const auto order = border.is_order_value ? BuyerOrder::OrderValue : BuyerOrder::Monetary;
      const double old_mean = border.is_order_value ? was.order_value_mean : was.spent_mean;
      const double old_deviation = border.is_order_value ? was.order_value_deviation : was.spent_deviation;
      const double mean = border.is_order_value ? is.order_value_mean : is.spent_mean;
      const double deviation = border.is_order_value ? is.order_value_deviation : is.spent_deviation;
      if (old_mean == mean && old_deviation == deviation && was.buyers > 0) continue;
      if (was.buyers == 0 || is.buyers == 0 || old_deviation <= 0 || deviation <= 0) {
        add(order, -farthest, farthest);
        continue;
      }
      const auto [low, high] =
          std::minmax(old_mean + border.score * old_deviation, mean + border.score * deviation);
      add(order, low - 1, high + 1);
    }
  }
}

std::vector<std::int64_t> MovedBorders::next(Database& database, std::size_t limit) {
  std::vector<std::int64_t> out;
  if (ranges_.empty()) return out;
  Range& range = ranges_.front();
  const auto found = ShopFigures(database).between(range.order, range.from, range.until, limit);
  for (const BuyerPlace& place : found) out.push_back(place.customer);
  if (found.size() < limit) {
    ranges_.pop_front();
  } else {
    range.from = found.back();
  }
  return out;
}

}  // namespace lifecycled
