#include "config/known_codes.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/ucurr.h>
#include <unicode/uenum.h>
#include <unicode/uloc.h>
#include <unicode/unistr.h>

#include "base/text.hpp"

namespace lifecycled {
namespace {

std::string language_of(std::string_view tag) { return std::string(tag.substr(0, tag.find('-'))); }

// "Hant" of "zh-Hant-TW", or "".
std::string script_of(std::string_view tag) {
  for (const std::string_view part : split(tag, '-')) {
    if (part.size() == 4 && part[0] >= 'A' && part[0] <= 'Z') return std::string(part);
  }
  return {};
}

std::vector<std::string> all_of(const char* const* codes) {
  std::vector<std::string> out;
  for (; *codes; ++codes) out.emplace_back(*codes);
  return out;
}

std::vector<std::string> currencies(std::uint32_t kind) {
  std::vector<std::string> out;
  UErrorCode error = U_ZERO_ERROR;
  UEnumeration* const all = ucurr_openISOCurrencies(kind, &error);
  while (const char* code = U_SUCCESS(error) ? uenum_next(all, nullptr, &error) : nullptr)
    out.emplace_back(code);
  uenum_close(all);
  return out;
}

// The language that most people speak in a country: "ja" for "jp".
std::string language_of_country(const std::string& country) {
  std::array<char, ULOC_FULLNAME_CAPACITY> full{};
  UErrorCode error = U_ZERO_ERROR;
  uloc_addLikelySubtags(("und_" + upper_ascii(country)).c_str(), full.data(), full.size(), &error);
  const std::string language(full.data(), std::find(full.begin(), full.end(), '_'));
  return U_FAILURE(error) || language == "und" || language == "en" ? "" : language;
}

std::string english_name(const std::string& country) {
  std::array<char16_t, 128> name{};
  UErrorCode error = U_ZERO_ERROR;
  uloc_getDisplayCountry(("und_" + country).c_str(), "en", name.data(), name.size(), &error);
  if (U_FAILURE(error)) return {};
  std::string out;
  icu::UnicodeString(name.data()).toUTF8String(out);
  return out;
}

}  // namespace

bool is_known_language(std::string_view tag) {
  const auto languages = all_of(uloc_getISOLanguages());
  if (std::ranges::find(languages, language_of(tag)) == languages.end()) return false;
  const std::string script = script_of(tag);
  return script.empty() || u_getPropertyValueEnum(UCHAR_SCRIPT, script.c_str()) != UCHAR_INVALID_CODE;
}

std::string nearest_language(std::string_view tag) {
  const std::string language = language_of(tag);
  if (const std::string script = script_of(tag); !script.empty() && is_known_language(language)) {
    // Those that a language is commonly written in more than one of.
    const std::string near = did_you_mean(script, {"Arab", "Cyrl", "Deva", "Hans", "Hant", "Latn"});
    if (!near.empty()) return near;
  }
  const auto countries = all_of(uloc_getISOCountries());
  if (std::ranges::find(countries, upper_ascii(language)) != countries.end()) {
    const std::string spoken = language_of_country(language);
    if (!spoken.empty()) return fmt::format("did you mean \"{}\"?", spoken);
  }
  return {};
}

bool is_known_country(std::string_view code) {
  const auto countries = all_of(uloc_getISOCountries());
  return std::ranges::find(countries, code) != countries.end();
}

std::string nearest_country(std::string_view text) {
  const std::string meant = upper_ascii(text);
  if (meant == "UK") return "did you mean \"GB\"?";
  for (const std::string& code : all_of(uloc_getISOCountries())) {
    if (meant == code || meant == upper_ascii(uloc_getISO3Country(("und_" + code).c_str())) ||
        meant == upper_ascii(english_name(code)))
      return fmt::format("did you mean \"{}\"?", code);
  }
  return {};
}

bool is_known_currency(std::string_view code) {
  const auto all = currencies(UCURR_ALL);
  return std::ranges::find(all, code) != all.end();
}

std::string nearest_currency(std::string_view code) {
  // The most used first, so that of several at the same distance one of these is named.
  std::vector<std::string> names{"EUR", "USD", "GBP", "JPY", "CNY", "CHF", "CAD", "AUD"};
  for (std::string& other : currencies(UCURR_COMMON | UCURR_NON_DEPRECATED))
    names.push_back(std::move(other));
  return did_you_mean(code, names);
}

}  // namespace lifecycled
