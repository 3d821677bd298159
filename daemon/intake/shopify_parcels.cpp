#include "intake/shopify_parcels.hpp"

#include <fmt/format.h>

#include "base/money.hpp"
#include "base/web_address.hpp"

namespace lifecycled {
namespace {

// What really went back: a refund that only puts goods into stock again gives no money.
std::string money_of(const ShopObject& refund, std::string& currency) {
  std::string one;
  std::int64_t sum = 0;
  std::size_t count = 0;
  for (const ShopObject& transaction : refund.list("transactions")) {
    if (transaction.text("kind") != "refund" || transaction.text("status") != "success") continue;
    if (currency.empty()) currency = transaction.text("currency");
    one = transaction.amount("amount");
    const auto minor = parse_amount(one, currency);
    if (!minor || *minor < 0) continue;
    sum += *minor;
    ++count;
  }
  if (count == 0 || sum == 0) return "";
  return count == 1 ? one : format_amount(sum, currency);
}

}  // namespace

void tell_fulfillment(const ShopObject& fulfillment, const std::string& order, const ShopPerson& person,
                      ShopWords& words) {
  const std::string id = fulfillment.id("id"), status = fulfillment.text("status");
  // "pending", "open", "cancelled", "error" and "failure" say nothing that a customer could wait for.
  if (id.empty() || status != "success") return;
  const auto step = [&](std::string_view name, std::string_view fact, Instant at,
                        std::string_view time_key = "") {
    EventBody body;
    body.text("order_id", words.ours(order)).text("carrier", fulfillment.text("tracking_company"));
    body.text("tracking_number", fulfillment.text("tracking_number"));
    if (const std::string link = fulfillment.text("tracking_url"); is_web_address(link))
      body.text("tracking_url", link);
    if (!time_key.empty()) body.time(time_key, at);
    words.add_step(name, person, order, fmt::format("fulfillment:{}:{}", id, fact), at, body);
  };
  const Instant created = fulfillment.time("created_at").value_or(words.told_at());
  const Instant changed = fulfillment.time("updated_at").value_or(created);
  step("Order Shipped", "shipped", created);
  const std::string where = fulfillment.text("shipment_status");
  if (where == "out_for_delivery") step("Order Out For Delivery", "out_for_delivery", changed);
  if (where == "delivered") step("Order Delivered", "delivered", changed, "delivered_at");
}

void tell_refund(const ShopObject& refund, const std::string& order, const ShopPerson& person,
                 ShopWords& words) {
  const std::string id = refund.id("id");
  std::string currency;
  const std::string amount = money_of(refund, currency);
  if (id.empty() || amount.empty()) return;
  const Instant at =
      refund.time("processed_at").value_or(refund.time("created_at").value_or(words.told_at()));
  EventBody body;
  body.text("order_id", words.ours(order)).amount("total", amount).text("currency", currency);
  body.text("refund_id", words.ours(id)).text("reason", refund.text("note"));
  words.add_step("Order Refunded", person, order, "refund:" + id, at, body).refund = words.ours(id);
}

}  // namespace lifecycled
