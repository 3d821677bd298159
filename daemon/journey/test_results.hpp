// What the counts of a test say: rates with the interval in which they lie, differences to the hold-out, and
// whether as many people got each variant as its share says. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/journey_variants.hpp"

namespace lifecycled {

struct Interval {
  double from = 0, to = 0;
};

struct VariantResult {
  std::string variant;  // "" = held out
  std::int64_t people = 0, goals = 0;
  double rate = 0;
  Interval likely;  // 95 %, after Wilson: right also for few people and rates near 0
  struct Difference {
    double rate = 0;
    Interval likely;  // 95 %, after Newcombe's method 10, from both of Wilson's
    bool is_clear() const { return likely.from > 0 || likely.to < 0; }
  };
  std::optional<Difference> to_hold_out;
};

struct TestResult {
  std::string step;
  std::vector<VariantResult> variants;  // the hold-out last
  // How likely shares as uneven as these are by chance alone; below 0.001 something is wrong with the test.
  double share_chance = 1;
  bool shares_are_off() const { return share_chance < 0.001; }
};

// The counts of one campaign, a result for each step in their order.
std::vector<TestResult> test_results(const std::vector<VariantCount>& counts);

Interval wilson_interval(std::int64_t hits, std::int64_t of);
// The upper tail of the chi-square distribution.
double chi_square_chance(double statistic, int degrees);

}  // namespace lifecycled
