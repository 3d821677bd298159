// In which hours the law, or the rules that a country's carriers enforce, lets advertising reach a phone.
// Built in for the countries below, each with its source; a shop overrides one in [delivery] legal_hours.
// Used by sending_hours alone. Pure; any thread.
#pragma once

#include <span>
#include <string_view>

#include "base/time_zones.hpp"
#include "config/week_hours.hpp"

namespace lifecycled {

struct LegalHours {
  std::string_view country;       // ISO 3166-1 alpha-2
  std::string_view calling_code;  // of its phone numbers, where the customer's country is not known
  WeekHours hours;                // in the receiver's own time
  bool (*is_public_holiday)(LocalDay);
  // Where the receiver's own zone is not known, all of these must be within their hours.
  std::span<const std::string_view> zones;
};

// Of this country, or of this phone number where the country is unknown (""); nullptr = no rule is known.
const LegalHours* built_in_legal_hours(std::string_view country, std::string_view phone);

}  // namespace lifecycled
