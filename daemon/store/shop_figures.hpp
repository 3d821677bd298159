// What all customers together tell: how often each gap between purchases occurs, and the figures worked out
// once a day, one row a day and constant between. Runs on the thread that owns the connection.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/time.hpp"
#include "store/database.hpp"

namespace lifecycled {

// The last values of the four lower quintiles: a value's quintile is one more than the borders below it.
using QuintileBorders = std::array<std::int64_t, 4>;

// Of all who have an order that counts; money in minor units.
struct BuyerFigures {
  std::int64_t buyers = 0;
  double spent_mean = 0, spent_deviation = 0;
  double order_value_mean = 0, order_value_deviation = 0;
  // Moments of last orders, numbers of orders, what was spent; absent while nobody has bought.
  std::optional<QuintileBorders> recency, frequency, monetary;
  bool operator==(const BuyerFigures&) const = default;
};

struct ShopFiguresRow {
  std::int64_t version = 0;
  Instant computed_at;
  Milliseconds gap{0};    // the expected gap of customers without enough of their own
  std::int64_t gaps = 0;  // how many gaps it was learnt from
  std::optional<BuyerFigures> buyers;
};

// In which order the buyers are looked at.
enum class BuyerOrder { Recency, Frequency, Monetary, OrderValue };

// Where a walk over the buyers stands.
struct BuyerPlace {
  double value = 0;
  std::int64_t customer = 0;
};

struct GapCount {
  std::int64_t days = 0, count = 0;
};

class ShopFigures {
 public:
  explicit ShopFigures(Database& database) : database_(database) {}

  std::optional<ShopFiguresRow> latest();
  std::optional<ShopFiguresRow> find(std::int64_t version);
  // The latest of those whose figures about buyers are there.
  std::optional<ShopFiguresRow> latest_with_buyers();
  void save(Instant computed_at, Milliseconds gap, std::int64_t gaps);
  void save_buyers(std::int64_t version, const BuyerFigures& figures);

  void count_gap(std::int64_t gap_days, std::int64_t change);
  std::int64_t gap_total();
  // The rank-th smallest gap in days, rank from 1; 0 when there are fewer.
  std::int64_t gap_at_rank(std::int64_t rank);
  std::vector<GapCount> gaps();  // each that occurs, ascending

  // The buyers in order of what they spent, beyond `from`, at most `limit`. Calls each(place, orders).
  template <class Each>
  std::size_t each_buyer(const BuyerPlace& from, std::size_t limit, Each each) {
    Query query(database_, each_buyer_sql);
    query.bind(static_cast<std::int64_t>(from.value), from.customer, limit);
    std::size_t seen = 0;
    for (; query.step(); ++seen) {
      each(BuyerPlace{static_cast<double>(query.integer(0)), query.integer(1)}, query.integer(2));
    }
    return seen;
  }
  // The one that stands `steps` (from 1) further on than `from` in that order.
  std::optional<BuyerPlace> skip(BuyerOrder order, const BuyerPlace& from, std::int64_t steps);
  // Those beyond `from` whose value is at most `until`.
  std::vector<BuyerPlace> between(BuyerOrder order, const BuyerPlace& from, double until, std::size_t limit);

 private:
  static const char* const each_buyer_sql;
  Database& database_;
};

}  // namespace lifecycled
