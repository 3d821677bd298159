#include "web/client_budgets.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/crypto.hpp"

namespace lifecycled {
namespace {

// Beside the request itself: 600 a minute are 10 guesses a second when nothing is left, and then 1.
constexpr double failure_cost = 10;

std::uint64_t keyed_hash(std::string_view key, const IpAddress& client) {
  const IpAddress::Bytes& bytes = client.bytes();
  const Digest digest = hmac_sha256(key, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  std::uint64_t hash = 0;
  std::memcpy(&hash, digest.data(), sizeof hash);
  return hash;
}

}  // namespace

ClientBudgets::ClientBudgets(Settings settings, std::string key)
    : settings_(settings),
      key_(std::move(key)),
      per_ms_(static_cast<double>(settings.count) / static_cast<double>(settings.per.count())) {}

ClientBudgets::Bucket& ClientBudgets::bucket_of(const IpAddress& client, SteadyInstant now) {
  const std::uint64_t hash = keyed_hash(key_, client.line());
  const double full = settings_.count;
  if (const auto found = places_.find(hash); found != places_.end()) {
    buckets_.splice(buckets_.begin(), buckets_, found->second);
    Bucket& bucket = buckets_.front();
    const std::chrono::duration<double, std::milli> passed = now - bucket.filled;
    bucket.level = std::min(full, bucket.level + passed.count() * per_ms_);
    bucket.filled = now;
    return bucket;
  }
  // Who has not come for longest has, as a rule, a full bucket by now.
  if (buckets_.size() >= settings_.most_clients) {
    places_.erase(buckets_.back().client);
    buckets_.pop_back();
  }
  buckets_.push_front({hash, full, now});
  places_[hash] = buckets_.begin();
  return buckets_.front();
}

std::optional<Milliseconds> ClientBudgets::wait_of(const Bucket& bucket) const {
  if (bucket.level >= 1) return std::nullopt;
  return Milliseconds{static_cast<std::int64_t>(std::ceil((1 - bucket.level) / per_ms_))};
}

std::optional<Milliseconds> ClientBudgets::spend(const IpAddress& client, SteadyInstant now) {
  if (settings_.count == 0) return std::nullopt;
  Bucket& bucket = bucket_of(client, now);
  const auto wait = wait_of(bucket);
  if (!wait) bucket.level -= 1;
  return wait;
}

std::optional<Milliseconds> ClientBudgets::wait_of(const IpAddress& client, SteadyInstant now) {
  if (settings_.count == 0) return std::nullopt;
  return wait_of(bucket_of(client, now));
}

void ClientBudgets::charge_failure(const IpAddress& client, SteadyInstant now) {
  if (settings_.count == 0) return;
  Bucket& bucket = bucket_of(client, now);
  bucket.level = std::max(bucket.level - failure_cost, -failure_cost);
}

}  // namespace lifecycled
