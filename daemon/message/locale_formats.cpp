#include "message/locale_formats.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <mutex>
#include <stdexcept>

#include <unicode/brkiter.h>
#include <unicode/datefmt.h>
#include <unicode/dcfmtsym.h>
#include <unicode/dtptngen.h>
#include <unicode/listformatter.h>
#include <unicode/numberformatter.h>
#include <unicode/plurrule.h>
#include <unicode/rbnf.h>
#include <unicode/smpdtfmt.h>

#include "base/money.hpp"
#include "base/text.hpp"

namespace lifecycled {
namespace {

using icu::Locale;
using icu::UnicodeString;
using icu::number::LocalizedNumberFormatter;
using icu::number::NumberFormatter;
using icu::number::Precision;
using Symbols = icu::DecimalFormatSymbols;

// Templates may name formats without end; more than these are not kept at a time.
constexpr std::size_t most_kept = 500;

void need(UErrorCode error, const char* what) {
  if (U_FAILURE(error))
    throw std::runtime_error(std::string("ICU cannot make ") + what + ": " + u_errorName(error));
}

Locale locale_of(const std::string& tag) {
  UErrorCode error = U_ZERO_ERROR;
  Locale locale = Locale::forLanguageTag(tag, error);
  return U_FAILURE(error) ? Locale::getRoot() : locale;
}

std::string utf8(const UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

UnicodeString utf16(std::string_view text) {
  return UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
}

UNumberUnitWidth width_of(MoneySymbol symbol) {
  switch (symbol) {
    case MoneySymbol::symbol:
      return UNUM_UNIT_WIDTH_SHORT;
    case MoneySymbol::narrow:
      return UNUM_UNIT_WIDTH_NARROW;
    case MoneySymbol::code:
      break;
  }
  return UNUM_UNIT_WIDTH_ISO_CODE;
}

icu::DateFormat::EStyle style_of(std::string_view name) {
  return name == "full"    ? icu::DateFormat::kFull
         : name == "long"  ? icu::DateFormat::kLong
         : name == "short" ? icu::DateFormat::kShort
                           : icu::DateFormat::kMedium;
}

// Formatters that may be used by several threads at once: const methods that are documented so.
template <class Formatter>
using Shared = std::shared_ptr<const Formatter>;

}  // namespace

struct LocaleFormats::Kept {
  std::mutex mutex;
  std::map<std::string, std::shared_ptr<const void>, std::less<>> shared;
  // A date format works in a calendar of its own: whoever formats takes one and puts it back.
  std::map<std::string, std::vector<std::unique_ptr<icu::DateFormat>>, std::less<>> dates;
  std::map<std::string, std::vector<std::unique_ptr<icu::RuleBasedNumberFormat>>, std::less<>> ordinals;

  template <class Formatter, class Make>
  Shared<Formatter> get(const std::string& key, Make make) {
    {
      const std::lock_guard lock(mutex);
      if (const auto found = shared.find(key); found != shared.end())
        return std::static_pointer_cast<const Formatter>(found->second);
    }
    // Made outside of the lock; of two at once one is thrown away.
    Shared<Formatter> fresh(make());
    const std::lock_guard lock(mutex);
    if (shared.size() >= most_kept) shared.clear();
    shared.insert_or_assign(key, fresh);
    return fresh;
  }

  template <class Formatter, class Pool, class Make, class Use>
  std::string borrow(Pool& pool, const std::string& key, Make make, Use use) {
    std::unique_ptr<Formatter> one;
    {
      const std::lock_guard lock(mutex);
      if (pool.size() > most_kept) pool.clear();
      auto& free = pool[key];
      if (!free.empty()) {
        one = std::move(free.back());
        free.pop_back();
      }
    }
    if (!one) one = make();
    std::string text = use(*one);
    const std::lock_guard lock(mutex);
    pool[key].push_back(std::move(one));
    return text;
  }

  std::string date(const std::string& key, WallTime at,
                   const std::function<std::unique_ptr<icu::DateFormat>()>& make) {
    const auto in_utc = [&make] {
      auto format = make();
      if (!format) throw std::runtime_error("ICU cannot make a date format");
      format->setTimeZone(*icu::TimeZone::getGMT());
      return format;
    };
    return borrow<icu::DateFormat>(dates, key, in_utc, [at](icu::DateFormat& format) {
      UnicodeString text;
      return utf8(format.format(static_cast<UDate>(at), text));
    });
  }
};

LocaleFormats::LocaleFormats() : kept_(std::make_unique<Kept>()) {}
LocaleFormats::~LocaleFormats() = default;

namespace {

std::string formatted(const LocalizedNumberFormatter& formatter, std::string_view number) {
  UErrorCode error = U_ZERO_ERROR;
  const auto result =
      formatter.formatDecimal(icu::StringPiece(number.data(), static_cast<int32_t>(number.size())), error);
  const UnicodeString text = result.toString(error);
  need(error, "this number");
  return utf8(text);
}

Precision precision_of(int decimals, int all) {
  if (decimals == LocaleFormats::any_decimals) return Precision::maxFraction(3);
  if (decimals == LocaleFormats::whole_or_all)
    return Precision::fixedFraction(all).trailingZeroDisplay(UNUM_TRAILING_ZERO_HIDE_IF_WHOLE);
  return Precision::fixedFraction(decimals);
}

// CLDR's English of European countries, such as en-NL, has the country's separators for numbers only. One
// text must not write 1.234,5 and then 1,234.50. Others whose money looks different mean it, as Swiss French.
Symbols symbols_for_money(const Locale& locale) {
  UErrorCode error = U_ZERO_ERROR;
  Symbols symbols(locale, error);
  need(error, "separators");
  symbols.setSymbol(Symbols::kMonetarySeparatorSymbol,
                    symbols.getConstSymbol(Symbols::kDecimalSeparatorSymbol));
  symbols.setSymbol(Symbols::kMonetaryGroupingSeparatorSymbol,
                    symbols.getConstSymbol(Symbols::kGroupingSeparatorSymbol));
  return symbols;
}

}  // namespace

std::string LocaleFormats::number(const std::string& locale, std::string_view number, NumberForm form,
                                  int decimals) const {
  const std::string key =
      "n|" + locale + "|" + std::to_string(static_cast<int>(form)) + "|" + std::to_string(decimals);
  const auto formatter = kept_->get<LocalizedNumberFormatter>(key, [&] {
    auto made = NumberFormatter::withLocale(locale_of(locale)).roundingMode(UNUM_ROUND_HALFUP);
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

std::string LocaleFormats::money(const std::string& locale, std::string_view amount,
                                 std::string_view currency, MoneySymbol symbol, int decimals) const {
  const std::string key = "m|" + locale + "|" + std::string(currency) + "|" +
                          std::to_string(static_cast<int>(symbol)) + "|" + std::to_string(decimals);
  const auto formatter = kept_->get<LocalizedNumberFormatter>(key, [&] {
    UErrorCode error = U_ZERO_ERROR;
    const icu::CurrencyUnit unit(icu::StringPiece(currency.data(), static_cast<int32_t>(currency.size())),
                                 error);
    need(error, "this currency");
    // As amounts are kept, by ISO 4217: CLDR has fewer decimals for some currencies.
    const int all = currency_decimals(currency);
    const Locale country = locale_of(locale);
    auto made = NumberFormatter::withLocale(country)
                    .unit(unit)
                    .unitWidth(width_of(symbol))
                    .roundingMode(UNUM_ROUND_HALFUP)
                    .precision(precision_of(decimals == any_decimals ? all : decimals, all));
    if (std::string_view(country.getLanguage()) == "en") made = made.symbols(symbols_for_money(country));
    return std::make_shared<const LocalizedNumberFormatter>(std::move(made));
  });
  return formatted(*formatter, amount);
}

std::string LocaleFormats::plural_category(const std::string& locale, std::string_view number) const {
  const auto rules = kept_->get<icu::PluralRules>("p|" + locale, [&] {
    UErrorCode error = U_ZERO_ERROR;
    Shared<icu::PluralRules> made(icu::PluralRules::forLocale(locale_of(locale), error));
    need(error, "plural rules");
    return made;
  });
  const auto formatter = kept_->get<LocalizedNumberFormatter>("pn", [] {
    return std::make_shared<const LocalizedNumberFormatter>(
        NumberFormatter::withLocale(Locale::getRoot()).precision(Precision::maxFraction(3)));
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

std::string LocaleFormats::ordinal(const std::string& locale, std::int64_t number,
                                   std::string_view gender) const {
  const std::string key = "o|" + locale + "|" + std::string(gender);
  const auto make = [&] {
    UErrorCode error = U_ZERO_ERROR;
    auto made = std::make_unique<icu::RuleBasedNumberFormat>(icu::URBNF_ORDINAL, locale_of(locale), error);
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

std::string LocaleFormats::date(const std::string& locale, WallTime at, std::string_view style) const {
  return kept_->date("d|" + locale + "|" + std::string(style), at, [&] {
    return std::unique_ptr<icu::DateFormat>(
        icu::DateFormat::createDateInstance(style_of(style), locale_of(locale)));
  });
}

std::string LocaleFormats::time(const std::string& locale, WallTime at, std::string_view style) const {
  return kept_->date("t|" + locale + "|" + std::string(style), at, [&] {
    // The longer ones name a zone, which ICU is not given.
    return std::unique_ptr<icu::DateFormat>(icu::DateFormat::createTimeInstance(
        style == "short" ? icu::DateFormat::kShort : icu::DateFormat::kMedium, locale_of(locale)));
  });
}

std::string LocaleFormats::date_by(const std::string& locale, WallTime at, std::string_view skeleton) const {
  return kept_->date("s|" + locale + "|" + std::string(skeleton), at, [&] {
    UErrorCode error = U_ZERO_ERROR;
    UnicodeString pattern = utf16(skeleton.substr(skeleton.starts_with('=') ? 1 : 0));
    if (!skeleton.starts_with('=')) {
      const std::unique_ptr<icu::DateTimePatternGenerator> patterns(
          icu::DateTimePatternGenerator::createInstance(locale_of(locale), error));
      need(error, "a date format");
      pattern = patterns->getBestPattern(pattern, error);
    }
    auto made = std::make_unique<icu::SimpleDateFormat>(pattern, locale_of(locale), error);
    need(error, "a date format");
    return std::unique_ptr<icu::DateFormat>(std::move(made));
  });
}

std::string LocaleFormats::list(const std::string& locale, const std::vector<std::string>& items,
                                bool is_choice) const {
  const auto formatter = kept_->get<icu::ListFormatter>((is_choice ? "lo|" : "la|") + locale, [&] {
    UErrorCode error = U_ZERO_ERROR;
    Shared<icu::ListFormatter> made(icu::ListFormatter::createInstance(
        locale_of(locale), is_choice ? ULISTFMT_TYPE_OR : ULISTFMT_TYPE_AND, ULISTFMT_WIDTH_WIDE, error));
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
      *kept_->get<Locale>("l|" + locale, [&] { return std::make_shared<const Locale>(locale_of(locale)); });
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

namespace {

// Calls `each` with the end of each visible character, in bytes, until it says false.
template <class Each>
void for_visible_characters(std::string_view text, Each each) {
  UErrorCode error = U_ZERO_ERROR;
  UText view = UTEXT_INITIALIZER;
  utext_openUTF8(&view, text.data(), static_cast<int64_t>(text.size()), &error);
  const std::unique_ptr<icu::BreakIterator> characters(
      icu::BreakIterator::createCharacterInstance(Locale::getRoot(), error));
  if (U_SUCCESS(error)) characters->setText(&view, error);
  if (U_FAILURE(error)) {
    utext_close(&view);
    need(error, "characters");
  }
  characters->first();
  for (int32_t at = characters->next(); at != icu::BreakIterator::DONE; at = characters->next())
    if (!each(static_cast<std::size_t>(at))) break;
  utext_close(&view);
}

}  // namespace

std::size_t visible_characters(std::string_view text) {
  // CR LF is one.
  if (is_ascii(text) && text.find('\r') == std::string_view::npos) return text.size();
  std::size_t count = 0;
  for_visible_characters(text, [&count](std::size_t) { return ++count > 0; });
  return count;
}

std::size_t visible_prefix(std::string_view text, std::size_t count) {
  if (is_ascii(text) && text.find('\r') == std::string_view::npos) return std::min(count, text.size());
  std::size_t length = 0;
  if (count == 0) return 0;
  for_visible_characters(text, [&](std::size_t end) {
    length = end;
    return --count > 0;
  });
  return length;
}

}  // namespace lifecycled
