// One webhook of a shop whose JSON [intake.NAME] describes, as events. Pure, any thread; web/ has checked the
// signature.
#pragma once

#include "intake/shop_reading.hpp"

namespace lifecycled {

// A body that is a list is read element by element.
ShopReading read_generic(const ShopIntake& shop, const ShopDelivery& delivery);

}  // namespace lifecycled
