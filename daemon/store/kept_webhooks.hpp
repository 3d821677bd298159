// Providers' requests that came while their channel was down, kept as they came until it is back. Runs on the
// thread that owns the connection.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "store/database.hpp"

namespace lifecycled {

struct KeptWebhook {
  std::int64_t id = 0;
  std::int64_t tries = 0;  // how often it was handed over before
  std::string request;
};

class KeptWebhooks {
 public:
  // What strangers may fill of a shop's disk while a channel is down.
  static constexpr std::int64_t most_count = 20'000;
  static constexpr std::int64_t most_bytes = 64LL << 20;

  explicit KeptWebhooks(Database& database) : database_(database) {}

  // False: the channel's share is full.
  bool add(std::string_view channel, std::string_view request, Instant now);
  // The oldest one after `after` (0 at first), counted as handed over once more.
  std::optional<KeptWebhook> next(std::string_view channel, std::int64_t after);
  void remove(std::string_view channel, std::int64_t id);
  std::int64_t count(std::string_view channel);

 private:
  void add_to_totals(std::string_view channel, std::int64_t count, std::int64_t bytes);
  Database& database_;
};

}  // namespace lifecycled
