#include "store/shop_figures.hpp"

#include <doctest/doctest.h>

#include "store/store_testing.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;
using namespace std::chrono_literals;

TEST_CASE("the figures of the day are the last ones saved, under a new version") {
  ScratchDatabase scratch;
  ShopFigures figures(scratch);
  CHECK_FALSE(figures.latest());
  figures.save(some_noon, 30 * day_length, 100);
  const auto first = figures.latest();
  figures.save(some_noon + 24h, 31 * day_length, 120);
  const auto second = figures.latest();
  REQUIRE(first);
  REQUIRE(second);
  CHECK(first->gap == 30 * day_length);
  CHECK(second->computed_at == some_noon + 24h);
  CHECK(second->gap == 31 * day_length);
  CHECK(second->gaps == 120);
  CHECK(second->version > first->version);
}

TEST_CASE("gaps are counted, and the rank-th smallest is found") {
  ScratchDatabase scratch;
  ShopFigures figures(scratch);
  CHECK(figures.gap_total() == 0);
  CHECK(figures.gap_at_rank(1) == 0);
  for (const std::int64_t days : {30, 7, 30, 90, 7, 7}) figures.count_gap(days, 1);
  CHECK(figures.gap_total() == 6);
  const std::int64_t sorted[] = {7, 7, 7, 30, 30, 90};
  for (std::int64_t rank = 1; rank <= 6; ++rank) CHECK(figures.gap_at_rank(rank) == sorted[rank - 1]);
  CHECK(figures.gap_at_rank(7) == 0);
}

TEST_CASE("a gap that a cancellation took back is not counted") {
  ScratchDatabase scratch;
  ShopFigures figures(scratch);
  figures.count_gap(7, 1);
  figures.count_gap(30, 1);
  figures.count_gap(7, -1);
  CHECK(figures.gap_total() == 1);
  CHECK(figures.gap_at_rank(1) == 30);
}
