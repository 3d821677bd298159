// A message as the JSON that is posted. Pure; any thread.
#pragma once

#include <cstdint>
#include <string>

#include "lifecycled/channel.h"

namespace webhook_plugin {

// Standard: an event after Standard Webhooks' "Payload structure": type, timestamp and data.
// Text, Content: {"text": ...} for Slack, Mattermost, Rocket.Chat, Google Chat and Zulip's Slack form, and
// {"content": ...} for Discord: the message's text, with its subject as a first line if it has one.
enum class Form { Standard, Text, Content };

// Throws std::invalid_argument when extra_json is no object.
std::string body_of(const lc_message& message, Form form, std::int64_t unix_ms);

}  // namespace webhook_plugin
