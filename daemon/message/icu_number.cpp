#include "message/icu_number.hpp"

#include "message/icu_text.hpp"
#include "message/locale_formats.hpp"

namespace lifecycled {

using icu::number::LocalizedNumberFormatter;
using icu::number::Precision;

std::string formatted(const LocalizedNumberFormatter& formatter, std::string_view number) {
  UErrorCode error = U_ZERO_ERROR;
  const auto result =
      formatter.formatDecimal(icu::StringPiece(number.data(), static_cast<int32_t>(number.size())), error);
  const icu::UnicodeString text = result.toString(error);
  need(error, "this number");
  return utf8(text);
}

Precision precision_of(int decimals, int all) {
  if (decimals == LocaleFormats::any_decimals) return Precision::maxFraction(3);
  if (decimals == LocaleFormats::whole_or_all)
    return Precision::fixedFraction(all).trailingZeroDisplay(UNUM_TRAILING_ZERO_HIDE_IF_WHOLE);
  return Precision::fixedFraction(decimals);
}

}  // namespace lifecycled
