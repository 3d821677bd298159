// A message as the JSON that is posted. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>

#include "lifecycled/channel.h"

namespace webhook_plugin {

// An event after Standard Webhooks' "Payload structure": type, timestamp and data. Throws
// std::invalid_argument when extra_json is no object.
std::string body_of(const lc_message& message, std::int64_t unix_ms);

// {KEY: the message's text, with its subject as a first line if it has one}.
std::string chat_body(const lc_message& message, const std::string& key);

}  // namespace webhook_plugin
