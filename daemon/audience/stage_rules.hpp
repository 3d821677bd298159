// The stage of buying, exactly: pure arithmetic over a customer's purchases. audience/stages keeps the store
// in step with it, and the report of stages at a moment uses the same functions. Any thread.
//
// Orders of one customer on one day of the shop are one purchase; cancelled and fully refunded orders do not
// count. A gap is the time between consecutive purchases in whole days. A customer with enough gaps of their
// own (4) is measured by their median (of an even number: the mean of the two in the middle), the others by
// the shop's quantile (0.8, nearest rank: the ceil(q * n)-th smallest). Counted from the latest order, a
// customer is active while now <= last + 1.0 gaps, lapsing while now <= last + 2.5 gaps, then lapsed.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/time.hpp"
#include "config/settings.hpp"
#include "store/customers.hpp"

namespace lifecycled {

class StageRules {
 public:
  explicit StageRules(StageSettings settings) : settings_(settings) {}

  // From the days of purchases in ascending order, each day once.
  static std::vector<std::int64_t> gaps(const std::vector<std::int64_t>& purchase_days);
  // The customer's own expected gap, if there are enough gaps to know it.
  std::optional<Milliseconds> own_gap(std::vector<std::int64_t> gaps) const;
  // Of a seasonal shopper: a year and the length of the season, where the shop measures in seasons.
  std::optional<Milliseconds> season_gap(std::int64_t season_days) const;
  // The rank (from 1) of the shop's quantile among `count` gaps.
  std::int64_t quantile_rank(std::int64_t count) const;
  // What is expected of customers without an own gap; `quantile_days` of nothing while the shop has no gap
  // yet.
  Milliseconds shop_gap(std::optional<std::int64_t> quantile_days) const;

  // The last moment of being active, and of lapsing.
  Instant active_until(Instant last_order, Milliseconds gap) const;
  Instant lapsing_until(Instant last_order, Milliseconds gap) const;
  Stage stage(std::int64_t purchases, Instant last_order, Milliseconds gap, Instant now) const;
  // The first moment at which that stage changes by itself; nothing for prospects and the lapsed.
  std::optional<Instant> changes_at(Stage stage, Instant last_order, Milliseconds gap) const;
  bool has_fixed_gap() const { return settings_.gap_days.has_value(); }

 private:
  StageSettings settings_;
};

}  // namespace lifecycled
