// Where Shopify's parcels are (fulfillments) and what was given back for them (refunds), within an order and
// alone. Pure; any thread.
#pragma once

#include "intake/shop_words.hpp"

namespace lifecycled {

// `order`: Shopify's id of it. `person`: nobody where only the order is named.
void tell_fulfillment(const ShopObject& fulfillment, const std::string& order, const ShopPerson& person,
                      ShopWords& words);
void tell_refund(const ShopObject& refund, const std::string& order, const ShopPerson& person,
                 ShopWords& words);

}  // namespace lifecycled
