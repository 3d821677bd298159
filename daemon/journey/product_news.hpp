// News of a product ("Product Back In Stock") names no customer: those who looked at it, wished for it or put
// it into their cart within the last 60 days get the event in their own name, in slices. On the writer
// thread.
#pragma once

#include "journey/event_names.hpp"
#include "store/events.hpp"
#include "store/product_interest.hpp"

namespace lifecycled {

class ProductNewsDesk {
 public:
  // Something a customer did: remembers for which product they care.
  void on_event(Database& database, CustomerId customer, const StoredEvent& event) const;
  // An event without a customer.
  void on_news(Database& database, const StoredEvent& event) const;
  // Tells the next `limit` customers. False when nobody is left.
  bool tell(Database& database, Instant now, std::size_t limit) const;
};

}  // namespace lifecycled
