// How far an order is on its way, for the page that tells its buyer, and what was said about it by the code
// in its parcel before the order was known. Inside the reactor's transaction, on the writer thread.
#pragma once

#include <string>

#include "store/customers.hpp"
#include "store/events.hpp"

namespace lifecycled {

// Does nothing for events that are no step of an order.
void note_order_progress(Database& database, CustomerId customer, const StoredEvent& event);

// `order_event` made the order known; the answers that waited become its customer's.
void take_waiting_answers(Database& database, CustomerId customer, const std::string& order_key,
                          const StoredEvent& order_event, Instant now);

}  // namespace lifecycled
