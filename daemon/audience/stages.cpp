#include "audience/stages.hpp"

#include <algorithm>

#include "audience/seasons.hpp"
#include "store/orders.hpp"
#include "store/shop_figures.hpp"
#include "store/timers.hpp"

namespace lifecycled {
namespace {

void count_gaps(Database& database, const std::vector<std::int64_t>& gaps, std::int64_t change) {
  ShopFigures figures(database);
  for (const std::int64_t gap : gaps) figures.count_gap(gap, change);
}

}  // namespace

std::vector<std::int64_t> Stages::purchase_days(Database& database, CustomerId customer) {
  std::vector<std::int64_t> days;
  for (const CountingOrder& order : Orders(database).counting(customer)) {
    if (days.empty() || days.back() != order.day) days.push_back(order.day);
  }
  return days;
}

std::optional<StageChange> Stages::orders_changed(Database& database, CustomerId customer,
                                                  const std::vector<std::int64_t>& purchase_days_before,
                                                  const std::string& shop_currency, Instant now) {
  const auto counting = Orders(database).counting(customer);
  OrderFigures figures;
  std::vector<std::int64_t> days;
  for (const CountingOrder& order : counting) {
    ++figures.orders;
    if (order.discounted) ++figures.discounted_orders;
    if (order.in_store) ++figures.store_orders;
    // Orders in other currencies count as purchases; their value is kept apart, never added up wrong.
    if (order.currency == shop_currency) figures.spent_minor += order.net_minor;
    if (!figures.first_order_at || order.at < *figures.first_order_at) figures.first_order_at = order.at;
    if (!figures.last_order_at || order.at > *figures.last_order_at) figures.last_order_at = order.at;
    if (days.empty() || days.back() != order.day) days.push_back(order.day);
  }
  figures.purchases = static_cast<std::int64_t>(days.size());
  const auto gaps = StageRules::gaps(days);
  const auto season = season_of(days);
  figures.seasonal = season.has_value();
  figures.own_gap = season ? rules_.season_gap(*season) : std::nullopt;
  if (!figures.own_gap) figures.own_gap = rules_.own_gap(gaps);
  if (figures.purchases > 0) figures.gap_basis = figures.own_gap ? GapBasis::Own : GapBasis::Shop;
  Customers(database).save_order_figures(customer, figures);

  if (days != purchase_days_before) {
    count_gaps(database, StageRules::gaps(purchase_days_before), -1);
    count_gaps(database, gaps, +1);
  }
  return settle(database, customer, now, Reason::Orders);
}

std::optional<StageChange> Stages::settle(Database& database, CustomerId customer, Instant now,
                                          Reason reason) {
  Customers customers(database);
  const auto row = customers.find(customer);
  if (!row) return std::nullopt;
  Timers timers(database);
  if (row->stage_due_at) timers.cancel({*row->stage_due_at, TimerKind::Stage, customer});

  const bool own = row->gap_basis == GapBasis::Own && row->own_gap;
  const Milliseconds gap = own ? *row->own_gap : shop_gap(database);
  Stage stage = Stage::Prospect;
  std::optional<Instant> due_at;
  Instant since = now;
  if (row->purchases > 0 && row->last_order_at) {
    stage = rules_.stage(row->purchases, *row->last_order_at, gap, now);
    if (own) due_at = rules_.changes_at(stage, *row->last_order_at, gap);
    if (reason == Reason::Orders) since = std::min(now, entered_at(stage, *row->last_order_at, gap));
  }
  if (due_at) timers.set({*due_at, TimerKind::Stage, customer});
  if (stage == row->stage) {
    // One who lapsed long ago stays lapsed as their history arrives, order by order; since when, moves with
    // it.
    const bool follows_orders =
        reason == Reason::Orders && (stage == Stage::Lapsing || stage == Stage::Lapsed);
    const Instant kept = follows_orders ? since : row->stage_since.value_or(since);
    if (row->stage_due_at != due_at || row->stage_since != kept) {
      customers.save_stage(customer, stage, kept, due_at);
    }
    return std::nullopt;
  }
  customers.save_stage(customer, stage, since, due_at);
  return StageChange{customer, row->stage, stage, since};
}

Instant Stages::entered_at(Stage stage, Instant last_order, Milliseconds gap) const {
  switch (stage) {
    case Stage::Prospect:
    case Stage::ActiveOneTime:
    case Stage::ActiveRepeat:
      return last_order;
    case Stage::Lapsing:
      return rules_.active_until(last_order, gap) + Milliseconds{1};
    case Stage::Lapsed:
      return rules_.lapsing_until(last_order, gap) + Milliseconds{1};
  }
  return last_order;
}

std::optional<StageChange> Stages::timer_fired(Database& database, CustomerId customer, Instant now) {
  return settle(database, customer, now, Reason::Time);
}

Milliseconds Stages::shop_gap(Database& database) {
  if (rules_.has_fixed_gap()) return rules_.shop_gap(std::nullopt);
  const auto figures = ShopFigures(database).latest();
  return figures ? figures->gap : rules_.shop_gap(std::nullopt);
}

std::vector<Stages::Border> Stages::borders(Milliseconds gap) const {
  const Instant zero{};
  const Milliseconds active = rules_.active_until(zero, gap) - zero;
  const Milliseconds lapsing = rules_.lapsing_until(zero, gap) - zero;
  return {{Stage::ActiveOneTime, active}, {Stage::ActiveRepeat, active}, {Stage::Lapsing, lapsing}};
}

std::optional<Instant> Stages::next_shared_border(Database& database) {
  std::optional<Instant> next;
  for (const Border& border : borders(shop_gap(database))) {
    const auto last_order = Customers(database).earliest_last_order(border.from);
    if (!last_order) continue;
    const Instant passes = *last_order + border.after_last_order + Milliseconds{1};
    if (!next || passes < *next) next = passes;
  }
  return next;
}

std::vector<StageChange> Stages::pass_shared_border(Database& database, Instant now, std::size_t limit) {
  std::vector<CustomerId> touched;
  const auto touch = [&](const std::vector<CustomerId>& found) {
    touched.insert(touched.end(), found.begin(), found.end());
  };
  Customers customers(database);
  const Milliseconds gap = shop_gap(database);
  for (const Border& border : borders(gap)) {
    touch(customers.last_order_before(border.from, now - border.after_last_order, limit - touched.size()));
  }
  // Only a border that moved outwards leaves anybody on the wrong side of it: these two are empty on all
  // other days.
  const Instant zero{};
  touch(customers.last_order_from(Stage::Lapsing, now - (rules_.active_until(zero, gap) - zero),
                                  limit - touched.size()));
  touch(customers.last_order_from(Stage::Lapsed, now - (rules_.lapsing_until(zero, gap) - zero),
                                  limit - touched.size()));
  std::vector<StageChange> changes;
  for (const CustomerId customer : touched) {
    if (const auto change = settle(database, customer, now, Reason::Time)) changes.push_back(*change);
  }
  return changes;
}

void Stages::ensure_shop_figures(Database& database, Instant now) {
  if (!ShopFigures(database).latest()) compute_shop_figures(database, now);
}

void Stages::compute_shop_figures(Database& database, Instant now) {
  ShopFigures figures(database);
  const std::int64_t count = figures.gap_total();
  const auto quantile =
      count > 0 ? std::optional(figures.gap_at_rank(rules_.quantile_rank(count))) : std::nullopt;
  figures.save(now, rules_.shop_gap(quantile), count);
  const Instant tomorrow = shop_zone_.at(shop_zone_.day_of(now) + std::chrono::days{1}, TimeOfDay{0});
  Timers(database).set({tomorrow, TimerKind::ShopFigures, 0});
}

}  // namespace lifecycled
