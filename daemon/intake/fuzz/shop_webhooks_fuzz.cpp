// libFuzzer target: whatever a shop posts under its signature, reading it ends, and what it gives can be
// stored. The first byte is the topic: "d" is the first of them.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/json_fields.hpp"
#include "base/text.hpp"
#include "config/shop_intake_reader.hpp"
#include "intake/html_text.hpp"
#include "intake/shop_webhook.hpp"

namespace {

// Every kind of value, from places that a body may well have.
lifecycled::ShopIntake generic_shop() {
  using namespace lifecycled;
  Problems problems;
  const auto root = parse_toml(R"([intake.shop]
type = "generic"
secret = "env:A"
signature = { header = "X-Signature" }
time_zone = "Europe/Paris"
[[intake.shop.event]]
name = "Order Completed"
user = ["/customer_id", "/id"]
guest = "/email"
at = ["/date_created", "/created_at"]
unless = { "/status" = "failed" }
set.order_id = "/id"
set.total = { at = "/total", as = "minor" }
set.currency = "/currency"
set.written = "/billing"
set.paid = { at = "/status", words = { "processing" = true } }
set.products = { each = "/line_items", set = { product_id = "/product_id", quantity = "/quantity", price = "/price", name = "/name" } }
[[intake.shop.event]]
name = "Customer Identified"
each = "/line_items"
user = "/id"
changed = "/quantity"
set.email = "/email"
set.phone = "/phone"
)",
                               "fuzz", problems);
  return read_shop_intakes(root.value(), Settings{}, problems).at(0);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lifecycled;
  constexpr std::array<std::string_view, 21> topics{"order.created",
                                                    "order.updated",
                                                    "order.deleted",
                                                    "customer.created",
                                                    "customer.updated",
                                                    "customer.deleted",
                                                    "orders/create",
                                                    "orders/updated",
                                                    "orders/paid",
                                                    "orders/delete",
                                                    "refunds/create",
                                                    "fulfillments/update",
                                                    "customers/update",
                                                    "customers/delete",
                                                    "customers_email_marketing_consent/update",
                                                    "customers_marketing_consent/update",
                                                    "checkouts/update",
                                                    "checkouts/delete",
                                                    "customers/redact",
                                                    "generic",
                                                    "none"};
  if (size == 0) return 0;
  const Instant now = from_ms(1'769'860'000'000);
  const std::string_view topic = topics[data[0] % topics.size()];
  const std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
  static const ShopIntake generic = generic_shop();
  ShopIntake shop = topic == "generic" ? generic : ShopIntake{};
  shop.name = "shop";
  shop.currency = "EUR";
  shop.email_channel = "email";
  shop.sms_channel = "sms";
  shop.consent_field = "newsletter";
  const bool is_woocommerce = topic.find('.') != std::string_view::npos;
  if (topic != "generic") shop.type = is_woocommerce ? ShopType::WooCommerce : ShopType::Shopify;
  const ShopReading reading = read_shop_webhook(shop, {topic, body, now, now});
  for (const ShopWord& word : reading.words) {
    std::string mistake;
    const NewEvent& event = word.event;
    const auto parsed = parse_json(event.body, mistake);
    const bool is_good = parsed && parsed->is_object() && !event.name.empty() && event.occurred_at <= now &&
                         event.message_id.starts_with("shop:shop:") && is_utf8(event.message_id) &&
                         event.body.size() < 64 * 1024 && event.body.find('\0') == std::string::npos &&
                         (event.user_id || event.anonymous_id || word.only_of_known);
    if (!is_good) std::abort();
  }
  if (is_utf8(body) && !is_utf8(html_decoded(body))) std::abort();
  return 0;
}
