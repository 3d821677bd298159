// The customer-service window: for 24 hours after a customer wrote, WhatsApp takes any text; later templates
// alone. Pure.
#pragma once

#include <cstdint>
#include <string>

namespace whatsapp {

// A minute less than Meta's, since a message takes its time to get there.
bool is_window_open(std::int64_t last_inbound_unix_ms, std::int64_t now_unix_ms);

// Begins with "window closed", the name of what became of such a message.
std::string window_closed(std::int64_t last_inbound_unix_ms, std::int64_t now_unix_ms);

}  // namespace whatsapp
