// The options of an e-mail channel: their table, and what an operator has set.
#pragma once

#include "lifecycled/channel.hpp"
#include "settings.hpp"

namespace email {

extern const lc_option* const options[];  // null-terminated

// Throws ConfigError.
Settings read_settings(const lifecycled::plugin::Config& config);

}  // namespace email
