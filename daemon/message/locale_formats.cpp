// The formats that are no numbers, amounts or dates: ordinals and lists.
#include "message/locale_formats.hpp"

#include <unicode/listformatter.h>

#include "message/icu_text.hpp"
#include "message/kept_formats.hpp"

namespace lifecycled {

using icu::UnicodeString;

LocaleFormats::LocaleFormats() : kept_(std::make_unique<Kept>()) {}
LocaleFormats::~LocaleFormats() = default;

std::string LocaleFormats::ordinal(const std::string& locale, std::int64_t number,
                                   std::string_view gender) const {
  const std::string key = "o|" + locale + "|" + std::string(gender);
  const auto make = [&] {
    UErrorCode error = U_ZERO_ERROR;
    auto made = std::make_unique<icu::RuleBasedNumberFormat>(icu::URBNF_ORDINAL, icu_locale(locale), error);
    need(error, "ordinals");
    for (int32_t i = 0; !gender.empty() && i < made->getNumberOfRuleSetNames(); ++i) {
      const UnicodeString name = made->getRuleSetName(i);
      if (!utf8(name).starts_with("%digits-ordinal-" + std::string(gender))) continue;
      made->setDefaultRuleSet(name, error);
      break;
    }
    return made;
  };
  return kept_->borrow<icu::RuleBasedNumberFormat>(kept_->ordinals, key, make,
                                                   [number](const icu::RuleBasedNumberFormat& format) {
                                                     UErrorCode error = U_ZERO_ERROR;
                                                     UnicodeString text;
                                                     format.format(number, text, error);
                                                     return utf8(text);
                                                   });
}

std::string LocaleFormats::list(const std::string& locale, const std::vector<std::string>& items,
                                bool is_choice) const {
  const auto formatter = kept_->get<icu::ListFormatter>((is_choice ? "lo|" : "la|") + locale, [&] {
    UErrorCode error = U_ZERO_ERROR;
    Shared<icu::ListFormatter> made(icu::ListFormatter::createInstance(
        icu_locale(locale), is_choice ? ULISTFMT_TYPE_OR : ULISTFMT_TYPE_AND, ULISTFMT_WIDTH_WIDE, error));
    need(error, "a list");
    return made;
  });
  std::vector<UnicodeString> texts;
  for (const std::string& item : items) texts.push_back(utf16(item));
  UErrorCode error = U_ZERO_ERROR;
  UnicodeString text;
  formatter->format(texts.data(), static_cast<int32_t>(texts.size()), text, error);
  need(error, "a list");
  return utf8(text);
}

}  // namespace lifecycled
