#include "base/shown_text.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace lifecycled {
namespace {

unsigned byte_at(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
}

// Of two or three bytes, where it is one that changes lines or their direction; else 0.
char32_t unsafe_at(std::string_view text, std::size_t at) {
  const unsigned first = byte_at(text, at), second = byte_at(text, at + 1);
  if (first == 0xc2 && second >= 0x80 && second < 0xa0) return second;  // C1 controls
  if (first != 0xe2 || (second != 0x80 && second != 0x81)) return 0;
  const char32_t sign = 0x2000 + ((second & 0x3f) << 6) + (byte_at(text, at + 2) & 0x3f);
  const bool is_unsafe = sign == 0x200e || sign == 0x200f || (sign >= 0x2028 && sign <= 0x202e) ||
                         (sign >= 0x2066 && sign <= 0x2069);
  return is_unsafe ? sign : 0;
}

}  // namespace

std::string shown_on_one_line(std::string_view text) {
  const std::string valid = with_replacements(text);
  std::string out;
  for (std::size_t at = 0; at < valid.size(); ++at) {
    const unsigned byte = byte_at(valid, at);
    if (const char32_t sign = unsafe_at(valid, at)) {
      out += fmt::format("\\u{{{:x}}}", static_cast<unsigned>(sign));
      at += sign < 0x800 ? 1 : 2;
    } else if (byte == '\\') {
      out += "\\\\";
    } else if (byte == '\n') {
      out += "\\n";
    } else if (byte < 0x20 || byte == 0x7f) {
      out += fmt::format("\\x{:02x}", byte);
    } else {
      out += valid[at];
    }
  }
  return out;
}

}  // namespace lifecycled
