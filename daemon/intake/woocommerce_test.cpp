#include "intake/woocommerce.hpp"

#include <doctest/doctest.h>

#include "base/file.hpp"
#include "base/json_fields.hpp"
#include "intake/json_slices.hpp"
#include "intake/shop_testing.hpp"

namespace lifecycled {
namespace {

using testing::names;
using testing::read_shop;

const ShopIntake shop = testing::shop_intake(ShopType::WooCommerce);

TEST_CASE("the ping of a new webhook, and what only looks like it") {
  CHECK(is_woocommerce_ping("webhook_id=12"));
  CHECK_FALSE(is_woocommerce_ping("webhook_id="));
  CHECK_FALSE(is_woocommerce_ping("webhook_id=12&order=1"));
  CHECK_FALSE(is_woocommerce_ping("{\"webhook_id\": 12}"));
  CHECK_FALSE(is_woocommerce_ping("webhook_id=" + std::string(100, '1')));
  CHECK_FALSE(is_woocommerce_ping(""));
}

TEST_CASE("what cannot be understood has a reason") {
  const auto why = [](std::string_view topic, std::string_view body) {
    const auto reading = read_shop(shop, topic, body);
    CHECK(reading.words.empty());
    return reading.set_aside;
  };
  CHECK(why("order.created", "{").starts_with("the body is not well-formed JSON: "));
  CHECK(why("order.created", "[1]") == "the body must be a JSON object");
  CHECK(why("order.created", R"({"id": "\u0000"})") == "texts must not hold the character U+0000");
  CHECK(why("product.updated", "{}") == "nothing follows from the topic \"product.updated\"");
  CHECK(why("", "{}") == "nothing follows from the topic \"\"");
  CHECK(why("order.created", std::string(40, '[') + std::string(40, ']')).starts_with("the body is not"));
  // Of other shapes than WooCommerce's: nothing is believed, nothing breaks.
  for (const char* odd : {R"({"id": 1, "status": ["processing"], "billing": 7, "line_items": {}})",
                          R"({"id": 1.5, "status": "processing"})", R"({"id": -4})", R"({"id": 0})",
                          R"({"id": {"id": 1}})", R"({"id": "a b\n"})"}) {
    CHECK(read_shop(shop, "order.created", odd).words.empty());
  }
}

TEST_CASE("WooCommerce's own bodies, where they are at hand") {
  const std::string folder = testing::vendor_folder("woocommerce");
  if (folder.empty()) {
    MESSAGE("skipped: no ../shared/data/woocommerce; set LIFECYCLED_SHARED_DATA");
    return;
  }
  const std::string first = "Customer Identified, Order Completed, Order Paid";
  for (const char* file : {"webhook_order_0.json", "webhook_order_1.json", "webhook_order_2.json"}) {
    const auto reading = read_shop(shop, "order.created", read_file(folder + "/" + file));
    CHECK(reading.set_aside == "");
    CHECK(names(reading).starts_with(first));
    CHECK(reading.words[0].event.user_id == "email:john.doe@example.com");
    CHECK(reading.words[1].event.body.find("Ship Your Idea – Color: Black") != std::string::npos);
    CHECK(reading.words[1].event.body.find("\"total\":\"29.35\"") != std::string::npos);
  }
  CHECK(names(read_shop(shop, "customer.created", read_file(folder + "/webhook_customer.json"))) ==
        "Customer Identified, Signed Up");
  std::size_t read = 0;
  for (const char* file : {"orders.json", "customers.json"}) {
    const std::string all = read_file(folder + "/" + file);
    const std::string topic = std::string(file).substr(0, std::string(file).size() - 6) + ".updated";
    for (const auto each : json_elements(all)) {
      for (const auto body : each.starts_with('[') ? json_elements(each) : std::vector{each}) {
        if (json_member(body, "id").empty()) continue;
        CHECK(read_shop(shop, topic, body).set_aside == "");
        ++read;
      }
    }
  }
  CHECK(read > 5);
}

}  // namespace
}  // namespace lifecycled
