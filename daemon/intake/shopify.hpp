// Shopify's webhooks as a pure function: one delivery in, events out. Any thread.
#pragma once

#include "intake/shop_reading.hpp"

namespace lifecycled {

ShopReading read_shopify(const ShopIntake& shop, const ShopDelivery& delivery);

}  // namespace lifecycled
