// A text as the contract asks for it in a result: UTF-8, on one line, never null. Plugins quote providers,
// and providers say anything. Used by channel.hpp for every result; needs C++11 and nothing else. [any]
#pragma once

#include <cstddef>
#include <string>

namespace lifecycled {
namespace plugin {
namespace detail {

// How many bytes the character at `at` has; 0: it is none of UTF-8 (RFC 3629, 4).
inline std::size_t character_length(const std::string& text, std::size_t at) {
  const auto byte = [&text](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : static_cast<unsigned char>(0);
  };
  const unsigned char lead = byte(at), next = byte(at + 1);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xC2 && lead <= 0xDF   ? 2
                             : lead >= 0xE0 && lead <= 0xEF ? 3
                             : lead >= 0xF0 && lead <= 0xF4 ? 4
                                                            : 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return 0;
  }
  // Longer than need be, half of a pair, beyond the last character.
  const bool is_misformed = (lead == 0xE0 && next < 0xA0) || (lead == 0xED && next > 0x9F) ||
                            (lead == 0xF0 && next < 0x90) || (lead == 0xF4 && next > 0x8F);
  return is_misformed ? 0 : length;
}

}  // namespace detail

// Line breaks and other control characters become blanks, bytes that are no UTF-8 question marks.
inline std::string one_line(const char* text) {
  std::string line(text == nullptr ? "" : text);
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t length = detail::character_length(line, at);
    if (length == 0) line[at] = '?';
    if (length == 1 && (static_cast<unsigned char>(line[at]) < 0x20 || line[at] == 0x7F)) line[at] = ' ';
    at += length == 0 ? 1 : length;
  }
  return line;
}

}  // namespace plugin
}  // namespace lifecycled
