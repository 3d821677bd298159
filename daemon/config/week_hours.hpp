// When something may happen on which days of the week: "mon-sat 08:00-22:00, sun 10:00-18:00". Days without
// a span are closed. Written in [delivery] legal_hours; asked by delivery/sending_hours. Any thread.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace lifecycled {

struct WeekHours {
  struct Span {
    std::chrono::minutes from{0}, until{0};  // from < until; until may be 24:00
    bool operator==(const Span&) const = default;
  };
  std::array<std::optional<Span>, 7> days;  // by std::chrono::weekday::c_encoding(): Sunday first

  bool operator==(const WeekHours&) const = default;
  // Every day the same.
  static WeekHours daily(std::chrono::minutes from, std::chrono::minutes until);
};

// "08:00-21:00" for every day, or days with a span each, separated by commas: "mon-fri 08:00-20:00, sat
// 09:00-18:00". A day stands at most once.
std::optional<WeekHours> parse_week_hours(std::string_view text);
// As parse_week_hours() reads it.
std::string to_text(const WeekHours& hours);

}  // namespace lifecycled
