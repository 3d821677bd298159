// What one webhook of a shop says, as events. The readers of the platforms fill it (woocommerce.hpp,
// shopify.hpp); web/ keeps it. Plain values; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/shop_intake.hpp"
#include "store/events.hpp"

namespace lifecycled {

// One webhook, its signature checked.
struct ShopDelivery {
  std::string_view topic;  // "order.updated", "orders/updated"
  std::string_view body;   // as it came
  Instant received;
  std::optional<Instant> sent_at;  // when the shop's platform noticed what it tells
};

// One event of it. Its message_id is the fact's own: whichever webhooks tell of it, it is one event.
struct ShopWord {
  NewEvent event;
  // Of steps of an order: its id, as our orders have it, and the message_id of the word that made it known.
  std::string order, order_word;
  // It names no customer of its own, or ends something: nothing begins with it. Where neither order nor
  // customer is known it says nothing.
  bool only_of_known = false;
  std::string refund;  // of a refund its own id
};

struct ShopReading {
  std::vector<ShopWord> words;
  std::string set_aside;           // why nothing could follow, a sentence; "" = understood
  std::vector<std::string> erase;  // customers, by their user ids, whom the law wants to be forgotten
  std::string delivery;            // the id of the delivery, where the body names it
  bool asks_for_data = false;      // of one customer, or to forget the shop: work for a person
};

}  // namespace lifecycled
