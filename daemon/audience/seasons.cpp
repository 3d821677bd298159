#include "audience/seasons.hpp"

#include <algorithm>
#include <chrono>

namespace lifecycled {
namespace {

constexpr std::int64_t longest_season = 56;
constexpr std::int64_t year_length = 366;  // of a leap year, so that 29 February has a place
constexpr std::size_t fewest_purchases = 3;
// From one season into the next; a season at the turn of the year lies in two calendar years.
constexpr std::int64_t years_apart = 365 - longest_season;

// 0 for the first of January, as if every year had a 29 February.
std::int64_t day_of_year(std::int64_t day) {
  const std::chrono::year_month_day date{std::chrono::local_days{std::chrono::days{day}}};
  const std::chrono::local_days leap{std::chrono::year{2000} / date.month() / date.day()};
  const std::chrono::local_days first{std::chrono::year{2000} / std::chrono::January / 1};
  return (leap - first).count();
}

}  // namespace

std::optional<std::int64_t> season_of(const std::vector<std::int64_t>& purchase_days) {
  if (purchase_days.size() < fewest_purchases) return std::nullopt;
  if (purchase_days.back() - purchase_days.front() < years_apart) return std::nullopt;
  std::vector<std::int64_t> days;
  for (const std::int64_t day : purchase_days) days.push_back(day_of_year(day));
  std::ranges::sort(days);
  // The widest stretch of the year without a purchase lies outside the season; the year is a circle.
  std::int64_t widest = days.front() + year_length - days.back();
  for (std::size_t i = 1; i < days.size(); ++i) widest = std::max(widest, days[i] - days[i - 1]);
  const std::int64_t season = year_length - widest + 1;
  if (season > longest_season) return std::nullopt;
  return season;
}

}  // namespace lifecycled
