// What the error codes of Meta's Graph API and of WhatsApp mean, in an answer and in a status told later
// (developers.facebook.com, "WhatsApp error codes"). Pure.
#pragma once

#include <cstdint>

#include "lifecycled/channel.h"

namespace whatsapp {

inline constexpr const char* window_closed_name = "window closed";

struct ErrorMeaning {
  lc_outcome outcome;
  const char* name;  // what became of the message, in words that stay
  int32_t scope = LC_SCOPE_MESSAGE;
  std::uint32_t retry_after_ms = 0;
};

// Null for codes whose HTTP status says enough.
const ErrorMeaning* meaning_of(std::int64_t code);

// Of a message that was accepted and then given up: LC_REPORT_BOUNCED_HARD or LC_REPORT_FAILED.
int32_t report_of_failure(std::int64_t code);

// The person stopped marketing messages at WhatsApp.
inline constexpr std::int64_t stopped_marketing_code = 131050;

}  // namespace whatsapp
