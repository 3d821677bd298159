#include "audience/cart_facts.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "audience/testing.hpp"
#include "store/carts.hpp"

namespace lifecycled {
namespace {

using testing::Ledger;
using namespace std::chrono_literals;

struct CartShop : Ledger {
  CustomerId anna = customer();
  Instant noon = clock.now() - 24h;

  void hear(std::string_view name, std::string_view body, Milliseconds after = Milliseconds{0}) {
    tell(anna, name, body, noon + after);
  }
  // "2 p1 15.00, 1 p2 -", of the cart with that name.
  std::string cart(std::string_view key = "") {
    const auto found = Carts(database).find(anna, key);
    if (!found) return "none";
    std::string out;
    for (const CartLine& line : found->lines) {
      const std::string price = line.price_minor ? fmt::format("{}", *line.price_minor) : "-";
      out += fmt::format("{}{} {} {}", out.empty() ? "" : ", ", line.quantity, *line.product_id, price);
    }
    return out;
  }
};

TEST_CASE("products come into the cart and leave it") {
  CartShop shop;
  shop.hear("Product Added", R"({"product_id": "p1", "name": "Cup", "price": 15, "quantity": 2})");
  shop.hear("Product Added", R"({"product_id": "p2", "price": "19.90"})");
  CHECK(shop.cart() == "2 p1 1500, 1 p2 1990");
  shop.hear("Product Added", R"({"product_id": "p1", "image_url": "https://shop.example/cup.jpg"})");
  CHECK(shop.cart() == "3 p1 1500, 1 p2 1990");
  shop.hear("Wishlist Product Added to Cart", R"({"product_id": "p3", "wishlist_id": "w"})");
  CHECK(shop.cart() == "3 p1 1500, 1 p2 1990, 1 p3 -");
  shop.hear("Product Removed", R"({"product_id": "p3"})");
  const CartRow cart = Carts(shop.database).find(shop.anna, "").value();
  CHECK(cart.lines[0].name == "Cup");
  CHECK(cart.lines[0].image_url == "https://shop.example/cup.jpg");
  CHECK(cart.currency == "EUR");
  shop.hear("Product Removed", R"({"product_id": "p1", "quantity": 1})");
  CHECK(shop.cart() == "2 p1 1500, 1 p2 1990");
  shop.hear("Product Removed", R"({"product_id": "p2"})");
  CHECK(shop.cart() == "2 p1 1500");
  shop.hear("Product Removed", R"({"product_id": "p1", "quantity": 5})");
  CHECK(shop.cart() == "");
}

TEST_CASE("variants of a product are lines of their own, as far as the shop tells them apart") {
  CartShop shop;
  shop.hear("Product Added", R"({"product_id": "p1", "sku": "p1-red", "variant": "red"})");
  shop.hear("Product Added", R"({"product_id": "p1", "sku": "p1-blue", "variant": "blue"})");
  CHECK(shop.cart() == "1 p1 -, 1 p1 -");
  shop.hear("Product Removed", R"({"product_id": "p1", "sku": "p1-blue"})");
  const CartRow cart = Carts(shop.database).find(shop.anna, "").value();
  REQUIRE(cart.lines.size() == 1);
  CHECK(cart.lines[0].variant == "red");
  shop.hear("Product Added", R"({"sku": "alone"})");
  CHECK(shop.cart() == "1 p1 -, 1 alone -");
}

TEST_CASE("what lists the whole cart replaces it, unless something newer is known") {
  CartShop shop;
  shop.hear("Product Added", R"({"cart_id": "c", "product_id": "old"})");
  shop.hear("Cart Viewed", R"({"cart_id": "c", "products": [{"product_id": "p1", "quantity": 2, "price": 3},
    {"product_id": "p1", "quantity": 1, "price": 3}, {"nothing": 1}, "nonsense", {"product_id": "p2"}]})",
            1min);
  CHECK(shop.cart("c") == "3 p1 300, 1 p2 -");
  // Told late: it happened before the look, which knew of it.
  shop.hear("Product Added", R"({"cart_id": "c", "product_id": "late"})", 30s);
  CHECK(shop.cart("c") == "3 p1 300, 1 p2 -");
  shop.hear("Product Added", R"({"cart_id": "c", "product_id": "p3"})", 2min);
  shop.hear("Cart Viewed", R"({"cart_id": "c", "products": []})", 90s);
  CHECK(shop.cart("c") == "3 p1 300, 1 p2 -, 1 p3 -");
  shop.hear("Checkout Started", R"({"cart_id": "c", "checkout_url": "https://shop.example/checkout/1",
    "products": [{"product_id": "p3", "price": 1}]})",
            3min);
  CHECK(shop.cart("c") == "1 p3 100");
  CHECK(Carts(shop.database).find(shop.anna, "c")->checkout_url == "https://shop.example/checkout/1");
  shop.hear("Cart Viewed", R"({"cart_id": "c", "checkout_url": "javascript:x"})", 4min);
  CHECK(shop.cart("c") == "1 p3 100");
  CHECK(Carts(shop.database).find(shop.anna, "c")->checkout_url == "https://shop.example/checkout/1");
}

TEST_CASE("an emptied cart and a bought one hold nothing, but for what came in later") {
  CartShop shop;
  for (const char* key : {"a", "b"})
    shop.hear("Product Added", fmt::format(R"({{"cart_id": "{}", "product_id": "p"}})", key));
  shop.hear("Product Added", R"({"product_id": "p"})");
  SUBCASE("emptied") {
    shop.hear("Cart Emptied", R"({"cart_id": "a"})", 1min);
    CHECK(shop.cart("a") == "");
    CHECK(shop.cart("b") == "1 p -");
    shop.hear("Product Added", R"({"cart_id": "a", "product_id": "before"})", 30s);
    CHECK(shop.cart("a") == "");
    shop.hear("Product Added", R"({"cart_id": "a", "product_id": "after"})", 2min);
    CHECK(shop.cart("a") == "1 after -");
  }
  SUBCASE("an order that names its cart") {
    shop.hear("Order Completed", R"({"order_id": "1", "total": 1, "cart_id": "a"})", 1min);
    CHECK(shop.cart("a") == "");
    CHECK(shop.cart("b") == "1 p -");
    CHECK(shop.cart() == "");
  }
  SUBCASE("an order that names none ends all, but not what is newer") {
    shop.hear("Product Added", R"({"cart_id": "b", "product_id": "newer"})", 2min);
    shop.hear("Order Completed", R"({"order_id": "1", "total": 1})", 1min);
    CHECK(shop.cart("a") == "");
    CHECK(shop.cart("b") == "1 newer -");
    CHECK(shop.cart() == "");
  }
  SUBCASE("an old order that is told only now") {
    shop.hear("Order Completed", R"({"order_id": "1", "total": 1})", -1h);
    CHECK(shop.cart("a") == "1 p -");
  }
}

TEST_CASE("what strangers send is bounded, and what is no product leaves no trace") {
  CartShop shop;
  shop.hear("Product Removed", R"({"product_id": "p"})");
  shop.hear("Cart Emptied", "{}");
  shop.hear("Product Added", R"({"name": " "})");
  shop.hear("Product Added", "[1]");
  shop.hear("Product Viewed", R"({"product_id": "p"})");
  shop.hear("Product Added", R"({"product_id": "p", "quantity": 0})");
  CHECK(shop.cart() == "none");
  std::string many;
  for (int i = 0; i < 300; ++i) many += fmt::format(R"({}{{"product_id": "p{}"}})", i > 0 ? ", " : "", i);
  shop.hear("Cart Viewed", R"({"products": [)" + many + "]}");
  CHECK(Carts(shop.database).find(shop.anna, "")->lines.size() == 100);
  shop.hear("Cart Viewed",
            R"({"products": [{"product_id": "p", "quantity": 1e300, "price": -4,
    "name": ")" +
                std::string(5000, 'x') + R"(", "url": "javascript:x", "image_url": "//x"}]})",
            1min);
  const CartLine line = Carts(shop.database).find(shop.anna, "")->lines.at(0);
  CHECK(line.quantity == 1'000'000);
  CHECK_FALSE(line.price_minor);
  CHECK(line.name->size() <= 510);
  CHECK_FALSE(line.url);
  CHECK_FALSE(line.image_url);
}

TEST_CASE("amounts of another currency are not added to the first one's") {
  CartShop shop;
  shop.hear("Product Added", R"({"product_id": "p1", "price": 15})");
  shop.hear("Product Added", R"({"product_id": "p2", "price": 2000, "currency": "jpy"})");
  CHECK(shop.cart() == "1 p1 -, 1 p2 2000");
  CHECK_FALSE(Carts(shop.database).find(shop.anna, "")->total_minor());
}

}  // namespace
}  // namespace lifecycled
