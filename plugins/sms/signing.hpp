// Twilio's signatures. Pure.
#pragma once

#include <string>

#include "form.hpp"

namespace sms {

// X-Twilio-Signature: HMAC-SHA1 in base64 over the URL and the body's fields, sorted by name.
std::string twilio_signature(const std::string& auth_token, const std::string& url, const Fields& body);
// Twilio signs the URL now with the port and now without it: right is either.
bool is_signed_by_twilio(const std::string& signature, const std::string& auth_token, const std::string& url,
                         const Fields& body);

}  // namespace sms
