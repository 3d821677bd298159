#include "cli/shown_moments.hpp"

#include <fmt/format.h>

namespace lifecycled {
namespace {

constexpr std::string_view form = "0000-00-00T00:00:00.000Z";

bool has_the_form(std::string_view text) {
  if (text.size() != form.size()) return false;
  for (std::size_t i = 0; i < form.size(); ++i) {
    const bool fits = form[i] == '0' ? text[i] >= '0' && text[i] <= '9' : text[i] == form[i];
    if (!fits) return false;
  }
  return true;
}

}  // namespace

std::string shown_moment(Instant at, const TimeZone& zone) {
  const std::chrono::year_month_day day{zone.day_of(at)};
  const auto minutes = zone.time_of_day(at).count();
  const auto seconds = (to_ms(at) / 1000 % 60 + 60) % 60;
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02} {}", static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()), minutes / 60,
                     minutes % 60, seconds, zone.name());
}

std::string with_shown_moments(std::string_view text, const TimeZone& zone) {
  std::string out;
  while (!text.empty()) {
    const bool is_bare = out.empty() || out.back() != '"';
    const std::string_view here = text.substr(0, form.size());
    const auto moment = is_bare && has_the_form(here) ? parse_instant(here) : std::nullopt;
    if (!moment) {
      out += text.front();
      text.remove_prefix(1);
      continue;
    }
    out += shown_moment(*moment, zone);
    text.remove_prefix(form.size());
  }
  return out;
}

std::string with_shown_moments(std::string_view text, std::string_view zone) {
  return TimeZone::exists(zone) ? with_shown_moments(text, TimeZone::named(zone)) : std::string(text);
}

}  // namespace lifecycled
