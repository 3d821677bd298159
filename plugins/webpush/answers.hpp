// What a push service's answer means for the message. Pure.
#pragma once

#include <string>

#include "lifecycled/ext/http.hpp"

namespace webpush {

// `why` and `pace_key` (the service's host) outlive the result. `has_accepted`: this service has taken
// messages with our key since the channel began.
lifecycled::plugin::Result result_of(const lifecycled::plugin::HttpResponse& response, bool has_accepted,
                                     const std::string& why, const std::string& pace_key);

// One line for the operator: the status, and what the service says, without the address.
std::string why_of(const lifecycled::plugin::HttpResponse& response, const std::string& endpoint);

}  // namespace webpush
