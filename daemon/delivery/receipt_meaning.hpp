// What a provider's report means for a delivery and for the log. Pure; any thread.
#pragma once

#include <optional>
#include <string_view>

#include "channel/receipt.hpp"
#include "store/deliveries.hpp"

namespace lifecycled {

// Receipts come in any order, and late ones must not undo what is known: the stronger word stays.
int strength(DeliveryState state);
// What the delivery has come to; nothing: the receipt is about the customer, not about the message.
std::optional<DeliveryState> state_after(ReceiptKind kind);
// "": it has no event of its own.
std::string_view event_name(ReceiptKind kind);

}  // namespace lifecycled
