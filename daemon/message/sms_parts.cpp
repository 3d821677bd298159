#include "message/sms_parts.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <unicode/utf8.h>

#include "lifecycled/gsm7.hpp"

namespace lifecycled {
namespace {

using plugin::joined_gsm7, plugin::joined_ucs2, plugin::single_gsm7, plugin::single_ucs2;

// One table of the alphabet for us and for plugins, which count what they send.
std::size_t septets(char32_t c) { return plugin::gsm7_septets(c); }

std::size_t utf16_units(char32_t c) { return c > 0xFFFF ? 2 : 1; }

std::vector<std::size_t> filled(const std::vector<std::size_t>& units, std::size_t room) {
  std::vector<std::size_t> parts{0};
  for (const std::size_t unit : units) {
    if (parts.back() + unit > room) parts.push_back(0);
    parts.back() += unit;
  }
  return parts;
}

}  // namespace

SmsParts sms_parts(std::string_view text) {
  SmsParts out;
  std::u32string characters;
  const auto size = static_cast<int32_t>(text.size());
  for (int32_t at = 0; at < size;) {
    const int32_t begin = at;
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(text.data(), at, size, c);
    characters.push_back(static_cast<char32_t>(c));
    if (septets(characters.back()) > 0) continue;
    out.encoding = SmsParts::Encoding::ucs2;
    std::string one =
        c == 0xFFFD
            ? "\uFFFD"
            : std::string(text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(at - begin)));
    if (std::ranges::find(out.not_gsm, one) == out.not_gsm.end()) out.not_gsm.push_back(std::move(one));
  }
  const bool is_gsm7 = out.encoding == SmsParts::Encoding::gsm7;
  std::vector<std::size_t> units;
  for (const char32_t c : characters) {
    units.push_back(is_gsm7 ? septets(c) : utf16_units(c));
    out.units += units.back();
  }
  out.characters = characters.size();
  const bool fits = out.units <= (is_gsm7 ? single_gsm7 : single_ucs2);
  out.parts = fits ? std::vector{out.units} : filled(units, is_gsm7 ? joined_gsm7 : joined_ucs2);
  return out;
}

std::string sms_cost(std::string_view text) {
  const SmsParts parts = sms_parts(text);
  const bool is_gsm7 = parts.encoding == SmsParts::Encoding::gsm7;
  const std::size_t count = parts.parts.size();
  const std::size_t room =
      count == 1 ? (is_gsm7 ? single_gsm7 : single_ucs2) : (is_gsm7 ? joined_gsm7 : joined_ucs2);
  std::string because;
  for (std::size_t i = 0; i < std::min<std::size_t>(parts.not_gsm.size(), 5); ++i)
    because += (i == 0 ? " because of " : " ") + parts.not_gsm[i];
  return fmt::format("{} part{}, {}{}, {} of {}", count, count == 1 ? "" : "s", is_gsm7 ? "GSM-7" : "UCS-2",
                     because, parts.units, count * room);
}

std::string with_plain_blanks(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i).starts_with("\u00A0")) {
      out += ' ';
      i += 1;
    } else if (text.substr(i).starts_with("\u202F")) {
      out += ' ';
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

bool is_sms_channel(std::string_view name, std::string_view type) {
  return name == "sms" || name.starts_with("sms-") || type == "sms" || type.ends_with(".sms");
}

}  // namespace lifecycled
