#include "base/text.hpp"

#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

namespace lifecycled {
namespace {

// Insert, delete, replace, or swap two neighbours ("sned" is one step from "send").
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
    }
    before_last.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// C1 controls (some terminals obey them), separators of lines, and what turns the direction of writing, in
// UTF-8.
bool is_invisible(std::string_view character) {
  if (character.size() == 2) return character[0] == '\xC2' && static_cast<unsigned char>(character[1]) < 0xA0;
  if (character.size() != 3 || character[0] != '\xE2') return false;
  const auto second = static_cast<unsigned char>(character[1]),
             third = static_cast<unsigned char>(character[2]);
  return (second == 0x80 && (third == 0x8E || third == 0x8F || (third >= 0xA8 && third <= 0xAE))) ||
         (second == 0x81 && third >= 0xA6 && third <= 0xA9);
}

// Bytes of the well-formed character that begins at the front, or 0.
std::size_t character_at(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const std::size_t length = lead < 0x80       ? 1
                             : lead >> 5 == 6  ? 2
                             : lead >> 4 == 14 ? 3
                             : lead >> 3 == 30 ? 4
                                               : 0;
  if (length == 0 || length > text.size()) return 0;
  std::uint32_t point = length == 1 ? lead : lead & (0x7Fu >> length);
  for (std::size_t k = 1; k < length; ++k) {
    if (!is_continuation(text[k])) return 0;
    point = point << 6 | (static_cast<unsigned char>(text[k]) & 0x3F);
  }
  constexpr std::uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  return point < smallest[length] || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF) ? 0 : length;
}

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = character_at(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string with_replacements(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t length = character_at(text);
    out += length == 0 ? "\uFFFD" : text.substr(0, length);
    text.remove_prefix(std::max<std::size_t>(1, length));
  }
  return out;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::string lower_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

std::string upper_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  return out;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t from = 0;;) {
    const auto to = text.find(separator, from);
    parts.push_back(text.substr(from, to - from));
    if (to == std::string_view::npos) return parts;
    from = to + 1;
  }
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  return fmt::format("{}", fmt::join(parts, separator));
}

std::string did_you_mean(std::string_view written, const std::vector<std::string>& candidates) {
  const std::string word = lower_ascii(written);
  const std::string* nearest = nullptr;
  std::size_t nearest_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > word.size() + 3 || word.size() > candidate.size() + 3 || word.size() > 64)
      continue;
    if (const auto distance = edit_distance(word, lower_ascii(candidate)); distance < nearest_distance) {
      nearest = &candidate;
      nearest_distance = distance;
    }
  }
  return nearest ? fmt::format("did you mean \"{}\"?", *nearest) : "";
}

std::string shortened(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return std::string(text);
  while (bytes > 0 && is_continuation(text[bytes])) --bytes;
  return std::string(text.substr(0, bytes)) + "…";
}

namespace {

// Cutting may have split a character; anything else that is not UTF-8 loses what is not ASCII.
std::string valid_utf8(std::string text, bool was_cut) {
  for (int tries = 0; was_cut && tries < 4 && !text.empty() && !is_utf8(text); ++tries) text.pop_back();
  if (!is_utf8(text)) {
    std::ranges::replace_if(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }, '?');
  }
  return text;
}

std::string without_controls(std::string_view text, std::size_t most_bytes, std::string_view kept) {
  const std::string valid = valid_utf8(std::string(text.substr(0, most_bytes)), text.size() > most_bytes);
  std::string out;
  for (std::size_t i = 0; i < valid.size();) {
    const std::string_view rest = std::string_view(valid).substr(i);
    std::size_t length = 1;
    while (length < rest.size() && is_continuation(rest[length])) ++length;
    const std::string_view character = rest.substr(0, length);
    const bool is_control = static_cast<unsigned char>(rest[0]) < 0x20 || rest[0] == 0x7F;
    const bool is_kept = !is_control ? !is_invisible(character) : kept.find(rest[0]) != kept.npos;
    out += is_kept ? character : std::string_view(" ");
    i += length;
  }
  return out;
}

}  // namespace

std::string clean_line(std::string_view text, std::size_t most_bytes) {
  return without_controls(text, most_bytes, "");
}
std::string clean_text(std::string_view text, std::size_t most_bytes) {
  return without_controls(text, most_bytes, "\n\t");
}

std::string masked_address(std::string_view address) {
  if (const auto at = address.rfind('@'); at != std::string_view::npos && at > 0) {
    return fmt::format("{}***{}", address.substr(0, 1), address.substr(at));
  }
  if (address.size() <= 5) return "***";
  return fmt::format("{}*****{}", address.substr(0, 3), address.substr(address.size() - 2));
}

}  // namespace lifecycled
