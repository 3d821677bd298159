// Which translation is nearest to what a customer speaks. By ICU's likely subtags (Unicode CLDR). Pure; any
// thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lifecycled {

// From near to far: "fr-CA" -> fr-CA, fr; "zh-TW" -> zh-TW, zh-Hant-TW, zh-Hant, zh. Empty for what is no
// language.
std::vector<std::string> language_fallbacks(std::string_view tag);

// How numbers and dates are written in a text of language `text` for a customer: in the text's language, by
// the habits of the customer's own country. "fr" for somebody of "fr-CA", or of country "CA": "fr-CA".
std::string formatting_locale(std::string_view text, std::string_view customer_language,
                              std::string_view customer_country);

}  // namespace lifecycled
