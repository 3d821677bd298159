// Between ICU's texts and ours, and its failures as exceptions. For locale_*.cpp, letter_case.cpp and
// visible_text.cpp.
#pragma once

#include <string>
#include <string_view>

#include <unicode/locid.h>
#include <unicode/unistr.h>

namespace lifecycled {

// Throws when ICU could not make `what`.
void need(UErrorCode error, const char* what);
// Of a BCP 47 tag; one that is none is no language's own.
icu::Locale icu_locale(const std::string& tag);
std::string utf8(const icu::UnicodeString& text);
icu::UnicodeString utf16(std::string_view text);

}  // namespace lifecycled
