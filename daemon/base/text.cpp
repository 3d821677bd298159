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

}  // namespace

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80       ? 1
                               : lead >> 5 == 6  ? 2
                               : lead >> 4 == 14 ? 3
                               : lead >> 3 == 30 ? 4
                                                 : 0;
    if (length == 0 || i + length > text.size()) return false;
    std::uint32_t point = length == 1 ? lead : lead & (0x7Fu >> length);
    for (std::size_t k = 1; k < length; ++k) {
      if (!is_continuation(text[i + k])) return false;
      point = point << 6 | (static_cast<unsigned char>(text[i + k]) & 0x3F);
    }
    constexpr std::uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (point < smallest[length] || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) return false;
    i += length;
  }
  return true;
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

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string* nearest = nullptr;
  std::size_t nearest_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > word.size() + 3 || word.size() > candidate.size() + 3 || word.size() > 64)
      continue;
    if (const auto distance = edit_distance(word, candidate); distance < nearest_distance) {
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
  std::string clean(text.substr(0, most_bytes));
  for (char& c : clean) {
    const bool is_control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    if (is_control && kept.find(c) == kept.npos) c = ' ';
  }
  return valid_utf8(std::move(clean), text.size() > most_bytes);
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
