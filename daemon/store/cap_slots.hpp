// Marketing messages that took a slot of a customer's cap: when, on which channel. Runs on the thread that
// owns the connection.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "store/deliveries.hpp"

namespace lifecycled {

struct CapSlot {
  CustomerId customer = 0;
  Instant taken_at;
  DeliveryId delivery = 0;
  MessageId message = 0;
  std::string channel;
};

class CapSlots {
 public:
  explicit CapSlots(Database& database) : database_(database) {}

  // A message takes one on a channel, however many of a customer's addresses it goes to.
  void take(const CapSlot& slot);
  void release(CustomerId customer, Instant taken_at, DeliveryId delivery);
  // When the `number`-th latest slot since `since` was taken, if there are so many. Slots of `message` itself
  // do not count; with a channel, only that channel's do.
  std::optional<Instant> latest(CustomerId customer, Instant since, std::int64_t number, MessageId message,
                                std::string_view channel = "");
  std::int64_t count(CustomerId customer, Instant since, MessageId message, std::string_view channel = "");

 private:
  Database& database_;
};

}  // namespace lifecycled
