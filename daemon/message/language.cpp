#include "message/language.hpp"

#include <algorithm>
#include <array>

#include <unicode/uloc.h>

namespace lifecycled {
namespace {

constexpr int longest_locale = 160;

std::string as_tag(std::string locale) {
  std::ranges::replace(locale, '_', '-');
  return locale;
}

std::string part(const char* locale, int32_t (*get)(const char*, char*, int32_t, UErrorCode*)) {
  std::array<char, longest_locale> buffer{};
  UErrorCode error = U_ZERO_ERROR;
  get(locale, buffer.data(), longest_locale, &error);
  return U_SUCCESS(error) ? buffer.data() : "";
}

}  // namespace

std::vector<std::string> language_fallbacks(std::string_view tag) {
  std::vector<std::string> out;
  const auto add = [&](std::string candidate) {
    if (std::ranges::find(out, candidate) == out.end()) out.push_back(std::move(candidate));
  };
  if (tag.empty() || tag.size() > 35) return out;
  std::string locale(tag);
  std::ranges::replace(locale, '-', '_');
  std::array<char, longest_locale> full{};
  UErrorCode error = U_ZERO_ERROR;
  uloc_addLikelySubtags(locale.c_str(), full.data(), longest_locale, &error);
  if (U_FAILURE(error)) return out;

  const std::string language = part(full.data(), uloc_getLanguage);
  const std::string script = part(full.data(), uloc_getScript);
  const std::string country = part(full.data(), uloc_getCountry);
  if (language.empty()) return out;
  add(as_tag(locale));
  if (!country.empty()) add(language + "-" + script + "-" + country);
  if (!script.empty()) add(language + "-" + script);
  add(language);
  return out;
}

std::string formatting_locale(std::string_view text, std::string_view customer_language,
                              std::string_view customer_country) {
  const auto as_locale = [](std::string_view tag) {
    std::string locale(tag.substr(0, 35));
    std::ranges::replace(locale, '-', '_');
    return locale;
  };
  const std::string wanted = as_locale(text), own = as_locale(customer_language);
  if (!part(wanted.c_str(), uloc_getCountry).empty()) return std::string(text);
  std::string country;
  if (part(wanted.c_str(), uloc_getLanguage) == part(own.c_str(), uloc_getLanguage))
    country = part(own.c_str(), uloc_getCountry);
  const bool is_country = customer_country.size() == 2 && std::ranges::all_of(customer_country, [](char c) {
                            return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
                          });
  if (country.empty() && is_country) country = customer_country;
  return country.empty() ? std::string(text) : std::string(text) + "-" + country;
}

}  // namespace lifecycled
