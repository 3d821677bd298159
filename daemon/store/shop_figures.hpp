// What all customers together tell: how often each gap between purchases occurs, and the figures computed
// from it once a day. Runs on the thread that owns the connection.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "base/time.hpp"
#include "store/database.hpp"

namespace lifecycled {

struct ShopFiguresRow {
  std::int64_t version = 0;
  Instant computed_at;
  Milliseconds gap{0};    // the expected gap of customers without enough of their own
  std::int64_t gaps = 0;  // how many gaps it was learnt from
};

class ShopFigures {
 public:
  explicit ShopFigures(Database& database) : database_(database) {}

  std::optional<ShopFiguresRow> latest();
  void save(Instant computed_at, Milliseconds gap, std::int64_t gaps);

  void count_gap(std::int64_t gap_days, std::int64_t change);
  std::int64_t gap_total();
  // The rank-th smallest gap in days, rank from 1; 0 when there are fewer.
  std::int64_t gap_at_rank(std::int64_t rank);

 private:
  Database& database_;
};

}  // namespace lifecycled
