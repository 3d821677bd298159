#include "intake/woocommerce.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "intake/shop_body.hpp"
#include "intake/woocommerce_orders.hpp"
#include "intake/woocommerce_people.hpp"

namespace lifecycled {

bool is_woocommerce_ping(std::string_view body) {
  constexpr std::string_view begin = "webhook_id=";
  constexpr std::size_t longest = 32;
  if (!body.starts_with(begin) || body.size() == begin.size() || body.size() > longest) return false;
  return std::ranges::all_of(body.substr(begin.size()), [](char c) { return c >= '0' && c <= '9'; });
}

ShopReading read_woocommerce(const ShopIntake& shop, const ShopDelivery& delivery) {
  ShopReading reading;
  ShopWords words(shop, delivery, reading);
  const auto value = shop_body(delivery.body, reading.set_aside);
  if (!value) return reading;
  const ShopObject body(*value, trimmed(delivery.body));
  const std::string_view topic = delivery.topic;
  if (topic == "order.created" || topic == "order.updated" || topic == "order.restored") {
    read_woocommerce_order(body, words);
  } else if (topic == "order.deleted") {
    read_woocommerce_order_deleted(body, words);
  } else if (topic == "customer.created" || topic == "customer.updated") {
    read_woocommerce_customer(body, words);
  } else if (topic == "customer.deleted") {
    read_woocommerce_customer_deleted(body, words);
  } else {
    reading.set_aside = fmt::format("nothing follows from the topic \"{}\"", clean_line(topic, 100));
  }
  return reading;
}

}  // namespace lifecycled
