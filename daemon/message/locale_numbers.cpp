// Numbers and plurals as a language has them.
#include <algorithm>

#include <unicode/numberformatter.h>
#include <unicode/plurrule.h>

#include "message/icu_number.hpp"
#include "message/icu_text.hpp"
#include "message/kept_formats.hpp"

namespace lifecycled {

using icu::UnicodeString;
using icu::number::LocalizedNumberFormatter;
using icu::number::NumberFormatter;
using icu::number::Precision;

std::string LocaleFormats::number(const std::string& locale, std::string_view number, NumberForm form,
                                  int decimals) const {
  const std::string key =
      "n|" + locale + "|" + std::to_string(static_cast<int>(form)) + "|" + std::to_string(decimals);
  const auto formatter = kept_->get<LocalizedNumberFormatter>(key, [&] {
    auto made = NumberFormatter::withLocale(icu_locale(locale)).roundingMode(UNUM_ROUND_HALFUP);
    if (form == NumberForm::percent) {
      made = made.unit(icu::MeasureUnit::getPercent()).scale(icu::number::Scale::powerOfTen(2));
      made = made.precision(decimals == any_decimals ? Precision::maxFraction(1) : precision_of(decimals, 2));
    } else if (form == NumberForm::compact) {
      made = made.notation(icu::number::Notation::compactShort());
      if (decimals != any_decimals) made = made.precision(precision_of(decimals, 2));
    } else {
      made = made.precision(precision_of(decimals, 2));
    }
    return std::make_shared<const LocalizedNumberFormatter>(std::move(made));
  });
  return formatted(*formatter, number);
}

std::string LocaleFormats::plural_category(const std::string& locale, std::string_view number) const {
  const auto rules = kept_->get<icu::PluralRules>("p|" + locale, [&] {
    UErrorCode error = U_ZERO_ERROR;
    Shared<icu::PluralRules> made(icu::PluralRules::forLocale(icu_locale(locale), error));
    need(error, "plural rules");
    return made;
  });
  const auto formatter = kept_->get<LocalizedNumberFormatter>("pn", [] {
    return std::make_shared<const LocalizedNumberFormatter>(
        NumberFormatter::withLocale(icu::Locale::getRoot()).precision(Precision::maxFraction(3)));
  });
  UErrorCode error = U_ZERO_ERROR;
  const auto value =
      formatter->formatDecimal(icu::StringPiece(number.data(), static_cast<int32_t>(number.size())), error);
  const UnicodeString category = rules->select(value, error);
  need(error, "a plural");
  return utf8(category);
}

std::vector<std::string> LocaleFormats::plural_categories(const std::string& locale) const {
  std::vector<std::string> out{"other"};
  // Two hundred show every rule but those for millions, which no message needs.
  for (int number = 0; number < 200; ++number) {
    std::string category = plural_category(locale, std::to_string(number));
    if (std::ranges::find(out, category) == out.end()) out.push_back(std::move(category));
  }
  return out;
}

}  // namespace lifecycled
