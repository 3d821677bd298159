#include "config/week_hours.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "config/value_forms.hpp"

namespace lifecycled {
namespace {

constexpr std::array<std::string_view, 7> names{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

std::optional<unsigned> weekday(std::string_view text) {
  const auto found = std::ranges::find(names, text);
  if (found == names.end()) return std::nullopt;
  return static_cast<unsigned>(found - names.begin());
}

std::optional<WeekHours::Span> span(std::string_view text) {
  if (text.size() != 11 || text[5] != '-') return std::nullopt;
  const auto from = parse_time_of_day(text.substr(0, 5));
  const auto until = text.substr(6) == "24:00" ? std::optional(std::chrono::minutes{24 * 60})
                                               : parse_time_of_day(text.substr(6));
  if (!from || !until || *from >= *until) return std::nullopt;
  return WeekHours::Span{*from, *until};
}

// "mon-sat 08:00-22:00" into its days; false if it is none or a day has a span already.
bool read_part(std::string_view part, WeekHours& into) {
  const auto blank = part.find(' ');
  if (blank == std::string_view::npos) return false;
  const std::string_view days = part.substr(0, blank);
  const auto dash = days.find('-');
  const auto first = weekday(days.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : weekday(days.substr(dash + 1));
  const auto open = span(trimmed(part.substr(blank + 1)));
  if (!first || !last || !open) return false;
  for (unsigned day = *first;; day = (day + 1) % 7) {
    if (into.days[day]) return false;
    into.days[day] = open;
    if (day == *last) return true;
  }
}

std::string time_text(std::chrono::minutes time) {
  return fmt::format("{:02}:{:02}", time.count() / 60, time.count() % 60);
}

}  // namespace

WeekHours WeekHours::daily(std::chrono::minutes from, std::chrono::minutes until) {
  WeekHours hours;
  hours.days.fill(Span{from, until});
  return hours;
}

std::optional<WeekHours> parse_week_hours(std::string_view text) {
  if (const auto every_day = span(text)) return WeekHours::daily(every_day->from, every_day->until);
  WeekHours hours;
  for (const std::string_view part : split(text, ',')) {
    if (!read_part(trimmed(part), hours)) return std::nullopt;
  }
  return hours;
}

std::string to_text(const WeekHours& hours) {
  std::string out;
  const auto shown = [](const WeekHours::Span& open) {
    return time_text(open.from) + "-" + time_text(open.until);
  };
  for (std::size_t day = 0; day < hours.days.size(); ++day) {
    if (!hours.days[day]) continue;
    if (!out.empty()) out += ", ";
    out += fmt::format("{} {}", names[day], shown(*hours.days[day]));
  }
  return out;
}

}  // namespace lifecycled
