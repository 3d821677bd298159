#include "intake/sent_time.hpp"

#include <algorithm>
#include <string>

namespace lifecycled {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "...+0200" to "...+02:00"
void add_colon_to_offset(std::string& text) {
  if (text.size() < 5) return;
  const auto sign = text.size() - 5;
  if (text[sign] != '+' && text[sign] != '-') return;
  if (std::all_of(text.begin() + static_cast<std::ptrdiff_t>(sign) + 1, text.end(), is_digit)) {
    text.insert(sign + 3, ":");
  }
}

}  // namespace

std::optional<Instant> parse_sent_time(std::string_view text) {
  if (const auto instant = parse_instant(text)) return instant;
  if (text.size() > 40) return std::nullopt;
  std::string full(text);
  if (full.size() == 10) full += "T00:00:00";
  if (full.size() == 16) full += ":00";
  if (full.size() >= 19) {
    const bool has_zone = full.find_first_of("Zz+-", 19) != std::string::npos;
    if (has_zone) {
      add_colon_to_offset(full);
    } else {
      full += 'Z';
    }
  }
  return parse_instant(full);
}

Instant corrected_time(std::optional<Instant> happened, std::optional<Instant> sent, Instant received) {
  if (!happened) return received;
  const Instant at = sent ? *happened + (received - *sent) : *happened;
  return std::min(at, received);
}

}  // namespace lifecycled
