#include "audience/order_reading.hpp"

#include <algorithm>

#include "base/json_fields.hpp"
#include "base/money.hpp"
#include "base/text.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t most_order_lines = 500;

std::vector<OrderLine> order_lines(const boost::json::value& body, std::string_view currency) {
  std::vector<OrderLine> lines;
  const auto* products = member(body, "products");
  const auto* list = products ? products->if_array() : nullptr;
  if (!list) return lines;
  for (const auto& product : *list) {
    if (lines.size() == most_order_lines) break;
    OrderLine line;
    line.product_id = text_at(product, "product_id");
    if (!line.product_id) line.product_id = text_at(product, "sku");
    line.name = text_at(product, "name");
    line.quantity =
        static_cast<std::int64_t>(std::clamp(number_at(product, "quantity").value_or(1.0), 0.0, 1e9));
    line.price_minor = amount_at(product, "price", currency);
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace

std::optional<OrderRow> read_order(const boost::json::value& body, std::string_view event,
                                   const std::string& shop_currency, std::string& fault) {
  OrderRow order;
  const auto refuse = [&](std::string why) {
    fault = std::move(why);
    return std::nullopt;
  };
  order.key = text_at(body, "order_id").value_or("");
  if (order.key.empty()) return refuse("an " + std::string(event) + " without order_id is no order");
  order.currency = upper_ascii(text_at(body, "currency").value_or(shop_currency));
  if (!is_currency_code(order.currency))
    return refuse("currency must be a code of three letters such as EUR");
  auto total = amount_at(body, "total", order.currency);
  if (!total) total = amount_at(body, "revenue", order.currency);
  if (!total) return refuse("an order's total must be a plain number such as 19.99");
  if (*total < 0)
    return refuse("an order's total is not below zero; send Order Refunded for money that goes back");
  order.total_minor = *total;
  order.discount_minor = amount_at(body, "discount", order.currency).value_or(0);
  order.coupon = text_at(body, "coupon");
  if (order.coupon && order.coupon->empty()) order.coupon.reset();
  order.in_store = text_at(body, "sales_channel") == "store";
  order.lines = order_lines(body, order.currency);
  return order;
}

std::optional<std::int64_t> refund_by_products(const boost::json::value& body, std::string_view currency,
                                               std::string& fault) {
  constexpr std::int64_t most_minor = 100'000'000'000'000;
  std::int64_t sum = 0;
  const auto lines = order_lines(body, currency);
  if (lines.empty()) return std::nullopt;
  for (const OrderLine& line : lines) {
    if (!line.price_minor || *line.price_minor < 0 ||
        (line.quantity > 0 && *line.price_minor > most_minor / line.quantity)) {
      fault = "how much was refunded? neither total nor the price of each of its products says so";
      return std::nullopt;
    }
    sum = std::min(sum + *line.price_minor * line.quantity, most_minor);
  }
  return sum;
}

}  // namespace lifecycled
