#include "intake/shopify.hpp"

#include <array>

#include "intake/shop_topics.hpp"
#include "intake/shopify_checkouts.hpp"
#include "intake/shopify_orders.hpp"
#include "intake/shopify_people.hpp"

namespace lifecycled {
namespace {

constexpr std::array<ShopTopic, 26> topics{
    {{"orders/create", read_shopify_order},
     {"orders/updated", read_shopify_order},
     {"orders/paid", read_shopify_order},
     {"orders/fulfilled", read_shopify_order},
     {"orders/partially_fulfilled", read_shopify_order},
     {"orders/cancelled", read_shopify_order},
     {"orders/delete", read_shopify_order_deleted},
     // Names what was changed alone; orders/updated comes with it and has the order as it is now.
     {"orders/edited", read_nothing},
     {"refunds/create", read_shopify_refund},
     {"fulfillments/create", read_shopify_fulfillment},
     {"fulfillments/update", read_shopify_fulfillment},
     {"customers/create", read_shopify_customer},
     {"customers/update", read_shopify_customer},
     {"customers/enable", read_shopify_customer},
     {"customers/disable", read_shopify_customer},
     {"customers/delete", read_shopify_customer_deleted},
     {"customers_email_marketing_consent/update", read_shopify_email_consent},
     {"customers_marketing_consent/update", read_shopify_sms_consent},
     {"checkouts/create", read_shopify_checkout},
     {"checkouts/update", read_shopify_checkout},
     {"checkouts/delete", read_shopify_checkout_deleted},
     {"customers/redact", read_shopify_redaction},
     {"shop/redact", read_shopify_wish_for_data},
     {"customers/data_request", read_shopify_wish_for_data},
     {"carts/create", read_nothing},  // of nobody, without a price
     {"carts/update", read_nothing}}};

}  // namespace

ShopReading read_shopify(const ShopIntake& shop, const ShopDelivery& delivery) {
  return read_by_topic(topics, shop, delivery);
}

}  // namespace lifecycled
