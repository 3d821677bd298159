#include "audience/buyer_walk.hpp"

#include <algorithm>
#include <cmath>

namespace lifecycled {
namespace {

// About half a millisecond each.
constexpr std::size_t counted_at_once = 1000;
constexpr std::int64_t skipped_at_once = 5000;
constexpr BuyerPlace before_all{-9e15, 0};
constexpr BuyerOrder orders[] = {BuyerOrder::Recency, BuyerOrder::Frequency, BuyerOrder::Monetary};
constexpr std::size_t borders_each = 4;

}  // namespace

void BuyerWalk::Spread::add(double value, double count) {
  const double difference = value - mean;
  mean += difference / count;
  squares += difference * (value - mean);
}

double BuyerWalk::Spread::deviation(double count) const { return count > 0 ? std::sqrt(squares / count) : 0; }

std::optional<BuyerFigures> BuyerWalk::step(Database& database) {
  if (!is_counted_) {
    if (count(database)) return std::nullopt;
    is_counted_ = true;
    place_ = before_all;
    const auto buyers = static_cast<double>(figures_.buyers);
    figures_.spent_mean = spent_.mean;
    figures_.spent_deviation = spent_.deviation(buyers);
    figures_.order_value_mean = order_value_.mean;
    figures_.order_value_deviation = order_value_.deviation(buyers);
    if (figures_.buyers == 0) return figures_;
    return std::nullopt;
  }
  if (measure(database)) return std::nullopt;
  figures_.recency = found_[0];
  figures_.frequency = found_[1];
  figures_.monetary = found_[2];
  return figures_;
}

bool BuyerWalk::count(Database& database) {
  const auto seen = ShopFigures(database).each_buyer(
      place_, counted_at_once, [&](const BuyerPlace& place, std::int64_t orders_of) {
        place_ = place;
        const auto number = static_cast<double>(++figures_.buyers);
        spent_.add(place.value, number);
        order_value_.add(place.value / static_cast<double>(orders_of), number);
      });
  return seen == counted_at_once;
}

bool BuyerWalk::measure(Database& database) {
  const std::size_t figure = border_ / borders_each, quintile = border_ % borders_each;
  // Nearest rank: the ceil(q * n)-th smallest.
  const auto part = static_cast<std::int64_t>(quintile) + 1;
  const std::int64_t wanted = (part * figures_.buyers + 4) / 5;
  const std::int64_t steps = std::min(wanted - rank_, skipped_at_once);
  if (steps > 0) {
    const auto place = ShopFigures(database).skip(orders[figure], place_, steps);
    // It cannot be missing: nothing has changed since they were counted.
    if (place) place_ = *place;
    rank_ += steps;
    if (rank_ < wanted) return true;
  }
  found_[figure][quintile] = static_cast<std::int64_t>(place_.value);
  if (++border_ % borders_each == 0) {
    place_ = before_all;
    rank_ = 0;
  }
  return border_ < std::size(orders) * borders_each;
}

}  // namespace lifecycled
