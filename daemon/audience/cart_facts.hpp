// What lies in a customer's cart, from Segment's events: products added and removed, the whole cart as Cart
// Viewed and Checkout Started tell it, emptied, bought. Inside the reactor's transaction, on the writer
// thread.
#pragma once

#include <string>

#include "store/events.hpp"

namespace lifecycled {

// Does nothing for other events. What a cart cannot hold (no product, a price that is none) is left out of
// it.
void apply_to_carts(Database& database, CustomerId customer, const StoredEvent& event,
                    const std::string& shop_currency);

}  // namespace lifecycled
