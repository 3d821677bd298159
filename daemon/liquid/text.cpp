#include "liquid/text.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include <unicode/bytestream.h>
#include <unicode/casemap.h>
#include <unicode/ucasemap.h>
#include <unicode/utf8.h>

namespace lifecycled::liquid {

namespace {

// A byte inside a UTF-8 character.
bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// What & < > " ' become, by byte; the rest is empty and goes through.
constexpr auto escapes = [] {
  std::array<std::string_view, 256> table{};
  table['&'] = "&amp;";
  table['<'] = "&lt;";
  table['>'] = "&gt;";
  table['"'] = "&quot;";
  table['\''] = "&#39;";
  return table;
}();

}  // namespace

std::size_t character_length(std::string_view text) noexcept {
  std::size_t length = 1;
  while (length < text.size() && continues(text[length])) ++length;
  return length;
}

std::size_t character_count(std::string_view text) noexcept {
  if (text.empty()) return 0;
  const auto begun =
      static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return !continues(c); }));
  return begun + (continues(text.front()) ? 1 : 0);
}

std::size_t prefix_length(std::string_view text, std::size_t count) noexcept {
  if (count == 0) return 0;
  std::size_t at = 1;
  for (; at < text.size(); ++at)
    if (!continues(text[at]) && --count == 0) break;
  return std::min(at, text.size());
}

std::string_view strip_left(std::string_view text) noexcept {
  std::size_t at = 0;
  while (at < text.size() && (is_space(text[at]) || text[at] == '\0')) ++at;
  return text.substr(at);
}

std::string_view strip_right(std::string_view text) noexcept {
  std::size_t end = text.size();
  while (end > 0 && (is_space(text[end - 1]) || text[end - 1] == '\0')) --end;
  return text.substr(0, end);
}

std::string_view strip(std::string_view text) noexcept { return strip_left(strip_right(text)); }

bool is_whitespace(std::string_view text) noexcept { return std::all_of(text.begin(), text.end(), is_space); }

std::size_t find_text(std::string_view text, std::string_view wanted, std::size_t from) noexcept {
  if (from > text.size()) return std::string_view::npos;
  if (wanted.empty()) return from;
  const void* found = memmem(text.data() + from, text.size() - from, wanted.data(), wanted.size());
  if (found == nullptr) return std::string_view::npos;
  return static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

std::size_t find_last_text(std::string_view text, std::string_view wanted) {
  const std::string backwards(text.rbegin(), text.rend());
  const std::string wanted_backwards(wanted.rbegin(), wanted.rend());
  const auto found = find_text(backwards, wanted_backwards);
  return found == std::string_view::npos ? found : text.size() - found - wanted.size();
}

void append_escaped(std::string& out, std::string_view text) {
  std::size_t done = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto escape = escapes[static_cast<unsigned char>(text[i])];
    if (escape.empty()) continue;
    out.append(text, done, i - done);
    out.append(escape);
    done = i + 1;
  }
  out.append(text, done);
}

std::string escaped(std::string_view text) {
  std::string result;
  result.reserve(text.size() + text.size() / 8);
  append_escaped(result, text);
  return result;
}

bool is_valid(std::string_view text) noexcept {
  const auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t at = 0; at < size;) {
    UChar32 character = 0;
    U8_NEXT(text.data(), at, size, character);
    if (character < 0) return false;
  }
  return true;
}

std::string upper_case(std::string_view text) {
  std::string result;
  if (is_ascii(text)) {
    result = text;
    for (char& c : result)
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return result;
  }
  icu::StringByteSink<std::string> sink(&result);
  UErrorCode status = U_ZERO_ERROR;
  icu::CaseMap::utf8ToUpper("", 0, icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())),
                            sink, nullptr, status);
  return U_SUCCESS(status) ? result : std::string(text);
}

std::string title_case(std::string_view letter) {
  if (is_ascii(letter)) return upper_case(letter);
  std::string result;
  icu::StringByteSink<std::string> sink(&result);
  UErrorCode status = U_ZERO_ERROR;
  icu::CaseMap::utf8ToTitle("", U_TITLECASE_WHOLE_STRING | U_TITLECASE_NO_BREAK_ADJUSTMENT, nullptr,
                            icu::StringPiece(letter.data(), static_cast<std::int32_t>(letter.size())), sink,
                            nullptr, status);
  return U_SUCCESS(status) ? result : std::string(letter);
}

std::string lower_case(std::string_view text) {
  std::string result;
  if (is_ascii(text)) {
    result = text;
    for (char& c : result)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return result;
  }
  icu::StringByteSink<std::string> sink(&result);
  UErrorCode status = U_ZERO_ERROR;
  icu::CaseMap::utf8ToLower("", 0, icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())),
                            sink, nullptr, status);
  return U_SUCCESS(status) ? result : std::string(text);
}

}  // namespace lifecycled::liquid
