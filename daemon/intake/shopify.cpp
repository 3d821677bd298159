#include "intake/shopify.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.hpp"
#include "intake/shop_body.hpp"
#include "intake/shopify_checkouts.hpp"
#include "intake/shopify_orders.hpp"
#include "intake/shopify_people.hpp"

namespace lifecycled {
namespace {

using Read = void (*)(const ShopObject&, ShopWords&);

constexpr std::array<std::pair<std::string_view, Read>, 26> topics{
    {{"orders/create", read_shopify_order},
     {"orders/updated", read_shopify_order},
     {"orders/paid", read_shopify_order},
     {"orders/fulfilled", read_shopify_order},
     {"orders/partially_fulfilled", read_shopify_order},
     {"orders/cancelled", read_shopify_order},
     {"orders/delete", read_shopify_order_deleted},
     // Names what was changed alone; orders/updated comes with it and has the order as it is now.
     {"orders/edited", [](const ShopObject&, ShopWords&) {}},
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
     {"shop/redact", [](const ShopObject&, ShopWords& words) { ask_for_shopify_data(words); }},
     {"customers/data_request", [](const ShopObject&, ShopWords& words) { ask_for_shopify_data(words); }},
     {"carts/create", [](const ShopObject&, ShopWords&) {}},  // of nobody, without a price
     {"carts/update", [](const ShopObject&, ShopWords&) {}}}};

}  // namespace

ShopReading read_shopify(const ShopIntake& shop, const ShopDelivery& delivery) {
  ShopReading reading;
  ShopWords words(shop, delivery, reading);
  const auto value = shop_body(delivery.body, reading.set_aside);
  if (!value) return reading;
  const ShopObject body(*value, trimmed(delivery.body));
  const auto topic = std::ranges::find(topics, delivery.topic, [](const auto& entry) { return entry.first; });
  if (topic == topics.end()) {
    reading.set_aside = fmt::format("nothing follows from the topic \"{}\"", clean_line(delivery.topic, 100));
  } else {
    topic->second(body, words);
  }
  return reading;
}

}  // namespace lifecycled
