#include "store/shop_figures.hpp"

namespace lifecycled {

std::optional<ShopFiguresRow> ShopFigures::latest() {
  Query query(database_,
              "SELECT version, computed_at, gap_ms, gaps FROM shop_figures ORDER BY version DESC LIMIT 1");
  if (!query.step()) return std::nullopt;
  return ShopFiguresRow{query.integer(0), from_ms(query.integer(1)), Milliseconds{query.integer(2)},
                        query.integer(3)};
}

void ShopFigures::save(Instant computed_at, Milliseconds gap, std::int64_t gaps) {
  Query(database_, "INSERT INTO shop_figures (computed_at, gap_ms, gaps) VALUES (?1, ?2, ?3)")
      .bind(to_ms(computed_at), gap.count(), gaps)
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

std::int64_t ShopFigures::gap_at_rank(std::int64_t rank) {
  // A row for each different number of days: some hundreds, whatever the shop's size.
  Query query(database_, "SELECT gap_days, count FROM gap_counts ORDER BY gap_days");
  for (std::int64_t seen = 0; query.step();) {
    seen += query.integer(1);
    if (seen >= rank) return query.integer(0);
  }
  return 0;
}

}  // namespace lifecycled
