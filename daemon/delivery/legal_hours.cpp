#include "delivery/legal_hours.hpp"

#include <algorithm>
#include <array>

namespace lifecycled {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

// The Gregorian computus as Meeus gives it (Astronomical Algorithms, chapter 8).
LocalDay easter_sunday(int year) {
  const int a = year % 19, b = year / 100, c = year % 100;
  const int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
  const int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
  const int m = (a + 11 * h + 22 * l) / 451;
  const int month_and_day = h + l - 7 * m + 114;
  return LocalDay{std::chrono::year_month_day{
      std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month_and_day / 31)},
      std::chrono::day{static_cast<unsigned>(month_and_day % 31 + 1)}}};
}

// Code du travail, article L3133-1.
bool is_french_holiday(LocalDay day) {
  using namespace std::chrono;
  constexpr std::array fixed{January / 1, May / 1,      May / 8,       July / 14,
                             August / 15, November / 1, November / 11, December / 25};
  const year_month_day date{day};
  if (std::ranges::find(fixed, date.month() / date.day()) != fixed.end()) return true;
  const auto after_easter = day - easter_sunday(static_cast<int>(date.year()));
  return after_easter == days{1} || after_easter == days{39} || after_easter == days{50};
}

bool is_no_holiday(LocalDay) { return false; }

WeekHours without_sunday(WeekHours hours) {
  hours.days[0].reset();
  return hours;
}

constexpr std::array<std::string_view, 1> france_zones{"Europe/Paris"};
constexpr std::array<std::string_view, 1> india_zones{"Asia/Kolkata"};
constexpr std::array<std::string_view, 2> us_zones{"America/New_York", "Pacific/Honolulu"};

const std::array<LegalHours, 3>& table() {
  static const std::array<LegalHours, 3> all{
      // The operators' charter for commercial messages (AF2M, "SMS push"): 8 to 22 o'clock, never on Sundays
      // and public holidays.
      LegalHours{"FR", "+33", without_sunday(WeekHours::daily(hours{8}, hours{22})), is_french_holiday,
                 france_zones},
      // TRAI, Telecom Commercial Communications Customer Preference Regulations: no promotion between 21 and
      // 9 o'clock.
      LegalHours{"IN", "+91", WeekHours::daily(hours{9}, hours{21}), is_no_holiday, india_zones},
      // 47 CFR 64.1200(c)(1): no solicitation before 8 or after 21 o'clock of the called party's time. Some
      // states are stricter: a shop there narrows it.
      LegalHours{"US", "+1", WeekHours::daily(hours{8}, hours{21}), is_no_holiday, us_zones},
  };
  return all;
}

}  // namespace

const LegalHours* built_in_legal_hours(std::string_view country, std::string_view phone) {
  const auto found = std::ranges::find_if(table(), [&](const LegalHours& legal) {
    return country.empty() ? phone.starts_with(legal.calling_code) : legal.country == country;
  });
  return found == table().end() ? nullptr : &*found;
}

}  // namespace lifecycled
