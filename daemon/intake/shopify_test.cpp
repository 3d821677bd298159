#include "intake/shopify.hpp"

#include <doctest/doctest.h>

#include "base/file.hpp"
#include "intake/json_slices.hpp"
#include "intake/shop_testing.hpp"

namespace lifecycled {
namespace {

using testing::names;
using testing::read_shop;

const ShopIntake shop = testing::shop_intake(ShopType::Shopify);

TEST_CASE("what is not Shopify's has a reason") {
  CHECK(
      read_shop(shop, "orders/create", "<xml/>").set_aside.starts_with("the body is not well-formed JSON: "));
  CHECK(read_shop(shop, "products/update", "{}").set_aside ==
        "nothing follows from the topic \"products/update\"");
  CHECK(read_shop(shop, "orders/create", R"({"id": 12345678901234567890123, "email": "a@b.example",
    "total_price": "1"})")
            .words.at(1)
            .event.message_id == "shop:shop:order:12345678901234567890123:completed");
}

// The bodies of one kind in one of the vendor's files: a list of answers, each of which has one or many.
std::vector<std::string> bodies(const std::string& file, const std::string& one) {
  std::vector<std::string> out;
  const std::string text = read_file(file);
  for (const auto answer : json_elements(text)) {
    if (const auto single = json_member(answer, one); !single.empty()) out.emplace_back(single);
    for (const auto each : json_elements(json_member(answer, one + "s"))) out.emplace_back(each);
  }
  return out;
}

TEST_CASE("Shopify's own bodies, where they are at hand") {
  const std::string folder = testing::vendor_folder("shopify");
  if (folder.empty()) {
    MESSAGE("skipped: no ../shared/data/shopify; set LIFECYCLED_SHARED_DATA");
    return;
  }
  const auto order = read_shop(shop, "orders/cancelled", read_file(folder + "/webhook_orders_create.json"));
  CHECK(order.set_aside.empty());
  CHECK(names(order) ==
        "Customer Identified, Order Completed, Order Paid, Order Updated, Order Refunded, "
        "Order Cancelled, Cart Emptied");
  CHECK(order.words[4].event.body.find("\"total\":\"10.00\"") != std::string::npos);
  const auto checkout =
      read_shop(shop, "checkouts/create", read_file(folder + "/webhook_checkouts_create.json"));
  CHECK(names(checkout) == "Customer Identified, Checkout Started");

  std::size_t read = 0;
  for (const auto& [file, kind, topic] : {std::tuple("order.json", "order", "orders/updated"),
                                          {"customer.json", "customer", "customers/update"},
                                          {"refund.json", "refund", "refunds/create"},
                                          {"fulfillment.json", "fulfillment", "fulfillments/update"},
                                          {"checkout.json", "checkout", "checkouts/update"}}) {
    for (const std::string& body : bodies(folder + "/" + file, kind)) {
      // Some answers show a few fields alone.
      if (json_member(body, "id").empty() || json_member(body, "created_at").empty()) continue;
      INFO(file << " " << body.substr(0, 200));
      CHECK(read_shop(shop, topic, body).set_aside == "");
      ++read;
    }
  }
  CHECK(read > 20);
}

}  // namespace
}  // namespace lifecycled
