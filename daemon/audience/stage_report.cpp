#include "audience/stage_report.hpp"

#include <algorithm>
#include <vector>

#include "audience/seasons.hpp"
#include "store/orders.hpp"

namespace lifecycled {
namespace {

struct Buyer {
  std::vector<std::int64_t> days;
  Instant last_order;
};

}  // namespace

StageReport report_stages(Database& database, const StageRules& rules, Instant at,
                          std::optional<Milliseconds> gap_in_force) {
  std::vector<Buyer> buyers;
  std::vector<std::int64_t> all_gaps;
  CustomerId current = 0;
  Orders(database).each_until(at, [&](CustomerId customer, std::int64_t day, Instant ordered_at) {
    if (customer != current) buyers.emplace_back();
    current = customer;
    Buyer& buyer = buyers.back();
    if (buyer.days.empty() || buyer.days.back() != day) buyer.days.push_back(day);
    buyer.last_order = std::max(buyer.last_order, ordered_at);
  });
  for (const Buyer& buyer : buyers) {
    const auto gaps = StageRules::gaps(buyer.days);
    all_gaps.insert(all_gaps.end(), gaps.begin(), gaps.end());
  }

  StageReport report;
  report.gaps = static_cast<std::int64_t>(all_gaps.size());
  if (!all_gaps.empty()) {
    const auto rank = static_cast<std::size_t>(rules.quantile_rank(report.gaps) - 1);
    std::ranges::nth_element(all_gaps, all_gaps.begin() + static_cast<std::ptrdiff_t>(rank));
    report.quantile_days = all_gaps[rank];
  }
  report.shop_gap = gap_in_force.value_or(rules.shop_gap(report.quantile_days));
  for (const Buyer& buyer : buyers) {
    const auto season = season_of(buyer.days);
    auto own_gap = season ? rules.season_gap(*season) : std::nullopt;
    if (!own_gap) own_gap = rules.own_gap(StageRules::gaps(buyer.days));
    const Milliseconds gap = own_gap.value_or(report.shop_gap);
    const Stage stage = rules.stage(static_cast<std::int64_t>(buyer.days.size()), buyer.last_order, gap, at);
    ++report.customers[static_cast<std::size_t>(stage)];
  }
  report.customers[static_cast<std::size_t>(Stage::Prospect)] =
      Customers(database).count_known_by(at) - static_cast<std::int64_t>(buyers.size());
  return report;
}

}  // namespace lifecycled
