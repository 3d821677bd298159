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

}  // namespace lifecycled
