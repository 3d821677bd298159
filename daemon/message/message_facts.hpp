// What a template may use: customer, event, order, cart, products, shop, campaign, message, links. Gathered
// from the database at hand-over, so that the latest facts count. On the thread that owns the (reading)
// connection.
#pragma once

#include <optional>
#include <string>

#include "config/settings.hpp"
#include "liquid/value.hpp"
#include "message/links.hpp"
#include "store/deliveries.hpp"

namespace lifecycled {

struct MessageFacts {
  std::string customer_language;  // "" = unknown
  liquid::Object data;            // without message.language, which the composer adds
  bool has_own_order = false;     // of previews: not the sample order
};

// Facts of one delivery. Nothing if its customer is gone.
std::optional<MessageFacts> gather_facts(Database& database, const ShopSettings& shop, const LinkMaker& links,
                                         const DeliveryRow& delivery, const MessageRow& message,
                                         const std::string& campaign_title);
// What is looked at before it is sent to anybody. Links begin with `public_url` and do nothing.
struct PreviewOf {
  std::string message;
  MessageKind kind = MessageKind::Marketing;
  std::string campaign_title;
  std::string public_url;
};
// A customer as in the database, with the latest order or, without one, the made-up one. Nothing if there is
// no such customer.
std::optional<MessageFacts> preview_facts(Database& database, const ShopSettings& shop, CustomerId customer,
                                          const PreviewOf& what);
MessageFacts sample_facts(const ShopSettings& shop, const PreviewOf& what);
// Made-up facts of the same shape, for check and previews.
MessageFacts sample_facts(const ShopSettings& shop, MessageKind kind, const std::string& campaign_title);

}  // namespace lifecycled
