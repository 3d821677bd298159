// What a shop may set for a channel of type "whatsapp", and what a message may say there: tables from which
// the daemon checks, README.md is made and editors complete.
#pragma once

#include "settings.hpp"

namespace whatsapp {

extern const lc_option* const channel_options[];  // null-terminated
extern const lc_option* const message_fields[];   // null-terminated

// Throws ConfigError. [control]
Settings read_settings(const lifecycled::plugin::Config& config);

}  // namespace whatsapp
