// Shopify's orders: webhooks orders/create, updated, paid, fulfilled, partially_fulfilled, cancelled and
// delete, refunds/create, fulfillments/create and update. Pure; any thread.
//
// Each of these bodies is the whole order, and one change sends several of them: whatever the topic, all that
// the order says is told, each fact under its own id.
#pragma once

#include "intake/shop_words.hpp"

namespace lifecycled {

void read_shopify_order(const ShopObject& order, ShopWords& words);
void read_shopify_order_deleted(const ShopObject& order, ShopWords& words);
void read_shopify_refund(const ShopObject& refund, ShopWords& words);
void read_shopify_fulfillment(const ShopObject& fulfillment, ShopWords& words);

}  // namespace lifecycled
