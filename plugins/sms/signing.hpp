// Signatures of callbacks, and what HTTP's Basic authentication wants, by OpenSSL. Pure.
#pragma once

#include <string>

#include "form.hpp"

namespace sms {

std::string to_base64(const std::string& bytes);
std::string hmac_sha1(const std::string& key, const std::string& text);
std::string hmac_sha256_hex(const std::string& key, const std::string& text);

// X-Twilio-Signature: HMAC-SHA1 in base64 over the URL and the body's fields, sorted by name.
std::string twilio_signature(const std::string& auth_token, const std::string& url, const Fields& body);
// Twilio signs the URL now with the port and now without it: right is either.
bool is_signed_by_twilio(const std::string& signature, const std::string& auth_token, const std::string& url,
                         const Fields& body);

}  // namespace sms
