// What a text costs as SMS: the GSM 7-bit alphabet (3GPP TS 23.038, 6.2.1, without national shifts) and how
// many parts a text takes. For plugins that send SMS, and the daemon itself; needs C++11 and nothing else.
// [any]
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "one_line.hpp"

namespace lifecycled {
namespace plugin {

// One part has 160 septets or 70 units of UTF-16; of several each has 153 or 67, since a header joins them.
constexpr std::size_t single_gsm7 = 160, joined_gsm7 = 153, single_ucs2 = 70, joined_ucs2 = 67;

// Septets that a character takes in the GSM alphabet: 1, 2 for one of its extension table, 0: it has none.
inline std::size_t gsm7_septets(char32_t c) {
  // All but the letters and digits of ASCII, sorted.
  static const char32_t others[] = U"\n\r !\"#$%&'()*+,-./:;<=>?@_¡£¤¥§¿ÄÅÆÇÉÑÖØÜßàäåæèéìñòöøùüΓΔΘΛΞΠΣΦΨΩ";
  static const char32_t extension[] = U"\f[\\]^{|}~€";
  const bool is_plain = (c >= U'0' && c <= U'9') || (c >= U'A' && c <= U'Z') || (c >= U'a' && c <= U'z');
  if (is_plain || std::binary_search(std::begin(others), std::end(others) - 1, c)) return 1;
  return std::binary_search(std::begin(extension), std::end(extension) - 1, c) ? 2 : 0;
}

// The characters of a text; bytes that are no UTF-8 are U+FFFD each.
inline std::u32string characters_of(const std::string& text) {
  std::u32string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = detail::character_length(text, at);
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
    char32_t c = length == 0 ? 0xFFFD : length == 1 ? byte(0) : byte(0) & (0xFFu >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) c = c << 6 | (byte(i) & 0x3Fu);
    out.push_back(c);
    at += length == 0 ? 1 : length;
  }
  return out;
}

struct SmsSize {
  bool is_gsm7;                    // else UCS-2, since the GSM alphabet lacks a character of the text
  std::size_t units;               // septets, or units of UTF-16
  std::vector<std::size_t> parts;  // the units in each; one part also for an empty text
};

// No character is ever split between two parts.
inline SmsSize sms_size(const std::u32string& characters) {
  SmsSize size{true, 0, {}};
  for (const char32_t c : characters) size.is_gsm7 = size.is_gsm7 && gsm7_septets(c) > 0;
  const auto units_of = [&size](char32_t c) {
    return size.is_gsm7 ? gsm7_septets(c) : static_cast<std::size_t>(c > 0xFFFF ? 2 : 1);
  };
  for (const char32_t c : characters) size.units += units_of(c);
  const bool fits = size.units <= (size.is_gsm7 ? single_gsm7 : single_ucs2);
  const std::size_t room = fits ? size.units : size.is_gsm7 ? joined_gsm7 : joined_ucs2;
  size.parts.push_back(0);
  for (const char32_t c : characters) {
    if (size.parts.back() + units_of(c) > room) size.parts.push_back(0);
    size.parts.back() += units_of(c);
  }
  return size;
}

}  // namespace plugin
}  // namespace lifecycled
