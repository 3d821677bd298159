#include "journey/product_news.hpp"

#include <doctest/doctest.h>

#include "journey/testing.hpp"

namespace lifecycled {
namespace {

using testing::Shop;

const std::string back_in_stock =
    "serves = \"consideration\"\ntrigger = { event = \"Product Back In Stock\", one_per = \"product_id\" }\n"
    "step = [ { send = \"hello\" } ]\n";

// The shop tells it of the product, and names no customer.
void news(Shop& shop, std::string_view product) {
  NewEvent event;
  event.name = "Product Back In Stock";
  event.occurred_at = shop.clock.now();
  event.body = R"({"product_id": ")" + std::string(product) + "\"}";
  Events(shop.database).append(event, shop.clock.now());
  shop.settle();
}

TEST_CASE("news of a product reaches those who cared for it within 60 days, and nobody else") {
  Shop shop(back_in_stock);
  for (const char* user : {"anna", "ben", "cleo", "dora"}) shop.welcome(user);
  shop.track("dora", "Product Viewed", R"({"product_id": "P"})");
  shop.pass("30d");
  shop.track("anna", "Product Viewed", R"({"product_id": "P"})");
  shop.track("ben", "Product Added to Wishlist", R"({"product_id": "P"})");
  shop.track("cleo", "Product Viewed", R"({"product_id": "Q"})");
  shop.pass("31d");
  news(shop, "P");
  news(shop, "P");
  CHECK(shop.messages("anna") == "2026-05-05 13:00 hello email\n");
  CHECK(shop.messages("ben") == "2026-05-05 13:00 hello email\n");
  CHECK(shop.messages("cleo") == "");
  CHECK(shop.messages("dora") == "");  // 61 days ago
}

TEST_CASE("news for many goes out in slices, to each once") {
  Shop shop(back_in_stock);
  for (int i = 0; i < 100; ++i) {
    const std::string user = "user" + std::to_string(i);
    shop.welcome(user);
    shop.track(user, "Product Added", R"({"product_id": "P"})");
  }
  shop.slice_length = std::chrono::microseconds{0};  // a round is a slice
  news(shop, "P");
  for (int i = 0; i < 100; ++i)
    CHECK(shop.messages("user" + std::to_string(i)) == "2026-03-05 12:00 hello email\n");
}

TEST_CASE("of a customer the latest 200 products are remembered") {
  Shop shop(back_in_stock);
  shop.welcome("anna");
  for (int i = 0; i < 250; ++i) {
    shop.pass("1s");
    shop.track("anna", "Product Viewed", R"({"product_id": "P)" + std::to_string(i) + "\"}");
  }
  news(shop, "P49");
  CHECK(shop.journey_rows("anna").empty());
  news(shop, "P50");
  CHECK(shop.journey_rows("anna").size() == 1);
}

TEST_CASE("news with a customer is that customer's alone, and other events without one concern nobody") {
  Shop shop(back_in_stock);
  for (const char* user : {"anna", "ben"}) {
    shop.welcome(user);
    shop.track(user, "Product Viewed", R"({"product_id": "P"})");
  }
  shop.track("anna", "Product Back In Stock", R"({"product_id": "P"})");
  CHECK(shop.journey_rows("anna").size() == 1);
  CHECK(shop.journey_rows("ben").empty());
}

}  // namespace
}  // namespace lifecycled
