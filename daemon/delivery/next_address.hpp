// When an address turns out to be dead, the same message goes to the customer's next one of that kind. Inside
// a writer transaction; for outbox alone.
#pragma once

#include <optional>

#include "base/random.hpp"
#include "base/time.hpp"
#include "store/deliveries.hpp"
#include "store/messages.hpp"

namespace lifecycled {

// The newest of the customer's addresses that may be written to and had nothing of this message yet gets a
// delivery, due now. Nothing: there is none, or the message was for the dead address and no other: an answer,
// a question whether it is theirs, a notification that all browsers got.
std::optional<DeliveryId> send_to_next_address(Database& database, const DeliveryRow& dead,
                                               const MessageRow& message, Random& random, Instant now);

}  // namespace lifecycled
