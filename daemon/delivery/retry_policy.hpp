// When a delivery is tried again: exponential back-off with jitter, so that a relay that comes back is not
// met by all at once. Pure but for the chance passed in.
#pragma once

#include "base/random.hpp"
#include "base/time.hpp"
#include "config/settings.hpp"

namespace lifecycled {

// After `attempts` failed ones (at least 1): between 80 % and 120 % of first * 2^(attempts - 1) or of the
// longest, whichever is less.
Milliseconds retry_pause(const DeliverySettings& settings, std::int64_t attempts, Random& random);

}  // namespace lifecycled
