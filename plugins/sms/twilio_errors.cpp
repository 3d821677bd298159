#include "twilio_errors.hpp"

#include "lifecycled/ext/report.h"

namespace sms {

std::optional<ErrorMeaning> meaning_of_refusal(std::int64_t code, bool is_usual_sender) {
  switch (code) {
    case 21211:  // no valid number
    case 21214:  // cannot be reached
    case 21217:  // no valid number
    case 21614:  // no mobile number
      return ErrorMeaning{LC_INVALID_ADDRESS};
    case unsubscribed_code:
      return ErrorMeaning{LC_REJECTED, LC_SCOPE_MESSAGE, true};
    case 21408:  // the account may not send to that country
    case 21602:  // no text
    case 21605:  // too long
    case 21608:  // a trial account, and a number that it has not verified
    case 21612:  // this sender does not reach that number
    case 21617:  // too long
      return ErrorMeaning{LC_REJECTED};
    case 21212:  // no valid sender
    case 21603:  // no sender
    case 21606:  // a sender that is not the account's, or sends no SMS
    case 21659:  // the same
    case 21660:  // the same
      if (!is_usual_sender) return ErrorMeaning{LC_REJECTED};
      return ErrorMeaning{LC_CHANNEL_DOWN, LC_SCOPE_CHANNEL};
    case 20005:  // the account is not active
    case 20404:  // there is no such account
    case 21701:  // no such messaging service
    case 21703:  // a messaging service without numbers
    case 21704:  // the same
    case 30002:  // the account is suspended
    case 63038:  // the account's daily limit
      return ErrorMeaning{LC_CHANNEL_DOWN, LC_SCOPE_CHANNEL};
    case 14107:  // too many at once
    case 20429:  // too many at once
    case 21611:  // the sender's queue is full
    case 30001:  // the queue is full
      return ErrorMeaning{LC_RATE_LIMITED, LC_SCOPE_CHANNEL};
    default:
      return std::nullopt;
  }
}

int32_t report_of_failure(std::int64_t code) {
  switch (code) {
    case 21211:
    case 21614:
    case 30005:  // the number is unknown or in use no more
    case 30006:  // a landline, or a network that takes no SMS
      return LC_REPORT_BOUNCED_HARD;
    case 30003:  // switched off or out of reach
    case 30008:  // the network did not say why
    case 30017:  // the network is busy
    case 30036:  // not delivered within its validity
      return LC_REPORT_BOUNCED_SOFT;
    default:
      return LC_REPORT_FAILED;  // filtered, blocked, not registered: the shop's matter, not the address's
  }
}

}  // namespace sms
