// WooCommerce's orders: webhooks order.created, .updated, .restored and .deleted. Pure; any thread.
//
// An order counts from the moment it is paid or, where the way of paying says so, accepted: "processing" and
// "completed". Before that ("pending", "on-hold", "failed") there is nothing to thank for; a state of a
// plugin's own counts once the order is paid.
#pragma once

#include "intake/shop_words.hpp"

namespace lifecycled {

void read_woocommerce_order(const ShopObject& order, ShopWords& words);
void read_woocommerce_order_deleted(const ShopObject& order, ShopWords& words);

}  // namespace lifecycled
