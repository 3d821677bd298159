// Amounts of money as a language and a country have them.
#include <unicode/dcfmtsym.h>
#include <unicode/numberformatter.h>

#include "base/money.hpp"
#include "message/icu_number.hpp"
#include "message/icu_text.hpp"
#include "message/kept_formats.hpp"

namespace lifecycled {

using icu::number::LocalizedNumberFormatter;
using icu::number::NumberFormatter;
using Symbols = icu::DecimalFormatSymbols;

namespace {

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

// CLDR's English of European countries, such as en-NL, has the country's separators for numbers only. One
// text must not write 1.234,5 and then 1,234.50. Others whose money looks different mean it, as Swiss French.
Symbols symbols_for_money(const icu::Locale& locale) {
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
    const icu::Locale country = icu_locale(locale);
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

}  // namespace lifecycled
