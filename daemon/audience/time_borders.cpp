#include "audience/time_borders.hpp"

#include <cmath>

namespace lifecycled {
namespace {

constexpr double ms_per_day = 86'400'000.0;
constexpr double furthest_days = 3'000'000;  // some eight thousand years

double days_between(std::int64_t ms) { return static_cast<double>(ms) / ms_per_day; }

}  // namespace

std::optional<Comparison> comparison_from_text(std::string_view text) {
  if (text == "<") return Comparison::Less;
  if (text == "<=") return Comparison::LessOrEqual;
  if (text == ">") return Comparison::Greater;
  if (text == ">=") return Comparison::GreaterOrEqual;
  return std::nullopt;
}

bool TimeBorder::holds(Instant now) const {
  const double passed = days_between((now - moment).count());
  switch (comparison) {
    case Comparison::Less:
      return passed < days;
    case Comparison::LessOrEqual:
      return passed <= days;
    case Comparison::Greater:
      return passed > days;
    case Comparison::GreaterOrEqual:
      return passed >= days;
  }
  return false;
}

std::optional<Instant> TimeBorder::changes_after(Instant now) const {
  if (!(std::abs(days) < furthest_days)) return std::nullopt;
  // The first whole millisecond on the other side; what doubles make of the division decides, as in holds().
  const bool strictly = comparison == Comparison::Greater || comparison == Comparison::LessOrEqual;
  const auto is_beyond = [&](std::int64_t ms) {
    return strictly ? days_between(ms) > days : days_between(ms) >= days;
  };
  auto ms = static_cast<std::int64_t>(std::floor(days * ms_per_day));
  while (!is_beyond(ms)) ++ms;
  while (is_beyond(ms - 1)) --ms;
  const Instant at = moment + Milliseconds{ms};
  if (at <= now) return std::nullopt;
  return at;
}

}  // namespace lifecycled
