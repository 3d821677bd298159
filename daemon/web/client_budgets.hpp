// How much each client may still ask for: a token bucket an address, in a table that never grows. Guessing
// tokens or keys costs more than asking. Made by the server; io thread.
#pragma once

#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/clock.hpp"
#include "base/ip_address.hpp"

namespace lifecycled {

class ClientBudgets {
 public:
  struct Settings {
    std::uint32_t count = 600;  // at once, and again in each `per`; 0 = no limit
    Milliseconds per{60'000};
    std::size_t most_clients = 65'536;
  };
  // `key` is random: nobody can choose addresses that share a bucket.
  ClientBudgets(Settings settings, std::string key);

  // Nothing: it may, and has paid 1 for it. Else how long to wait.
  std::optional<Milliseconds> spend(const IpAddress& client, SteadyInstant now);
  // The same question, free of charge.
  std::optional<Milliseconds> wait_of(const IpAddress& client, SteadyInstant now);
  // A failed guess. May leave the client in debt by as much.
  void charge_failure(const IpAddress& client, SteadyInstant now);

  std::size_t clients() const { return buckets_.size(); }

 private:
  struct Bucket {
    std::uint64_t client = 0;  // keyed hash: no address is kept
    double level = 0;
    SteadyInstant filled;
  };
  Bucket& bucket_of(const IpAddress& client, SteadyInstant now);
  std::optional<Milliseconds> wait_of(const Bucket& bucket) const;

  Settings settings_;
  std::string key_;
  double per_ms_;
  std::list<Bucket> buckets_;  // the latest first
  std::unordered_map<std::uint64_t, std::list<Bucket>::iterator> places_;
};

}  // namespace lifecycled
