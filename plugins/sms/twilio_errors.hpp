// What Twilio's error codes mean for a message and its address (twilio.com/docs/api/errors). Pure.
#pragma once

#include <cstdint>
#include <optional>

#include "lifecycled/channel.h"

namespace sms {

struct ErrorMeaning {
  lc_outcome outcome;
  int32_t scope = LC_SCOPE_MESSAGE;
  bool has_unsubscribed = false;  // the person told Twilio to stop
};

// Of a request that was refused; nothing for codes whose HTTP status says enough. `is_usual_sender`: the
// sender is the channel's own, so that what is wrong with it is wrong for every message.
std::optional<ErrorMeaning> meaning_of_refusal(std::int64_t code, bool is_usual_sender);

// Of a message that was accepted and then given up: LC_REPORT_BOUNCED_HARD, _BOUNCED_SOFT or _FAILED.
int32_t report_of_failure(std::int64_t code);

constexpr std::int64_t unsubscribed_code = 21610;

}  // namespace sms
