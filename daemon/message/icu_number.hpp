// Formatting of digits by ICU, for locale_numbers.cpp and locale_money.cpp.
#pragma once

#include <string>
#include <string_view>

#include <unicode/numberformatter.h>

namespace lifecycled {

// `number` is decimal digits: "-1234.50".
std::string formatted(const icu::number::LocalizedNumberFormatter& formatter, std::string_view number);
// Of LocaleFormats's decimals; `all` is how many there are of a whole amount.
icu::number::Precision precision_of(int decimals, int all);

}  // namespace lifecycled
