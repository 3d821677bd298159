#include "intake/shopify_orders.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "audience/address_form.hpp"
#include "base/web_address.hpp"
#include "intake/shopify_lines.hpp"
#include "intake/shopify_parcels.hpp"
#include "intake/shopify_people.hpp"

namespace lifecycled {
namespace {

struct Order {
  const ShopObject& body;
  ShopWords& words;
  std::string id;
  ShopPerson buyer;
  Instant placed, changed;

  EventBody short_body() const { return std::move(EventBody().text("order_id", words.ours(id))); }
};

EventBody whole_order(const Order& order) {
  const ShopObject& from = order.body;
  EventBody body = order.short_body();
  std::string currency = from.text("currency");
  if (currency.empty()) currency = order.words.shop().currency;
  body.text("order_number", from.text("name")).amount("total", from.amount("total_price"));
  body.text("currency", currency).amount("subtotal", from.amount("subtotal_price"));
  body.amount("discount", from.amount("total_discounts")).amount("tax", from.amount("total_tax"));
  body.amount("shipping", from.object("total_shipping_price_set").object("shop_money").amount("amount"));
  for (const ShopObject& discount : from.list("discount_codes")) {
    if (const std::string code = discount.text("code"); !code.empty()) {
      body.text("coupon", code);
      break;
    }
  }
  const std::string checkout = order.words.ours(from.id("checkout_id"));
  body.text("checkout_id", checkout).text("cart_id", checkout);
  if (const std::string link = from.text("order_status_url"); is_web_address(link))
    body.text("order_status_url", link);
  if (from.text("source_name") == "pos") body.text("sales_channel", "store");
  body.yes("guest", !from.object("customer").is_there());
  return body;
}

void tell_steps(const Order& order) {
  ShopWords& words = order.words;
  const ShopObject& body = order.body;
  EventBody whole = whole_order(order);
  whole.json("products", product_list(read_shopify_lines(body, words)));
  words.add_step("Order Completed", order.buyer, order.id, order_fact(order.id, "completed"), order.placed,
                 whole);
  const std::string money = body.text("financial_status");
  if (money == "paid" || money == "partially_refunded" || money == "refunded") {
    const bool is_news = words.delivery().topic == "orders/paid";
    words.add_step("Order Paid", order.buyer, order.id, order_fact(order.id, "paid"),
                   is_news ? order.changed : order.placed,
                   order.short_body()
                       .amount("total", body.amount("total_price"))
                       .text("currency", body.text("currency")));
  }
  const auto cancelled = body.time("cancelled_at");
  if (words.delivery().topic != "orders/create") {
    whole.text("status", cancelled ? "cancelled" : "placed");
    words.add_step("Order Updated", order.buyer, order.id,
                   order_fact(order.id, fmt::format("updated:{}", to_ms(order.changed))), order.changed,
                   whole);
  }
  for (const ShopObject& fulfillment : body.list("fulfillments"))
    tell_fulfillment(fulfillment, order.id, order.buyer, words);
  for (const ShopObject& refund : body.list("refunds")) tell_refund(refund, order.id, order.buyer, words);
  if (cancelled) {
    words.add_step("Order Cancelled", order.buyer, order.id, order_fact(order.id, "cancelled"), *cancelled,
                   order.short_body().text("reason", body.text("cancel_reason")));
  }
}

// The field of older versions, and of stores whose customers are not told of.
void tell_checkbox(const Order& order, const std::string& email) {
  const ShopObject& body = order.body;
  const bool has_newer = body.object("customer").object("email_marketing_consent").is_there();
  const bool counts = order.words.shop().yes == ShopIntake::Yes::Subscribed;
  if (has_newer || !counts || !body.is("buyer_accepts_marketing") || !normal_address("email", email)) return;
  order.words.add_consent(order.buyer, true, order.words.shop().email_channel, order_fact(order.id, "yes"),
                          order.placed,
                          EventBody()
                              .text("email", email)
                              .text("source", "shopify checkout")
                              .text("ip", body.text("browser_ip"))
                              .text("language", body.text("customer_locale"))
                              .text("reason", "order " + body.text("name")));
}

}  // namespace

void read_shopify_order(const ShopObject& body, ShopWords& words) {
  Order order{body, words, body.id("id"), {}, words.told_at(), words.told_at()};
  if (order.id.empty()) return words.set_aside("an order without id");
  if (body.is("test") || body.amount("subtotal_price").starts_with('-'))
    return words.set_aside("a test order: it arrived and was read, and nothing follows from it");
  // Its payment is still being looked at; it comes again.
  if (body.is_false("confirmed")) return;
  const ShopObject customer = body.object("customer");
  std::string email = body.text("email");
  if (email.empty()) email = body.text("contact_email");
  if (email.empty()) email = customer.text("email");
  const std::string customer_id = customer.id("id"), checkout = body.id("checkout_id");
  order.buyer.user_id = customer_id.empty() ? words.guest(email) : words.ours(customer_id);
  // Bought at the counter, by somebody who said nothing.
  if (order.buyer.user_id.empty()) return;
  // The visitor who began this checkout has bought.
  if (!checkout.empty()) order.buyer.visitor_id = "checkout:" + words.ours(checkout);
  const Instant created = body.time("created_at").value_or(words.told_at());
  order.placed = body.time("processed_at").value_or(created);
  order.changed = body.time("updated_at").value_or(created);

  // As of the order, or of the customer's page where it was changed since: later words count more.
  words.add_traits(order.buyer, "order:" + order.id, customer.time("updated_at").value_or(created),
                   shopify_traits(body, customer));
  tell_shopify_consents(customer, order.buyer, words);
  tell_checkbox(order, email);
  tell_steps(order);
  if (!checkout.empty()) {
    // Whoever began without signing in may be somebody else to us; their cart is bought all the same.
    words.add("Cart Emptied", {"", order.buyer.visitor_id}, order_fact(order.id, "cart"), order.placed,
              EventBody().text("cart_id", words.ours(checkout)));
  }
}

void read_shopify_order_deleted(const ShopObject& body, ShopWords& words) {
  const std::string id = body.id("id");
  if (id.empty()) return words.set_aside("an order without id");
  words.add_step("Order Cancelled", {}, id, order_fact(id, "deleted"), words.told_at(),
                 EventBody().text("order_id", words.ours(id)).text("reason", "deleted"));
}

void read_shopify_refund(const ShopObject& refund, ShopWords& words) {
  const std::string order = refund.id("order_id");
  if (refund.id("id").empty() || order.empty()) return words.set_aside("a refund without id, or of no order");
  tell_refund(refund, order, {}, words);
}

void read_shopify_fulfillment(const ShopObject& fulfillment, ShopWords& words) {
  const std::string order = fulfillment.id("order_id");
  if (fulfillment.id("id").empty() || order.empty())
    return words.set_aside("a fulfillment without id, or of no order");
  tell_fulfillment(fulfillment, order, {}, words);
}

}  // namespace lifecycled
