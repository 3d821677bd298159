#include "liquid/zone_name.hpp"

#include <memory>

#include <unicode/timezone.h>
#include <unicode/tzfmt.h>

namespace lifecycled::liquid {

namespace {

// Names of more letters are words.
constexpr std::size_t longest = 5;

// British English has the abbreviations of Europe as mails do (BST is not the Bering Sea's); those of America
// and the rest come from the IANA database. Looking up is safe from any thread.
const icu::TimeZoneFormat* names() {
  static const std::unique_ptr<const icu::TimeZoneFormat> format = [] {
    UErrorCode error = U_ZERO_ERROR;
    std::unique_ptr<const icu::TimeZoneFormat> made(
        icu::TimeZoneFormat::createInstance(icu::Locale::getUK(), error));
    return U_SUCCESS(error) ? std::move(made) : nullptr;
  }();
  return format.get();
}

}  // namespace

std::optional<std::chrono::seconds> offset_of_zone(std::string_view letters) {
  if (letters.size() > longest || names() == nullptr) return std::nullopt;
  const icu::UnicodeString text =
      icu::UnicodeString::fromUTF8({letters.data(), static_cast<std::int32_t>(letters.size())});
  icu::ParsePosition end;
  UTimeZoneFormatTimeType type = UTZFMT_TIME_TYPE_UNKNOWN;
  const std::unique_ptr<icu::TimeZone> zone(names()->parse(
      UTZFMT_STYLE_SPECIFIC_SHORT, text, end, UTZFMT_PARSE_OPTION_TZ_DATABASE_ABBREVIATIONS, &type));
  if (zone == nullptr || end.getIndex() != text.length()) return std::nullopt;
  const std::int32_t summer = type == UTZFMT_TIME_TYPE_DAYLIGHT ? zone->getDSTSavings() : 0;
  return std::chrono::floor<std::chrono::seconds>(std::chrono::milliseconds(zone->getRawOffset() + summer));
}

}  // namespace lifecycled::liquid
