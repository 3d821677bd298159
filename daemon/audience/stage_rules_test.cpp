#include "audience/stage_rules.hpp"

#include <doctest/doctest.h>

#include "audience/testing.hpp"

namespace lifecycled {
namespace {

using testing::days;
using Numbers = std::vector<std::int64_t>;

TEST_CASE("gaps lie between purchases") {
  CHECK(StageRules::gaps({}) == Numbers{});
  CHECK(StageRules::gaps({100}) == Numbers{});
  CHECK(StageRules::gaps({100, 101, 131}) == Numbers{1, 30});
}

TEST_CASE("the own gap is the median of at least four") {
  const StageRules rules{StageSettings{}};
  CHECK_FALSE(rules.own_gap({10, 10, 10}).has_value());
  CHECK(rules.own_gap({40, 10, 30, 20}) == days(25));
  CHECK(rules.own_gap({40, 10, 31, 20}) == days(25.5));
  CHECK(rules.own_gap({1, 100, 7, 3, 5}) == days(5));
}

TEST_CASE("how many gaps are enough is a setting; a fixed gap leaves no own one") {
  StageSettings settings;
  settings.own_gaps_from = 1;
  CHECK(StageRules{settings}.own_gap({7}) == days(7));
  settings.own_gaps_from = 0;
  CHECK_FALSE(StageRules{settings}.own_gap({}).has_value());
  settings.gap_days = 45;
  CHECK_FALSE(StageRules{settings}.own_gap({7, 7, 7, 7}).has_value());
  CHECK(StageRules{settings}.shop_gap(7) == days(45));
  CHECK(StageRules{settings}.has_fixed_gap());
}

TEST_CASE("the shop's quantile is the ceil(q * n)-th smallest") {
  const StageRules rules{StageSettings{}};
  const Numbers expected{1, 2, 3, 4, 4, 5, 6, 7, 8, 8, 9};  // n = 1 ... 11, q = 0.8
  for (std::int64_t n = 1; n <= 11; ++n) {
    CAPTURE(n);
    CHECK(rules.quantile_rank(n) == expected[static_cast<std::size_t>(n - 1)]);
  }
  for (std::int64_t n = 5; n <= 100'000; n += 5)
    CHECK(rules.quantile_rank(n) == n * 4 / 5);  // no binary dust
  StageSettings all;
  all.quantile = 1.0;
  CHECK(StageRules{all}.quantile_rank(7) == 7);
}

TEST_CASE("before the first gap the shop's guess counts") {
  const StageRules rules{StageSettings{}};
  CHECK(rules.shop_gap(std::nullopt) == days(60));
  CHECK(rules.shop_gap(33) == days(33));
}

TEST_CASE("borders, to the millisecond") {
  const StageRules rules{StageSettings{}};
  const Instant last = testing::at("2026-03-01T10:00:00Z");
  const Milliseconds gap = days(30);
  const Milliseconds tick{1};
  CHECK(rules.stage(0, last, gap, last) == Stage::Prospect);
  CHECK(rules.stage(1, last, gap, last) == Stage::ActiveOneTime);
  CHECK(rules.stage(2, last, gap, last + days(30)) == Stage::ActiveRepeat);
  CHECK(rules.stage(1, last, gap, last + days(30)) == Stage::ActiveOneTime);
  CHECK(rules.stage(1, last, gap, last + days(30) + tick) == Stage::Lapsing);
  CHECK(rules.stage(9, last, gap, last + days(75)) == Stage::Lapsing);
  CHECK(rules.stage(9, last, gap, last + days(75) + tick) == Stage::Lapsed);
  CHECK(rules.stage(1, last, gap, last - days(1)) == Stage::ActiveOneTime);  // an order dated tomorrow

  for (const Stage stage : {Stage::ActiveOneTime, Stage::ActiveRepeat, Stage::Lapsing}) {
    const Instant change = rules.changes_at(stage, last, gap).value();
    CHECK(rules.stage(2, last, gap, change - tick) != rules.stage(2, last, gap, change));
  }
  CHECK_FALSE(rules.changes_at(Stage::Prospect, last, gap).has_value());
  CHECK_FALSE(rules.changes_at(Stage::Lapsed, last, gap).has_value());
}

TEST_CASE("a gap of no days: active at the very moment, lapsed right after") {
  const StageRules rules{StageSettings{}};
  const Instant last = testing::at("2026-03-01T10:00:00Z");
  CHECK(rules.stage(5, last, Milliseconds{0}, last) == Stage::ActiveRepeat);
  CHECK(rules.stage(5, last, Milliseconds{0}, last + Milliseconds{1}) == Stage::Lapsed);
}

TEST_CASE("the factors are settings") {
  StageSettings settings;
  settings.active_until = 1.5;
  settings.lapsing_until = 3;
  const StageRules rules{settings};
  const Instant last = testing::at("2026-03-01T10:00:00Z");
  CHECK(rules.active_until(last, days(10)) == last + days(15));
  CHECK(rules.lapsing_until(last, days(10)) == last + days(30));
}

}  // namespace
}  // namespace lifecycled
