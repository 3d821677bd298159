#include "store/shop_figures.hpp"

#include <sstream>

namespace lifecycled {
namespace {

std::string text_of(const std::optional<QuintileBorders>& borders) {
  std::string out;
  if (!borders) return out;
  for (const std::int64_t border : *borders) out += (out.empty() ? "" : " ") + std::to_string(border);
  return out;
}

std::optional<QuintileBorders> borders_of(const std::string& text) {
  if (text.empty()) return std::nullopt;
  std::istringstream in(text);
  QuintileBorders out{};
  for (std::int64_t& border : out) in >> border;
  return out;
}

ShopFiguresRow row_of(const Query& query) {
  ShopFiguresRow row{query.integer(0), from_ms(query.integer(1)), Milliseconds{query.integer(2)},
                     query.integer(3), std::nullopt};
  if (const auto buyers = query.integer_or_none(4)) {
    row.buyers = BuyerFigures{*buyers,
                              query.real(5),
                              query.real(6),
                              query.real(7),
                              query.real(8),
                              borders_of(query.text(9)),
                              borders_of(query.text(10)),
                              borders_of(query.text(11))};
  }
  return row;
}

std::optional<ShopFiguresRow> one(Query& query) {
  if (!query.step()) return std::nullopt;
  return row_of(query);
}

const char* skip_sql(BuyerOrder order) {
  switch (order) {
    case BuyerOrder::Recency:
      return "SELECT last_order_at, id FROM customers WHERE orders > 0 AND (last_order_at, id) > (?1, ?2) "
             "ORDER BY last_order_at, id LIMIT 1 OFFSET ?3";
    case BuyerOrder::Frequency:
      return "SELECT orders, id FROM customers WHERE orders > 0 AND (orders, id) > (?1, ?2) "
             "ORDER BY orders, id LIMIT 1 OFFSET ?3";
    case BuyerOrder::Monetary:
    case BuyerOrder::OrderValue:
      return "SELECT spent_minor, id FROM customers WHERE orders > 0 AND (spent_minor, id) > (?1, ?2) "
             "ORDER BY spent_minor, id LIMIT 1 OFFSET ?3";
  }
  return "";
}

const char* between_sql(BuyerOrder order) {
  switch (order) {
    case BuyerOrder::Recency:
      return "SELECT last_order_at, id FROM customers WHERE orders > 0 AND (last_order_at, id) > (?1, ?2) "
             "AND last_order_at <= ?3 ORDER BY last_order_at, id LIMIT ?4";
    case BuyerOrder::Frequency:
      return "SELECT orders, id FROM customers WHERE orders > 0 AND (orders, id) > (?1, ?2) AND orders <= ?3 "
             "ORDER BY orders, id LIMIT ?4";
    case BuyerOrder::Monetary:
      return "SELECT spent_minor, id FROM customers WHERE orders > 0 AND (spent_minor, id) > (?1, ?2) "
             "AND spent_minor <= ?3 ORDER BY spent_minor, id LIMIT ?4";
    case BuyerOrder::OrderValue:
      return "SELECT spent_minor * 1.0 / orders, id FROM customers WHERE orders > 0 "
             "AND (spent_minor * 1.0 / orders, id) > (?1, ?2) AND spent_minor * 1.0 / orders <= ?3 "
             "ORDER BY spent_minor * 1.0 / orders, id LIMIT ?4";
  }
  return "";
}

}  // namespace

const char* const ShopFigures::each_buyer_sql =
    "SELECT spent_minor, id, orders FROM customers WHERE orders > 0 AND (spent_minor, id) > (?1, ?2) "
    "ORDER BY spent_minor, id LIMIT ?3";

std::optional<ShopFiguresRow> ShopFigures::latest() {
  Query query(database_,
              "SELECT version, computed_at, gap_ms, gaps, buyers, spent_mean, spent_deviation, "
              "order_value_mean, order_value_deviation, recency_borders, frequency_borders, monetary_borders "
              "FROM shop_figures ORDER BY version DESC LIMIT 1");
  return one(query);
}

std::optional<ShopFiguresRow> ShopFigures::find(std::int64_t version) {
  Query query(database_,
              "SELECT version, computed_at, gap_ms, gaps, buyers, spent_mean, spent_deviation, "
              "order_value_mean, order_value_deviation, recency_borders, frequency_borders, monetary_borders "
              "FROM shop_figures WHERE version = ?1");
  query.bind(version);
  return one(query);
}

std::optional<ShopFiguresRow> ShopFigures::latest_with_buyers() {
  // At most one row is without them: the one that is being worked out.
  Query query(database_,
              "SELECT version, computed_at, gap_ms, gaps, buyers, spent_mean, spent_deviation, "
              "order_value_mean, order_value_deviation, recency_borders, frequency_borders, monetary_borders "
              "FROM shop_figures WHERE buyers IS NOT NULL ORDER BY version DESC LIMIT 1");
  return one(query);
}

void ShopFigures::save(Instant computed_at, Milliseconds gap, std::int64_t gaps) {
  Query(database_, "INSERT INTO shop_figures (computed_at, gap_ms, gaps) VALUES (?1, ?2, ?3)")
      .bind(to_ms(computed_at), gap.count(), gaps)
      .run();
}

void ShopFigures::save_buyers(std::int64_t version, const BuyerFigures& figures) {
  Query(database_,
        "UPDATE shop_figures SET buyers = ?2, spent_mean = ?3, spent_deviation = ?4, order_value_mean = ?5, "
        "order_value_deviation = ?6, recency_borders = ?7, frequency_borders = ?8, monetary_borders = ?9 "
        "WHERE version = ?1")
      .bind(version, figures.buyers, figures.spent_mean, figures.spent_deviation, figures.order_value_mean,
            figures.order_value_deviation, text_of(figures.recency), text_of(figures.frequency),
            text_of(figures.monetary))
      .run();
}

void ShopFigures::count_gap(std::int64_t gap_days, std::int64_t change) {
  Query(database_,
        "INSERT INTO gap_counts (gap_days, count) VALUES (?1, ?2) "
        "ON CONFLICT (gap_days) DO UPDATE SET count = count + excluded.count")
      .bind(gap_days, change)
      .run();
}

std::int64_t ShopFigures::gap_total() {
  Query query(database_, "SELECT coalesce(sum(count), 0) FROM gap_counts");
  return query.step() ? query.integer(0) : 0;
}

// A row for each different number of days: some hundreds, whatever the shop's size.
std::vector<GapCount> ShopFigures::gaps() {
  Query query(database_, "SELECT gap_days, count FROM gap_counts ORDER BY gap_days");
  std::vector<GapCount> out;
  while (query.step()) {
    if (query.integer(1) > 0) out.push_back({query.integer(0), query.integer(1)});
  }
  return out;
}

std::int64_t ShopFigures::gap_at_rank(std::int64_t rank) {
  std::int64_t seen = 0;
  for (const GapCount& gap : gaps()) {
    seen += gap.count;
    if (seen >= rank) return gap.days;
  }
  return 0;
}

std::optional<BuyerPlace> ShopFigures::skip(BuyerOrder order, const BuyerPlace& from, std::int64_t steps) {
  Query query(database_, skip_sql(order));
  query.bind(static_cast<std::int64_t>(from.value), from.customer, steps - 1);
  if (!query.step()) return std::nullopt;
  return BuyerPlace{static_cast<double>(query.integer(0)), query.integer(1)};
}

std::vector<BuyerPlace> ShopFigures::between(BuyerOrder order, const BuyerPlace& from, double until,
                                             std::size_t limit) {
  Query query(database_, between_sql(order));
  query.bind(from.value, from.customer, until, limit);
  std::vector<BuyerPlace> out;
  while (query.step()) out.push_back({query.real(0), query.integer(1)});
  return out;
}

}  // namespace lifecycled
