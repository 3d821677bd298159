#include "intake/shopify_checkouts.hpp"

#include <doctest/doctest.h>

#include "intake/shop_testing.hpp"

namespace lifecycled {
namespace {

using testing::names;
using testing::read_shop;
using testing::said;

const ShopIntake shop = testing::shop_intake(ShopType::Shopify);

std::string checkout(const std::string& email, const std::string& customer = "null",
                     const std::string& completed = "null") {
  return R"({"id": 981820079255243537, "token": "x", "email": )" + email + R"(, "customer": )" + customer +
         R"(, "completed_at": )" + completed + R"(, "created_at": "2026-03-01T10:00:00Z",
    "updated_at": "2026-03-01T10:05:00Z", "currency": "EUR", "total_price": "29.90",
    "subtotal_price": "24.95", "total_tax": "5.19", "total_discounts": "0.00", "discount_codes": [],
    "customer_locale": "nl", "abandoned_checkout_url": "https:\/\/shop.example\/recover\/x",
    "line_items": [{"product_id": 632910392, "sku": "CUP-B", "title": "Cup", "variant_title": "blue",
                    "quantity": 2, "price": "12.50"}]})";
}

TEST_CASE("a checkout of somebody who said who they are is a cart") {
  CHECK(
      said(read_shop(shop, "checkouts/update", checkout("\"anna@example.org\""))) ==
      R"x(Customer Identified of /checkout:981820079255243537 at 2026-03-01T10:05:00.000Z as shop:shop:checkout:981820079255243537:1772359500000:d16965bc563c888a: {"email":"anna@example.org","language":"nl"}
Checkout Started of /checkout:981820079255243537 at 2026-03-01T10:05:00.000Z as shop:shop:checkout:981820079255243537:1772359500000: {"checkout_id":"981820079255243537","cart_id":"981820079255243537","total":"29.90","currency":"EUR","subtotal":"24.95","tax":"5.19","discount":"0.00","checkout_url":"https://shop.example/recover/x","products":[{"product_id":"632910392","sku":"CUP-B","name":"Cup","variant":"blue","quantity":2,"price":"12.50"}]}
)x");
  const auto known =
      read_shop(shop, "checkouts/create", checkout("null", R"({"id": 5, "first_name": "Anna"})"));
  REQUIRE(names(known) == "Customer Identified, Checkout Started");
  CHECK(known.words[1].event.user_id == "5");
  CHECK(known.words[1].event.anonymous_id == "checkout:981820079255243537");
}

TEST_CASE("nobody's checkout says nothing, and a finished one is an order") {
  CHECK(said(read_shop(shop, "checkouts/create", checkout("null"))) == "");
  CHECK(said(read_shop(shop, "checkouts/create", checkout("\"anna\""))) == "");
  CHECK(said(read_shop(shop, "checkouts/update",
                       checkout("\"anna@example.org\"", "null", "\"2026-03-01T10:06:00Z\""))) == "");
  CHECK(read_shop(shop, "checkouts/create", "{}").set_aside == "a checkout without id");
}

TEST_CASE("a deleted checkout is an empty cart, of whom it was") {
  CHECK(said(read_shop(shop, "checkouts/delete", R"({"id": 981820079255243537})")) ==
        "Cart Emptied of /checkout:981820079255243537 at 2026-03-02T12:00:00.000Z as "
        "shop:shop:checkout:981820079255243537:deleted if known: {\"cart_id\":\"981820079255243537\"}\n");
}

}  // namespace
}  // namespace lifecycled
