#include "cli/shop_guide.hpp"

#include <array>

#include <fmt/format.h>

#include "base/text.hpp"

namespace lifecycled {
namespace {

constexpr std::array<std::string_view, 7> woocommerce_topics{
    "Order created",    "Order updated",    "Order deleted",   "Order restored",
    "Customer created", "Customer updated", "Customer deleted"};

// As its API calls them; the page of settings has the same in words: "Order creation".
constexpr std::array<std::string_view, 18> shopify_topics{"orders/create",
                                                          "orders/updated",
                                                          "orders/paid",
                                                          "orders/fulfilled",
                                                          "orders/partially_fulfilled",
                                                          "orders/cancelled",
                                                          "orders/delete",
                                                          "refunds/create",
                                                          "fulfillments/create",
                                                          "fulfillments/update",
                                                          "customers/create",
                                                          "customers/update",
                                                          "customers/delete",
                                                          "customers_email_marketing_consent/update",
                                                          "customers_marketing_consent/update",
                                                          "checkouts/create",
                                                          "checkouts/update",
                                                          "checkouts/delete"};

std::string list_of(std::span<const std::string_view> topics) {
  std::string out;
  for (const std::string_view topic : topics) out += fmt::format("     {}\n", topic);
  return out;
}

std::string woocommerce_steps(const ShopGuide& guide) {
  return fmt::format(
      "2. In WordPress, under WooCommerce > Settings > Advanced > Webhooks, add one webhook for each of "
      "these "
      "topics:\n{}"
      "   with these values:\n"
      "     Status        Active\n"
      "     Delivery URL  {}\n"
      "     Secret        {}\n"
      "     API version   WP REST API Integration v3\n",
      list_of(woocommerce_topics), shop_address(guide),
      guide.secret.empty() ? "the one that \"secret\" in lifecycled.toml refers to" : guide.secret);
}

std::string shopify_steps(const ShopGuide& guide) {
  return fmt::format(
      "2. In Shopify's admin, under Settings > Notifications > Webhooks, add one webhook in the format JSON "
      "for "
      "each of these:\n{}"
      "   with the URL\n"
      "     {}\n"
      "   An app of your own subscribes to the same topics by Shopify's API; those of consents are there "
      "alone.\n"
      "3. {}\n",
      list_of(shopify_topics), shop_address(guide),
      guide.secret_file.empty()
          ? "The secret is the one that \"secret\" in lifecycled.toml refers to."
          : fmt::format(
                "Shopify shows on that page with what it signs (an app: its client secret). Put it into "
                "{},\n   readable for the daemon alone.",
                guide.secret_file));
}

// A beginning that is understood as it stands: an order, and what is known of its buyer.
std::string generic_mapping(const std::string& name) {
  return fmt::format(R"(signature = {{ header = "X-Signature", algorithm = "sha256", encoding = "hex" }}
topic     = "header:X-Topic"

[[intake.{0}.event]]
name   = "Order Completed"
topics = ["order.created"]
user   = "/customer_id"
guest  = "/email"                    # of who has no account
at     = "/created_at"
set.order_id = "/id"
set.total    = "/total"              # of minor units: {{ at = "/total", as = "minor" }}
set.currency = "/currency"
set.products = {{ each = "/lines", set = {{ product_id = "/product_id", name = "/name", quantity = "/quantity", price = "/price" }} }}

[[intake.{0}.event]]
name    = "Customer Identified"
topics  = ["order.created"]
user    = "/customer_id"
guest   = "/email"
changed = "/created_at"
set.email      = "/email"
set.first_name = "/first_name"
)",
                     name);
}

std::string generic_steps(const ShopGuide& guide) {
  return fmt::format(
      "   The places are JSON pointers into the body that your shop sends: docs/shops.md tells all of them, "
      "with whole\n"
      "   tables for PrestaShop and Magento. `lifecycled check` says what is wrong, with its place.\n"
      "2. Let the shop send what happens as a POST of JSON to\n"
      "     {}\n"
      "   signed with the secret\n"
      "     {}\n"
      "   as \"signature\" says: here the HMAC-SHA256 of the body as it is sent, in hex, in the header "
      "X-Signature.\n",
      shop_address(guide),
      guide.secret.empty() ? "that \"secret\" in lifecycled.toml refers to" : guide.secret);
}

std::string platform_steps(const ShopGuide& guide) {
  switch (guide.type) {
    case ShopType::WooCommerce:
      return woocommerce_steps(guide);
    case ShopType::Shopify:
      return shopify_steps(guide);
    case ShopType::Generic:
      return generic_steps(guide);
  }
  return "";
}

// Of the platform's name at the beginning of a sentence.
std::string_view platform_of(const ShopGuide& guide) {
  return guide.type == ShopType::Generic ? "Your shop" : to_text(guide.type);
}

}  // namespace

std::span<const std::string_view> shop_topics(ShopType type) {
  switch (type) {
    case ShopType::WooCommerce:
      return woocommerce_topics;
    case ShopType::Shopify:
      return shopify_topics;
    case ShopType::Generic:
      return {};
  }
  return {};
}

std::string shop_address(const ShopGuide& guide) { return guide.public_url + "/intake/" + guide.name; }

std::string shop_table(const ShopGuide& guide) {
  std::string out = fmt::format("[intake.{}]\ntype   = \"{}\"\nsecret = \"file:{}\"\n", guide.name,
                                lower_ascii(to_text(guide.type)), guide.secret_file);
  if (guide.type == ShopType::Generic) out += generic_mapping(guide.name);
  return out;
}

std::string shop_guide_text(const ShopGuide& guide) {
  std::string out;
  if (!guide.public_url.starts_with("https://")) {
    out += fmt::format(
        "{} must reach this daemon from the internet, and the address {} is none that it could: set "
        "public_url "
        "in [http]\nto the https address of the web server in front of it, and ask again.\n\n",
        platform_of(guide), guide.public_url);
  }
  if (guide.is_configured) {
    out += fmt::format("1. [intake.{}] is in lifecycled.toml already.\n", guide.name);
  } else {
    out += "1. Put this into lifecycled.toml, and restart the daemon:\n\n" + shop_table(guide) + "\n";
  }
  if (guide.is_secret_new) out += fmt::format("   A new secret is in {}.\n", guide.secret_file);
  out += platform_steps(guide);
  out += fmt::format(
      "{}. Place an order and look: `lifecycled status` counts the events that came, and the log says "
      "`shop.refused` where\n   the secret is another one.\n",
      guide.type == ShopType::Shopify ? 4 : 3);
  return out;
}

}  // namespace lifecycled
