#include "audience/gap_report.hpp"

#include <doctest/doctest.h>

using namespace lifecycled;

TEST_CASE("quantiles are nearest ranks, and every gap is in one bar") {
  const GapReport report = report_gaps({{7, 2}, {10, 1}, {30, 6}, {400, 1}}, 0.8);
  CHECK(report.gaps == 10);
  std::vector<std::int64_t> days;
  for (const auto& quantile : report.quantiles) days.push_back(quantile.days);
  CHECK(days == std::vector<std::int64_t>{7, 10, 30, 30, 30, 30, 400, 400});
  std::int64_t counted = 0, last = 0;
  for (const auto& bar : report.bars) {
    CHECK(bar.from == last + 1);
    last = bar.until.value_or(last);
    counted += bar.count;
  }
  CHECK(counted == 10);
  CHECK_FALSE(report.suggestion);  // ten gaps tell nothing
}

TEST_CASE("what lies beyond the 99th percentile shares the last bar") {
  const GapReport report = report_gaps({{10, 990}, {20, 5}, {5000, 5}}, 0.8);
  REQUIRE(report.bars.size() == 11);
  CHECK(report.bars.front().from == 1);
  CHECK(report.bars.front().until == 1);
  CHECK(report.bars[9].count == 990);
  CHECK(report.bars.back().from == 11);
  CHECK_FALSE(report.bars.back().until);
  CHECK(report.bars.back().count == 10);
}

TEST_CASE("settings are suggested from the shop's own quantile") {
  const GapReport report = report_gaps({{10, 70}, {30, 20}, {60, 10}}, 0.8);
  REQUIRE(report.suggestion);
  CHECK(report.suggestion->lapsing == 2.0);
  CHECK(report_gaps({}, 0.8).gaps == 0);
  CHECK(report_gaps({}, 0.8).bars.empty());
}

TEST_CASE("a quantile of the shop's own stands among the usual ones") {
  const GapReport report = report_gaps({{1, 100}}, 0.7);
  CHECK(report.quantiles.size() == 9);
  CHECK(report.quantiles[3].share == 0.7);
}
