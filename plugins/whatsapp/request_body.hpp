// The body of POST /PHONE_NUMBER_ID/messages, after Meta's OpenAPI document v23.0. Pure.
#pragma once

#include <string>

#include "content.hpp"

namespace whatsapp {

// `to`: E.164. `key` comes back in each status of the message.
std::string template_body(const std::string& to, const Content& content, const std::string& key);
// For the customer-service window. Meta's document has no room for a key there.
std::string free_text_body(const std::string& to, const Content& content);

}  // namespace whatsapp
