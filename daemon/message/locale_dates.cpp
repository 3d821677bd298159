// Dates and times as a language and a country write them.
#include <stdexcept>

#include <unicode/datefmt.h>
#include <unicode/dtptngen.h>
#include <unicode/smpdtfmt.h>
#include <unicode/uchar.h>

#include "message/icu_text.hpp"
#include "message/kept_formats.hpp"

namespace lifecycled {

using icu::UnicodeString;

namespace {

icu::DateFormat::EStyle style_of(std::string_view name) {
  return name == "full"    ? icu::DateFormat::kFull
         : name == "long"  ? icu::DateFormat::kLong
         : name == "short" ? icu::DateFormat::kShort
                           : icu::DateFormat::kMedium;
}

using MakesFormat = std::function<std::unique_ptr<icu::DateFormat>()>;

std::unique_ptr<icu::DateFormat> in_utc(const MakesFormat& make) {
  auto format = make();
  if (!format) throw std::runtime_error("ICU cannot make a date format");
  format->setTimeZone(*icu::TimeZone::getGMT());
  return format;
}

// "1er mars", as French writes the first of a month whose name follows and no other day; CLDR has no word of
// it.
void make_first_ordinal(UnicodeString& text, const icu::FieldPosition& day) {
  const auto end = day.getEndIndex();
  const bool is_first = end - day.getBeginIndex() == 1 && text.charAt(day.getBeginIndex()) == u'1';
  if (is_first && u_isUWhiteSpace(text.char32At(end)) && u_isalpha(text.char32At(end + 1)))
    text.insert(end, u"er");
}

}  // namespace

// Keys are "KIND|LOCALE|STYLE".
std::string LocaleFormats::Kept::date(const std::string& key, WallTime at, const MakesFormat& make) {
  const bool is_french = key.compare(1, 3, "|fr") == 0 && (key[4] == '|' || key[4] == '-');
  return borrow<icu::DateFormat>(
      dates, key, [&make] { return in_utc(make); },
      [at, is_french](icu::DateFormat& format) {
        UnicodeString text;
        icu::FieldPosition day(UDAT_DATE_FIELD);
        format.format(static_cast<UDate>(at), text, day);
        if (is_french) make_first_ordinal(text, day);
        return utf8(text);
      });
}

std::string LocaleFormats::date(const std::string& locale, WallTime at, std::string_view style) const {
  return kept_->date("d|" + locale + "|" + std::string(style), at, [&] {
    return std::unique_ptr<icu::DateFormat>(
        icu::DateFormat::createDateInstance(style_of(style), icu_locale(locale)));
  });
}

std::string LocaleFormats::time(const std::string& locale, WallTime at, std::string_view style) const {
  return kept_->date("t|" + locale + "|" + std::string(style), at, [&] {
    // The longer ones name a zone, which ICU is not given.
    return std::unique_ptr<icu::DateFormat>(icu::DateFormat::createTimeInstance(
        style == "short" ? icu::DateFormat::kShort : icu::DateFormat::kMedium, icu_locale(locale)));
  });
}

std::string LocaleFormats::date_by(const std::string& locale, WallTime at, std::string_view skeleton) const {
  return kept_->date("s|" + locale + "|" + std::string(skeleton), at, [&] {
    UErrorCode error = U_ZERO_ERROR;
    UnicodeString pattern = utf16(skeleton.substr(skeleton.starts_with('=') ? 1 : 0));
    if (!skeleton.starts_with('=')) {
      const std::unique_ptr<icu::DateTimePatternGenerator> patterns(
          icu::DateTimePatternGenerator::createInstance(icu_locale(locale), error));
      need(error, "a date format");
      pattern = patterns->getBestPattern(pattern, error);
    }
    auto made = std::make_unique<icu::SimpleDateFormat>(pattern, icu_locale(locale), error);
    need(error, "a date format");
    return std::unique_ptr<icu::DateFormat>(std::move(made));
  });
}

}  // namespace lifecycled
