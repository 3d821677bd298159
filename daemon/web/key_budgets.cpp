#include "web/key_budgets.hpp"

#include <algorithm>
#include <cmath>

namespace lifecycled {

std::optional<Milliseconds> KeyBudgets::spend(std::size_t key, std::size_t events, SteadyInstant now) {
  if (key >= rates_.size() || rates_[key].count == 0) return std::nullopt;
  const Rate& rate = rates_[key];
  const double full = rate.count, per_ms = full / static_cast<double>(rate.per.count());
  Bucket& bucket = buckets_[key];
  if (!bucket.is_used) bucket = {true, full, now};
  const std::chrono::duration<double, std::milli> passed = now - bucket.filled;
  bucket.level = std::min(full, bucket.level + passed.count() * per_ms);
  bucket.filled = now;
  if (bucket.level < 1)
    return Milliseconds{static_cast<std::int64_t>(std::ceil((1 - bucket.level) / per_ms))};
  bucket.level -= static_cast<double>(events);
  return std::nullopt;
}

}  // namespace lifecycled
