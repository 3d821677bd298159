// WooCommerce's webhooks as a pure function: one delivery in, events out. Any thread.
#pragma once

#include "intake/shop_reading.hpp"

namespace lifecycled {

// What WooCommerce sends when a webhook is made, without a signature: "webhook_id=12".
bool is_woocommerce_ping(std::string_view body);

ShopReading read_woocommerce(const ShopIntake& shop, const ShopDelivery& delivery);

}  // namespace lifecycled
