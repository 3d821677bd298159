// Upper and lower letters as a language has them.
#include <algorithm>

#include <unicode/unistr.h>

#include "base/text.hpp"
#include "message/icu_text.hpp"
#include "message/kept_formats.hpp"

namespace lifecycled {

using icu::Locale;
using icu::UnicodeString;

namespace {

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Turkish and its kin have two letters i, Dutch raises "ij" as one.
bool has_own_letters(std::string_view locale) {
  for (const std::string_view language : {"tr", "az", "lt", "nl"})
    if (locale.substr(0, locale.find('-')) == language) return true;
  return false;
}

std::string ascii_letters(std::string_view text, LetterCase wanted) {
  if (wanted == LetterCase::upper) return upper_ascii(text);
  std::string out = lower_ascii(text);
  if (wanted == LetterCase::capitalized && !out.empty()) out.replace(0, 1, upper_ascii(text.substr(0, 1)));
  return out;
}

}  // namespace

std::string LocaleFormats::letters(const std::string& locale, std::string_view text,
                                   LetterCase wanted) const {
  if (is_ascii(text) && !has_own_letters(locale)) return ascii_letters(text, wanted);
  UnicodeString all = utf16(text);
  const Locale& language =
      *kept_->get<Locale>("l|" + locale, [&] { return std::make_shared<const Locale>(icu_locale(locale)); });
  switch (wanted) {
    case LetterCase::upper:
      return utf8(all.toUpper(language));
    case LetterCase::lower:
      return utf8(all.toLower(language));
    case LetterCase::capitalized:
      break;
  }
  // Only the first letter is raised; "ij" is one in Dutch.
  all.toTitle(nullptr, language, U_TITLECASE_WHOLE_STRING | U_TITLECASE_NO_BREAK_ADJUSTMENT);
  return utf8(all);
}

}  // namespace lifecycled
