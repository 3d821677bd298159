#include "intake/woocommerce.hpp"

#include <algorithm>
#include <array>

#include "intake/shop_topics.hpp"
#include "intake/woocommerce_orders.hpp"
#include "intake/woocommerce_people.hpp"

namespace lifecycled {
namespace {

constexpr std::array<ShopTopic, 7> topics{{{"order.created", read_woocommerce_order},
                                           {"order.updated", read_woocommerce_order},
                                           {"order.restored", read_woocommerce_order},
                                           {"order.deleted", read_woocommerce_order_deleted},
                                           {"customer.created", read_woocommerce_customer},
                                           {"customer.updated", read_woocommerce_customer},
                                           {"customer.deleted", read_woocommerce_customer_deleted}}};

}  // namespace

bool is_woocommerce_ping(std::string_view body) {
  constexpr std::string_view begin = "webhook_id=";
  constexpr std::size_t longest = 32;
  if (!body.starts_with(begin) || body.size() == begin.size() || body.size() > longest) return false;
  return std::ranges::all_of(body.substr(begin.size()), [](char c) { return c >= '0' && c <= '9'; });
}

ShopReading read_woocommerce(const ShopIntake& shop, const ShopDelivery& delivery) {
  return read_by_topic(topics, shop, delivery);
}

}  // namespace lifecycled
