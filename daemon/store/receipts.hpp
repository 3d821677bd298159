// Which reports of providers are known already, and those that came before what they are about. Runs on the
// thread that owns the connection.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "store/deliveries.hpp"

namespace lifecycled {

class Receipts {
 public:
  explicit Receipts(Database& database) : database_(database) {}

  // False: this report of the provider is known.
  bool add(std::string_view channel, std::string_view provider_event_id, std::optional<DeliveryId> delivery,
           std::int64_t kind, Instant at);

  // How many of one kind have been added of a delivery.
  std::int64_t count(DeliveryId delivery, std::int64_t kind);

  // `key`: the provider's id of a message, or our idempotency key.
  void keep_early(std::string_view channel, std::string_view key, std::string_view body, Instant now);
  // In the order in which they came; they are gone then.
  std::vector<std::string> take_early(std::string_view channel, std::string_view key);
  // How many were forgotten, at most `limit`.
  std::size_t forget_early(Instant before, std::size_t limit);

 private:
  Database& database_;
};

}  // namespace lifecycled
