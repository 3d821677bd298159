#include "intake/import_time.hpp"

#include <charconv>
#include <string>

#include <fmt/format.h>

namespace lifecycled {
namespace {

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t size) {
  if (at + size > text.size()) return std::nullopt;
  int number = 0;
  const char* const end = text.data() + at + size;
  const auto [stop, error] = std::from_chars(text.data() + at, end, number);
  if (error != std::errc{} || stop != end || text[at] == '-') return std::nullopt;
  return number;
}

}  // namespace

std::optional<Instant> parse_import_time(std::string_view text, const TimeZone& zone) {
  if (const auto instant = parse_instant(text)) return instant;
  std::string date(text.substr(0, 10));
  std::string_view time = text.size() > 10 ? text.substr(10) : std::string_view();
  if (text.size() == 8)
    date = fmt::format("{}-{}-{}", text.substr(0, 4), text.substr(4, 2), text.substr(6, 2));
  const auto day = parse_date(date);
  if (!day) return std::nullopt;
  std::chrono::seconds of_day{0};
  if (!time.empty()) {
    if (time[0] != ' ' && time[0] != 'T') return std::nullopt;
    time.remove_prefix(1);
    const auto hour = digits(time, 0, 2), minute = digits(time, 3, 2);
    const auto second = time.size() == 5 ? std::optional(0) : digits(time, 6, 2);
    if ((time.size() != 5 && time.size() != 8) || !hour || !minute || !second || time[2] != ':' ||
        (time.size() == 8 && time[5] != ':') || *hour > 23 || *minute > 59 || *second > 59) {
      return std::nullopt;
    }
    of_day = std::chrono::hours{*hour} + std::chrono::minutes{*minute} + std::chrono::seconds{*second};
  }
  const auto minutes = std::chrono::floor<std::chrono::minutes>(of_day);
  return zone.at(std::chrono::local_days{*day}, minutes) + (of_day - minutes);
}

}  // namespace lifecycled
