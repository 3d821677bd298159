#include "message/icu_text.hpp"

#include <stdexcept>

namespace lifecycled {

void need(UErrorCode error, const char* what) {
  if (U_FAILURE(error))
    throw std::runtime_error(std::string("ICU cannot make ") + what + ": " + u_errorName(error));
}

icu::Locale icu_locale(const std::string& tag) {
  UErrorCode error = U_ZERO_ERROR;
  icu::Locale locale = icu::Locale::forLanguageTag(tag, error);
  return U_FAILURE(error) ? icu::Locale::getRoot() : locale;
}

std::string utf8(const icu::UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

icu::UnicodeString utf16(std::string_view text) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
}

}  // namespace lifecycled
