// How much marketing one customer gets: so many messages in a span, over all channels or on one, and so long
// apart. Where not all that is due may go, it says whose turn it is: the message of the campaign with the
// higher priority, then the one decided earlier. Asked by gates inside the claim's transaction, on the writer
// thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "delivery/verdict.hpp"
#include "store/deliveries.hpp"

namespace lifecycled {

class CustomerCaps {
 public:
  CustomerCaps(const DeliverySettings& delivery, const std::vector<ChannelSettings>& channels);

  // Whether the customer may get another one now.
  Verdict room(Database& database, const DeliveryRow& delivery, const MessageRow& message, Instant now) const;

  // What the gates before the caps say of another message that waits.
  using OtherGates = std::function<Verdict(const DeliveryRow&, const MessageRow&)>;
  // Whether what room is left belongs to messages that go before this one. Nobody waits for ever: messages
  // are in one order, only those due within the same window compete, and who is overdue by more holds up
  // nobody.
  Verdict turn(Database& database, const DeliveryRow& delivery, const MessageRow& message, Instant now,
               const OtherGates& others) const;

 private:
  struct Cap {
    std::int64_t messages = 0;
    Milliseconds per{0}, window{0};
    std::string channel;  // "" = over all
    std::string reason;
  };
  bool concerns(const Cap& cap, const DeliveryRow& delivery) const;
  // Those for everybody and, for one who wants to hear less, that one.
  std::vector<Cap> caps_of(Database& database, CustomerId customer) const;

  std::vector<Cap> caps_;
  Cap less_often_;
};

}  // namespace lifecycled
