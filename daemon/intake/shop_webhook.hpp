// One webhook of any shop by the reader of its platform. Pure, any thread; web/ has checked the signature.
#pragma once

#include "intake/shop_reading.hpp"

namespace lifecycled {

ShopReading read_shop_webhook(const ShopIntake& shop, const ShopDelivery& delivery);

}  // namespace lifecycled
