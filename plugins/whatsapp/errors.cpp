#include "errors.hpp"

#include "lifecycled/ext/report.h"

namespace whatsapp {
namespace {

constexpr std::uint32_t minute_ms = 60'000, hour_ms = 60 * minute_ms, day_ms = 24 * hour_ms;

constexpr ErrorMeaning bad_address{LC_INVALID_ADDRESS, "not reachable on WhatsApp"};
constexpr ErrorMeaning window_is_closed{LC_REJECTED, window_closed_name};
constexpr ErrorMeaning stopped{LC_REJECTED, "stopped marketing at WhatsApp"};
constexpr ErrorMeaning bad_message{LC_REJECTED, "WhatsApp does not take this message"};
constexpr ErrorMeaning bad_template{LC_REJECTED, "the template does not fit"};
constexpr ErrorMeaning not_there{LC_REJECTED, "not to this number or country"};
// About this person and marketing alone: other messages go on, and so does this one a day later.
constexpr ErrorMeaning not_now{LC_TRANSIENT, "not now for this person", LC_SCOPE_MESSAGE, day_ms};
constexpr ErrorMeaning pair_too_fast{LC_TRANSIENT, "too many to this person", LC_SCOPE_MESSAGE, minute_ms};
constexpr ErrorMeaning template_paused{LC_TRANSIENT, "the template is paused", LC_SCOPE_MESSAGE, hour_ms};
constexpr ErrorMeaning unknown{LC_TRANSIENT, "WhatsApp does not know why"};
constexpr ErrorMeaning unavailable{LC_TRANSIENT, "WhatsApp is out of order", LC_SCOPE_CHANNEL};
constexpr ErrorMeaning too_fast{LC_RATE_LIMITED, "too fast", LC_SCOPE_CHANNEL};
// People blocked or reported too many: what helps is less, not sooner.
constexpr ErrorMeaning spam_limit{LC_RATE_LIMITED, "too many were called spam", LC_SCOPE_CHANNEL, hour_ms};
constexpr ErrorMeaning no_permission{LC_CHANNEL_DOWN, "the token is not valid or lacks a permission",
                                     LC_SCOPE_CHANNEL};
constexpr ErrorMeaning account{LC_CHANNEL_DOWN, "the account or its number may not send", LC_SCOPE_CHANNEL};

}  // namespace

const ErrorMeaning* meaning_of(std::int64_t code) {
  if (code >= 200 && code <= 299) return &no_permission;
  switch (code) {
    case 131026:  // no account there, or one that has not taken the terms
      return &bad_address;
    case 131047:
      return &window_is_closed;
    case stopped_marketing_code:
      return &stopped;
    case 100:     // a parameter that is none; where the number's id is wrong, too (answers.cpp)
    case 131008:  // a parameter is missing
    case 131009:  // a value that is none
    case 131021:  // to ourselves
    case 131051:  // a type that is none
    case 131053:  // a picture, film or document that WhatsApp could not fetch
    case 135000:
      return &bad_message;
    case 132000:  // the number of parameters
    case 132001:  // no such template in that language, or not approved
    case 132005:  // too long with its parameters
    case 132007:  // against the policy
    case 132012:  // a parameter of the wrong form
    case 132016:  // disabled for its quality
      return &bad_template;
    case 130497:  // not to that country
    case 131030:  // a test number, which reaches listed numbers alone
      return &not_there;
    case 130472:  // in an experiment of Meta's
    case 131049:  // had enough marketing
      return &not_now;
    case 131056:
      return &pair_too_fast;
    case 132015:
      return &template_paused;
    case 1:
    case 131000:
      return &unknown;
    case 2:
    case 131016:
    case 131057:  // maintenance
    case 133004:
      return &unavailable;
    case 4:       // of the app
    case 80007:   // of the account
    case 130429:  // of the number
      return &too_fast;
    case 131048:
      return &spam_limit;
    case 0:
    case 3:
    case 10:
    case 190:  // expired, or drawn back
    case 131005:
      return &no_permission;
    case 33:      // the number was deleted
    case 368:     // broke a policy
    case 131031:  // locked
    case 131037:  // the display name is not approved
    case 131042:  // not paid
    case 131045:  // the number is not registered
    case 133006:
    case 133010:
      return &account;
    default:
      return nullptr;
  }
}

int32_t report_of_failure(std::int64_t code) {
  const ErrorMeaning* meaning = meaning_of(code);
  // What Meta holds back from a person is no fault of the address: after ten soft bounces it would be lost
  // for messages about orders, too, which arrive.
  if (meaning == &not_now) return LC_REPORT_POSTPONED;
  return meaning != nullptr && meaning->outcome == LC_INVALID_ADDRESS ? LC_REPORT_BOUNCED_HARD
                                                                      : LC_REPORT_FAILED;
}

}  // namespace whatsapp
