#include "intake/shopify_orders.hpp"

#include <doctest/doctest.h>

#include "intake/shop_testing.hpp"

namespace lifecycled {
namespace {

using testing::names;
using testing::read_shop;
using testing::said;

const ShopIntake shop = testing::shop_intake(ShopType::Shopify);

// An order as Shopify sends it, with `more` in front of the rest.
std::string order(const std::string& more = "", const std::string& financial = "paid",
                  const std::string& customer = R"({"id": 7062188769458369000, "email": "anna@example.org",
    "first_name": "Anna", "last_name": "Wit", "phone": null, "updated_at": "2026-03-01T11:00:01+01:00"})") {
  return "{" + more + R"("id": 820982911946154508, "name": "#1001", "email": "anna@example.org",
    "confirmed": true, "test": false, "buyer_accepts_marketing": true, "browser_ip": "2001:db8::7",
    "customer_locale": "nl-NL", "cancelled_at": null, "checkout_id": 37119437775,
    "created_at": "2026-03-01T11:00:00+01:00", "processed_at": "2026-03-01T10:59:59+01:00",
    "updated_at": "2026-03-01T11:30:00+01:00", "currency": "EUR", "financial_status": ")" +
         financial + R"(",
    "total_price": "29.90", "subtotal_price": "24.95", "total_discounts": "2.50", "total_tax": "5.19",
    "total_shipping_price_set": {"shop_money": {"amount": "4.95", "currency_code": "EUR"}},
    "discount_codes": [{"code": "SPRING", "amount": "2.50"}], "source_name": "web",
    "order_status_url": "https://shop.example/orders/x", "customer": )" +
         customer + R"(,
    "billing_address": {"first_name": "A.", "last_name": "W.", "country_code": "NL"},
    "line_items": [{"product_id": 632910392, "sku": "CUP-B", "title": "Cup", "variant_title": "blue",
                    "vendor": "Us", "quantity": 2, "price": "12.50"}]})";
}

TEST_CASE("an order says who, what, that it is paid, and what its box said") {
  CHECK(
      said(read_shop(shop, "orders/create", order())) ==
      R"x(Customer Identified of 7062188769458369000/checkout:37119437775 at 2026-03-01T10:00:01.000Z as shop:shop:order:820982911946154508:1772359201000:2b230b4c55a4a163: {"email":"anna@example.org","first_name":"Anna","last_name":"Wit","country":"NL","language":"nl-NL"}
Consent Given of 7062188769458369000/checkout:37119437775 at 2026-03-01T09:59:59.000Z as shop:shop:order:820982911946154508:yes: {"email":"anna@example.org","source":"shopify checkout","ip":"2001:db8::7","language":"nl-NL","reason":"order #1001","channel":"email","by":"webhook orders/create of shop"}
Order Completed of 7062188769458369000/checkout:37119437775 at 2026-03-01T09:59:59.000Z as shop:shop:order:820982911946154508:completed: {"order_id":"820982911946154508","order_number":"#1001","total":"29.90","currency":"EUR","subtotal":"24.95","discount":"2.50","tax":"5.19","shipping":"4.95","coupon":"SPRING","checkout_id":"37119437775","cart_id":"37119437775","order_status_url":"https://shop.example/orders/x","products":[{"product_id":"632910392","sku":"CUP-B","name":"Cup","variant":"blue","brand":"Us","quantity":2,"price":"12.50"}]}
Order Paid of 7062188769458369000/checkout:37119437775 at 2026-03-01T09:59:59.000Z as shop:shop:order:820982911946154508:paid: {"order_id":"820982911946154508","total":"29.90","currency":"EUR"}
Cart Emptied of /checkout:37119437775 at 2026-03-01T09:59:59.000Z as shop:shop:order:820982911946154508:cart: {"cart_id":"37119437775"}
)x");
}

TEST_CASE("created, updated and paid tell one order; each change is told once") {
  const auto created = read_shop(shop, "orders/create", order());
  const auto updated = read_shop(shop, "orders/updated", order());
  const auto paid = read_shop(shop, "orders/paid", order());
  CHECK(names(updated) ==
        "Customer Identified, Consent Given, Order Completed, Order Paid, Order Updated, Cart Emptied");
  CHECK(names(paid) == names(updated));
  for (std::size_t i = 0; i < updated.words.size(); ++i)
    CHECK(updated.words[i].event.message_id == paid.words[i].event.message_id);
  CHECK(updated.words[2].event.message_id == created.words[2].event.message_id);
  CHECK(updated.words[4].event.occurred_at == parse_instant("2026-03-01T10:30:00Z"));
  CHECK(updated.words[4].event.body.ends_with(R"("status":"placed"})"));
  // Only its own webhook knows when the money came.
  CHECK(paid.words[3].event.occurred_at == parse_instant("2026-03-01T10:30:00Z"));
  CHECK(names(read_shop(shop, "orders/create", order("", "pending"))) ==
        "Customer Identified, Consent Given, Order Completed, Cart Emptied");
}

TEST_CASE("cancelled with its refunds: the money that went back, once each") {
  const std::string more = R"("refunds": [
    {"id": 509562969, "processed_at": "2026-03-01T12:00:00Z", "note": "broken", "transactions": [
      {"kind": "refund", "status": "success", "amount": "5.00", "currency": "EUR"},
      {"kind": "refund", "status": "success", "amount": "1.25", "currency": "EUR"},
      {"kind": "refund", "status": "failure", "amount": "99.00", "currency": "EUR"}]},
    {"id": 509562970, "processed_at": "2026-03-01T12:00:00Z", "transactions": []}], "cancel_reason": "customer",)";
  std::string body = order(more, "partially_refunded");
  body.replace(body.find("\"cancelled_at\": null"), 20, "\"cancelled_at\": \"2026-03-01T12:30:00Z\"");
  const auto reading = read_shop(shop, "orders/cancelled", body);
  REQUIRE(names(reading) ==
          "Customer Identified, Consent Given, Order Completed, Order Paid, Order Updated, "
          "Order Refunded, Order Cancelled, Cart Emptied");
  CHECK(reading.words[4].event.body.ends_with(R"("status":"cancelled"})"));
  CHECK(
      reading.words[5].event.body ==
      R"({"order_id":"820982911946154508","total":"6.25","currency":"EUR","refund_id":"509562969","reason":"broken"})");
  CHECK(reading.words[5].refund == "509562969");
  CHECK(reading.words[6].event.occurred_at == parse_instant("2026-03-01T12:30:00Z"));
  CHECK(reading.words[6].event.body == R"({"order_id":"820982911946154508","reason":"customer"})");
}

TEST_CASE("a refund and an order's end alone are its buyer's") {
  const auto refund = read_shop(shop, "refunds/create", R"({"id": 5, "order_id": 820982911946154508,
    "processed_at": "2026-03-01T12:00:00Z", "note": null,
    "transactions": [{"kind": "refund", "status": "success", "amount": "5.10", "currency": "EUR"}]})");
  CHECK(said(refund) ==
        "Order Refunded of  at 2026-03-01T12:00:00.000Z as shop:shop:refund:5 if known: "
        R"({"order_id":"820982911946154508","total":"5.10","currency":"EUR","refund_id":"5"})"
        "\n");
  CHECK(refund.words[0].order_word == "shop:shop:order:820982911946154508:completed");
  CHECK(said(read_shop(shop, "orders/delete", R"({"id": 9})", parse_instant("2026-03-02T11:59:00Z"))) ==
        "Order Cancelled of  at 2026-03-02T11:59:00.000Z as shop:shop:order:9:deleted if known: "
        "{\"order_id\":\"9\",\"reason\":\"deleted\"}\n");
  CHECK(read_shop(shop, "refunds/create", R"({"id": 5})").set_aside == "a refund without id, or of no order");
}

TEST_CASE("a parcel on its way, with the driver, and there") {
  const auto parcel = [](const std::string& status, const std::string& where) {
    return R"({"id": 255858046, "order_id": 9, "status": ")" + status + R"(", "shipment_status": )" + where +
           R"(, "created_at": "2026-03-01T12:00:00Z", "updated_at": "2026-03-02T08:00:00Z",
           "tracking_company": "PostNL", "tracking_number": "3S1", "tracking_url": "https://post.example/3S1"})";
  };
  CHECK(
      said(read_shop(shop, "fulfillments/create", parcel("success", "null"))) ==
      "Order Shipped of  at 2026-03-01T12:00:00.000Z as shop:shop:fulfillment:255858046:shipped if known: "
      R"({"order_id":"9","carrier":"PostNL","tracking_number":"3S1","tracking_url":"https://post.example/3S1"})"
      "\n");
  const auto out = read_shop(shop, "fulfillments/update", parcel("success", "\"out_for_delivery\""));
  REQUIRE(names(out) == "Order Shipped, Order Out For Delivery");
  CHECK(out.words[1].event.occurred_at == parse_instant("2026-03-02T08:00:00Z"));
  const auto there = read_shop(shop, "fulfillments/update", parcel("success", "\"delivered\""));
  REQUIRE(names(there) == "Order Shipped, Order Delivered");
  CHECK(there.words[1].event.body.ends_with(R"("delivered_at":"2026-03-02T08:00:00.000Z"})"));
  CHECK(names(read_shop(shop, "fulfillments/create", parcel("failure", "null"))) == "");
  CHECK(names(read_shop(shop, "orders/fulfilled",
                        order("\"fulfillments\": [" + parcel("success", "null") + "],")))
            .find("Order Shipped") != std::string::npos);
}

TEST_CASE("orders that only try the way out, and those whose payment is being looked at") {
  const std::string why = "a test order: it arrived and was read, and nothing follows from it";
  CHECK(read_shop(shop, "orders/create", R"({"id": 1, "test": true, "confirmed": false})").set_aside == why);
  CHECK(read_shop(shop, "orders/create", R"({"id": 1, "subtotal_price": "-20.00"})").set_aside == why);
  const auto waiting =
      read_shop(shop, "orders/create", R"({"id": 1, "confirmed": false, "email": "a@b.example"})");
  CHECK(waiting.set_aside.empty());
  CHECK(waiting.words.empty());
  CHECK(read_shop(shop, "orders/edited", R"({"order_edit": {"order_id": 1}})").set_aside.empty());
}

TEST_CASE("a buyer without a customer is known by the address") {
  const auto guest = read_shop(shop, "orders/create", order("", "paid", "null"));
  CHECK(guest.words.back().event.name == "Cart Emptied");
  CHECK(guest.words[2].event.user_id == "email:anna@example.org");
  CHECK(guest.words[2].event.body.find("\"guest\":true") != std::string::npos);
  CHECK(guest.words[0].event.body.find("\"first_name\":\"A.\"") != std::string::npos);
  // Somebody at the counter.
  const auto nobody = read_shop(shop, "orders/create", R"({"id": 1})");
  CHECK(nobody.set_aside.empty());
  CHECK(nobody.words.empty());
}

TEST_CASE("the box of a checkout counts where nothing newer says so and the shop wants it to") {
  ShopIntake strict = shop;
  strict.yes = ShopIntake::Yes::Confirmed;
  CHECK(names(read_shop(strict, "orders/create", order())).find("Consent") == std::string::npos);
  const std::string newer = R"({"id": 5, "email": "anna@example.org",
    "email_marketing_consent": {"state": "not_subscribed", "consent_updated_at": null}})";
  CHECK(names(read_shop(shop, "orders/create", order("", "paid", newer))).find("Consent") ==
        std::string::npos);
}

}  // namespace
}  // namespace lifecycled
