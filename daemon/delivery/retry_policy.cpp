#include "delivery/retry_policy.hpp"

#include <algorithm>

namespace lifecycled {

Milliseconds retry_pause(const DeliverySettings& settings, std::int64_t attempts, Random& random) {
  // Beyond 2^20 the longest pause has long been reached.
  const std::int64_t doublings = std::clamp<std::int64_t>(attempts - 1, 0, 20);
  const std::int64_t full =
      std::min(settings.first_retry_after.count() << doublings, settings.longest_retry_after.count());
  return Milliseconds{static_cast<std::int64_t>(static_cast<double>(full) * (0.8 + 0.4 * random.fraction()))};
}

}  // namespace lifecycled
