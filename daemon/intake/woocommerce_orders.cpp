#include "intake/woocommerce_orders.hpp"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "audience/address_form.hpp"
#include "base/web_address.hpp"
#include "intake/woocommerce_people.hpp"

namespace lifecycled {
namespace {

constexpr std::array<std::string_view, 3> placed_states{"processing", "completed", "refunded"};
constexpr std::array<std::string_view, 8> unplaced_states{
    "pending", "on-hold", "failed", "cancelled", "trash", "checkout-draft", "auto-draft", ""};

bool is_one_of(std::string_view word, const auto& words) {
  return std::ranges::find(words, word) != words.end();
}

// "pa_color: black, size: M" is in the meta data of a line; what begins with "_" is for programs.
std::string variant_of(const ShopObject& line) {
  std::string out;
  for (const ShopObject& meta : line.list("meta_data")) {
    const std::string key = meta.text("key"), value = meta.decoded("value");
    if (key.empty() || key.starts_with('_') || value.empty() || out.size() + value.size() > 200) continue;
    if (!out.empty()) out += ", ";
    out += value;
  }
  return line.id("variation_id").empty() ? "" : out;
}

std::vector<EventBody> products_of(const ShopObject& order, const ShopWords& words) {
  std::vector<EventBody> out;
  for (const ShopObject& line : order.list("line_items")) {
    EventBody& product = out.emplace_back();
    product.text("product_id", words.ours(line.id("product_id"))).text("sku", line.text("sku"));
    product.text("name", line.decoded("name")).text("variant", variant_of(line));
    product.number("quantity", line.amount("quantity")).amount("price", line.amount("price"));
    if (const std::string image = line.object("image").text("src"); is_web_address(image))
      product.text("image_url", image);
  }
  return out;
}

EventBody whole_order(const ShopObject& order, const ShopWords& words) {
  EventBody body;
  std::string currency = order.text("currency");
  if (currency.empty()) currency = words.shop().currency;
  body.text("order_id", words.ours(order.id("id"))).text("order_number", order.text("number"));
  body.amount("total", order.amount("total")).text("currency", currency);
  body.amount("discount", order.amount("discount_total")).amount("shipping", order.amount("shipping_total"));
  body.amount("tax", order.amount("total_tax"));
  for (const ShopObject& coupon : order.list("coupon_lines")) {
    if (const std::string code = coupon.decoded("code"); !code.empty()) {
      body.text("coupon", code);
      break;
    }
  }
  body.yes("guest", order.id("customer_id").empty());
  if (order.text("created_via") == "pos") body.text("sales_channel", "store");
  body.json("products", product_list(products_of(order, words)));
  return body;
}

// As WooCommerce's own extension for shipments keeps it, and others after it.
void add_tracking(const ShopObject& order, EventBody& body) {
  for (const ShopObject& meta : order.list("meta_data")) {
    if (meta.text("key") != "_wc_shipment_tracking_items") continue;
    for (const ShopObject& parcel : meta.list("value")) {
      std::string carrier = parcel.decoded("tracking_provider");
      if (carrier.empty()) carrier = parcel.decoded("custom_tracking_provider");
      std::string link = parcel.text("tracking_link");
      if (link.empty()) link = parcel.text("custom_tracking_link");
      body.text("carrier", carrier).text("tracking_number", parcel.text("tracking_number"));
      if (is_web_address(link)) body.text("tracking_url", link);
      return;
    }
  }
}

struct Order {
  const ShopObject& body;
  ShopWords& words;
  std::string id;
  ShopPerson buyer;
  Instant created, changed;
  std::optional<Instant> paid;
  bool is_undone = false;

  EventBody short_body() const { return std::move(EventBody().text("order_id", words.ours(id))); }
};

void tell_refunds(const Order& order) {
  std::set<std::string> told;
  for (const ShopObject& refund : order.body.list("refunds")) {
    const std::string id = refund.id("id");
    std::string amount = refund.amount("total");
    if (amount.starts_with('-')) amount.erase(0, 1);
    if (id.empty() || amount.empty() || !told.insert(id).second) continue;
    ShopWord& word =
        order.words.add_step("Order Refunded", order.buyer, order.id, "refund:" + id, order.changed,
                             order.short_body()
                                 .amount("total", amount)
                                 .text("refund_id", order.words.ours(id))
                                 .text("reason", refund.decoded("reason")));
    word.refund = order.words.ours(id);
  }
  if (told.empty() && order.body.text("status") == "refunded") {
    // Of all of it, as somebody set by hand.
    ShopWord& word = order.words.add_step(
        "Order Refunded", order.buyer, order.id, order_fact(order.id, "refunded"), order.changed,
        order.short_body().text("refund_id", "all of " + order.words.ours(order.id)));
    word.refund = "all of " + order.words.ours(order.id);
  }
}

void tell_steps(const Order& order, const EventBody& whole) {
  ShopWords& words = order.words;
  words.add_step("Order Completed", order.buyer, order.id, order_fact(order.id, "completed"),
                 order.paid.value_or(order.created), whole);
  if (order.paid) {
    EventBody paid = order.short_body();
    paid.amount("total", order.body.amount("total")).text("currency", order.body.text("currency"));
    words.add_step("Order Paid", order.buyer, order.id, order_fact(order.id, "paid"), *order.paid, paid);
  }
  if (words.delivery().topic != "order.created") {
    EventBody updated = whole;
    updated.text("status", order.is_undone ? "cancelled" : "placed");
    words.add_step("Order Updated", order.buyer, order.id,
                   order_fact(order.id, fmt::format("updated:{}", to_ms(order.changed))), order.changed,
                   updated);
  }
  // Downloads have nothing to ship.
  const auto completed = order.body.time("date_completed_gmt");
  if (order.body.text("status") == "completed" && !order.body.list("shipping_lines").empty()) {
    EventBody shipped = order.short_body();
    add_tracking(order.body, shipped);
    words.add_step("Order Shipped", order.buyer, order.id, order_fact(order.id, "shipped"),
                   completed.value_or(order.changed), shipped);
  }
  tell_refunds(order);
}

}  // namespace

void read_woocommerce_order(const ShopObject& body, ShopWords& words) {
  Order order{body, words, body.id("id"), {}, words.told_at(), words.told_at(), {}, false};
  if (order.id.empty()) return words.set_aside("an order without id");
  const ShopObject billing = body.object("billing");
  const std::string customer = body.id("customer_id"), email = billing.text("email");
  order.buyer.user_id = customer.empty() ? words.guest(email) : words.ours(customer);
  // Bought at the counter, by somebody who said nothing.
  if (!order.buyer.is_known()) return;
  order.created = body.time("date_created_gmt").value_or(words.told_at());
  order.changed = body.time("date_modified_gmt").value_or(order.created);
  order.paid = body.time("date_paid_gmt");

  const std::string status = body.text("status");
  const bool was_placed = order.paid.has_value() || is_one_of(status, placed_states);
  const bool is_placed =
      was_placed && (is_one_of(status, placed_states) || !is_one_of(status, unplaced_states));
  order.is_undone = status == "cancelled" || status == "trash" || (status == "failed" && was_placed);
  if (!is_placed && !order.is_undone) return;  // nothing has happened yet that anybody would want to hear of
  if (was_placed) {
    // As of the order: later words about the customer count more.
    words.add_traits(order.buyer, "order:" + order.id, order.created,
                     woocommerce_traits(ShopObject(), billing));
    const auto consent = woocommerce_consent(body, words.shop().consent_field);
    // A box that was left empty takes nothing back.
    if (consent.value_or(false) && normal_address("email", email)) {
      words.add_consent(order.buyer, true, words.shop().email_channel, order_fact(order.id, "yes"),
                        order.created,
                        EventBody()
                            .text("email", email)
                            .text("source", "woocommerce checkout")
                            .text("ip", body.text("customer_ip_address"))
                            .text("reason", "order " + body.text("number")));
    }
    tell_steps(order, whole_order(body, words));
  }
  if (order.is_undone) {
    // Of what was never paid nobody has heard, unless it counted without: paid on delivery.
    ShopWord& word =
        words.add_step("Order Cancelled", order.buyer, order.id, order_fact(order.id, "cancelled"),
                       order.changed, order.short_body().text("reason", status));
    word.only_of_known = !was_placed;
  }
}

void read_woocommerce_order_deleted(const ShopObject& body, ShopWords& words) {
  const std::string id = body.id("id");
  if (id.empty()) return words.set_aside("an order without id");
  words.add_step("Order Cancelled", {}, id, order_fact(id, fmt::format("deleted:{}", to_ms(words.told_at()))),
                 words.told_at(), EventBody().text("order_id", words.ours(id)).text("reason", "deleted"));
}

}  // namespace lifecycled
