#include "pages/language_names.hpp"

#include <algorithm>

#include <unicode/locid.h>
#include <unicode/ucasemap.h>
#include <unicode/unistr.h>

namespace lifecycled {

std::string language_name(std::string_view tag) {
  // ICU's own for these two say more about scripts than their readers do.
  if (tag == "zh-Hant") return "繁體中文";
  if (tag == "zh-Hans") return "简体中文";
  std::string name(tag.substr(0, 35));
  std::ranges::replace(name, '-', '_');
  const icu::Locale locale(name.c_str());
  icu::UnicodeString shown;
  locale.getDisplayName(locale, shown);
  if (!shown.isEmpty()) shown.toTitle(nullptr, locale, U_TITLECASE_NO_LOWERCASE);
  std::string out;
  shown.toUTF8String(out);
  return out.empty() ? std::string(tag) : out;
}

}  // namespace lifecycled
