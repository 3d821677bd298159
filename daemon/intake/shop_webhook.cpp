#include "intake/shop_webhook.hpp"

#include "intake/generic_webhook.hpp"
#include "intake/shopify.hpp"
#include "intake/woocommerce.hpp"

namespace lifecycled {

ShopReading read_shop_webhook(const ShopIntake& shop, const ShopDelivery& delivery) {
  switch (shop.type) {
    case ShopType::WooCommerce:
      return read_woocommerce(shop, delivery);
    case ShopType::Shopify:
      return read_shopify(shop, delivery);
    case ShopType::Generic:
      return read_generic(shop, delivery);
  }
  return {};
}

}  // namespace lifecycled
