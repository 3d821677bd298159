// What the browser is told, and how urgently, of what a message says. Pure.
#pragma once

#include <string>

#include "lifecycled/channel.h"

namespace webpush {

struct Notification {
  std::string payload;  // JSON for the service worker: title, body, url, icon, tag
  std::string ttl;      // seconds
  std::string urgency;
  std::string topic;  // RFC 8030, 5.4: at most 32 letters of base64url; "": none
};

// std::invalid_argument: there is nothing to show, or its fields are no JSON.
Notification notification_of(const lc_message& message);

// A topic of the form that push services take is used as it is; any other becomes a hash of it.
std::string topic_header(const std::string& topic);

}  // namespace webpush
