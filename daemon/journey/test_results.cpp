#include "journey/test_results.hpp"

#include <algorithm>
#include <cmath>

namespace lifecycled {
namespace {

constexpr double z = 1.959963984540054;  // 95 % of a normal distribution lie within so many deviations

// As exact figures: 0 of 10 is 0, and not some rounding above it.
Interval clamped(double from, double to) { return {std::clamp(from, 0.0, 1.0), std::clamp(to, 0.0, 1.0)}; }

VariantResult::Difference difference(const VariantResult& variant, const VariantResult& other) {
  const double rate = variant.rate - other.rate;
  const double down = std::hypot(variant.rate - variant.likely.from, other.likely.to - other.rate);
  const double up = std::hypot(variant.likely.to - variant.rate, other.rate - other.likely.from);
  return {rate, {rate - down, rate + up}};
}

double share_chance_of(const std::vector<VariantCount>& counts) {
  double statistic = 0;
  int groups = 0;
  for (const VariantCount& count : counts) {
    const double expected = static_cast<double>(count.expected) / 1e6;
    if (expected <= 0) continue;
    ++groups;
    statistic += std::pow(static_cast<double>(count.people) - expected, 2) / expected;
  }
  return groups < 2 ? 1 : chi_square_chance(statistic, groups - 1);
}

TestResult result_of(const std::vector<VariantCount>& counts) {
  TestResult out{counts.front().step, {}, share_chance_of(counts)};
  for (const VariantCount& count : counts) {
    VariantResult variant{count.variant, count.people, count.goals, 0, {0, 1}, std::nullopt};
    if (count.people > 0) {
      variant.rate = static_cast<double>(count.goals) / static_cast<double>(count.people);
      variant.likely = wilson_interval(count.goals, count.people);
    }
    out.variants.push_back(std::move(variant));
  }
  const auto held_out = std::ranges::find(out.variants, "", &VariantResult::variant);
  if (held_out == out.variants.end()) return out;
  if (held_out->people > 0) {
    for (VariantResult& variant : out.variants) {
      if (!variant.variant.empty() && variant.people > 0)
        variant.to_hold_out = difference(variant, *held_out);
    }
  }
  std::rotate(held_out, held_out + 1, out.variants.end());
  return out;
}

}  // namespace

Interval wilson_interval(std::int64_t hits, std::int64_t of) {
  const double n = static_cast<double>(of);
  const double rate = static_cast<double>(hits) / n;
  const double scale = 1 + z * z / n;
  const double middle = (rate + z * z / (2 * n)) / scale;
  const double half = z / scale * std::sqrt(rate * (1 - rate) / n + z * z / (4 * n * n));
  return clamped(hits == 0 ? 0 : middle - half, hits == of ? 1 : middle + half);
}

double chi_square_chance(double statistic, int degrees) {
  // The regularised gamma function for half-integers, by its recurrence: Q(a + 1) = Q(a) + x^a e^-x / G(a +
  // 1).
  const double x = statistic / 2;
  const bool is_even = degrees % 2 == 0;
  double chance = is_even ? std::exp(-x) : std::erfc(std::sqrt(x));
  for (double a = is_even ? 1 : 0.5; 2 * a < degrees; a += 1)
    chance += x > 0 ? std::exp(a * std::log(x) - x - std::lgamma(a + 1)) : 0;
  return std::clamp(chance, 0.0, 1.0);
}

std::vector<TestResult> test_results(const std::vector<VariantCount>& counts) {
  std::vector<TestResult> out;
  for (auto first = counts.begin(); first != counts.end();) {
    const auto last = std::find_if(first, counts.end(),
                                   [&](const VariantCount& count) { return count.step != first->step; });
    out.push_back(result_of({first, last}));
    first = last;
  }
  return out;
}

}  // namespace lifecycled
