#include "intake/shopify_checkouts.hpp"

#include <fmt/format.h>

#include "audience/address_form.hpp"
#include "base/web_address.hpp"
#include "intake/shopify_lines.hpp"
#include "intake/shopify_people.hpp"

namespace lifecycled {
void read_shopify_checkout(const ShopObject& checkout, ShopWords& words) {
  const std::string id = checkout.id("id");
  if (id.empty()) return words.set_aside("a checkout without id");
  // The order says the rest.
  if (checkout.time("completed_at")) return;
  const ShopObject customer = checkout.object("customer");
  std::string email = checkout.text("email");
  if (email.empty()) email = customer.text("email");
  const std::string customer_id = customer.id("id");
  // Nobody could be reached; it comes again once somebody has said who they are.
  if (customer_id.empty() && !normal_address("email", email)) return;
  const std::string ours = words.ours(id);
  const ShopPerson person{words.ours(customer_id), "checkout:" + ours};
  const Instant changed =
      checkout.time("updated_at").value_or(checkout.time("created_at").value_or(words.told_at()));
  words.add_traits(person, "checkout:" + id, customer.time("updated_at").value_or(changed),
                   shopify_traits(checkout, customer));
  tell_shopify_consents(customer, person, words);

  EventBody body;
  body.text("checkout_id", ours).text("cart_id", ours);
  body.amount("total", checkout.amount("total_price")).text("currency", checkout.text("currency"));
  body.amount("subtotal", checkout.amount("subtotal_price")).amount("tax", checkout.amount("total_tax"));
  body.amount("discount", checkout.amount("total_discounts"));
  for (const ShopObject& discount : checkout.list("discount_codes")) {
    if (const std::string code = discount.text("code"); !code.empty()) {
      body.text("coupon", code);
      break;
    }
  }
  if (const std::string link = checkout.text("abandoned_checkout_url"); is_web_address(link))
    body.text("checkout_url", link);
  body.json("products", product_list(read_shopify_lines(checkout, words)));
  words.add("Checkout Started", person, fmt::format("checkout:{}:{}", id, to_ms(changed)), changed, body);
}

void read_shopify_checkout_deleted(const ShopObject& checkout, ShopWords& words) {
  const std::string id = checkout.id("id");
  if (id.empty()) return words.set_aside("a checkout without id");
  words
      .add("Cart Emptied", {"", "checkout:" + words.ours(id)}, fmt::format("checkout:{}:deleted", id),
           words.told_at(), EventBody().text("cart_id", words.ours(id)))
      .only_of_known = true;
}

}  // namespace lifecycled
