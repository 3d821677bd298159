#include "base/time.hpp"

#include <array>
#include <charconv>

#include <fmt/format.h>

namespace lifecycled {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t ms;
};
// Longest first, so that formatting is greedy; "ms" before "m" is looked for by length when parsing.
constexpr std::array<Unit, 6> units{
    {{"w", 604'800'000}, {"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1000}, {"ms", 1}}};
constexpr std::int64_t longest_span_ms = 100LL * 366 * 86'400'000;

// Reads exactly `width` digits at `text[at]`.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t width) {
  if (at + width > text.size()) return std::nullopt;
  int value = 0;
  for (std::size_t i = at; i < at + width; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

}  // namespace

std::optional<Milliseconds> parse_duration(std::string_view text) {
  if (text.empty()) return std::nullopt;
  std::int64_t total = 0;
  while (!text.empty()) {
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (error != std::errc{} || count < 0) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    const Unit* found = nullptr;
    for (const Unit& unit : units) {
      if (text.starts_with(unit.name) && (!found || unit.name.size() > found->name.size())) found = &unit;
    }
    if (!found || count > longest_span_ms / found->ms) return std::nullopt;
    total += count * found->ms;
    if (total > longest_span_ms) return std::nullopt;
    text.remove_prefix(found->name.size());
  }
  return Milliseconds{total};
}

std::string format_duration(Milliseconds span) {
  std::int64_t left = span.count();
  if (left == 0) return "0s";
  std::string out = left < 0 ? "-" : "";
  if (left < 0) left = -left;
  for (const Unit& unit : units) {
    if (unit.name == "w") continue;  // "14d" reads better than "2w"
    if (const std::int64_t count = left / unit.ms; count > 0) out += fmt::format("{}{}", count, unit.name);
    left %= unit.ms;
  }
  return out;
}

std::optional<std::chrono::year_month_day> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  const auto day = digits(text, 8, 2);
  if (!year || !month || !day || *year < 1900 || *year > 2999) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return date;
}

std::optional<Instant> parse_instant(std::string_view text) {
  if (text.size() < 20 || (text[10] != 'T' && text[10] != 't' && text[10] != ' ')) return std::nullopt;
  const auto date = parse_date(text.substr(0, 10));
  const auto hour = digits(text, 11, 2);
  const auto minute = digits(text, 14, 2);
  const auto second = digits(text, 17, 2);
  if (!date || !hour || !minute || !second || text[13] != ':' || text[16] != ':') return std::nullopt;
  if (*hour > 23 || *minute > 59 || *second > 60) return std::nullopt;

  std::size_t at = 19;
  int fraction_ms = 0;
  if (text[at] == '.') {
    int scale = 100;
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10) {
      fraction_ms += (text[at] - '0') * scale;
    }
  }
  if (at >= text.size()) return std::nullopt;
  std::chrono::minutes offset{0};
  if (text[at] == 'Z' || text[at] == 'z') {
    if (at + 1 != text.size()) return std::nullopt;
  } else {
    const auto offset_hour = digits(text, at + 1, 2);
    const auto offset_minute = digits(text, at + 4, 2);
    if ((text[at] != '+' && text[at] != '-') || text.size() != at + 6 || text[at + 3] != ':' ||
        !offset_hour || !offset_minute || *offset_hour > 23 || *offset_minute > 59) {
      return std::nullopt;
    }
    offset = std::chrono::minutes{*offset_hour * 60 + *offset_minute};
    if (text[at] == '-') offset = -offset;
  }
  return Instant{std::chrono::sys_days{*date}} + std::chrono::hours{*hour} + std::chrono::minutes{*minute} +
         std::chrono::seconds{*second} + Milliseconds{fraction_ms} - offset;
}

std::string format_instant(Instant at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{at - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count(),
                     time.subseconds().count());
}

}  // namespace lifecycled
