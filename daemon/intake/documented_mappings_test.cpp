// The tables for PrestaShop and Magento in docs/shops.md, taken from the page as a shop would take them, with
// bodies as these platforms' objects are.
#include <doctest/doctest.h>

#include "base/file.hpp"
#include "config/event_reader.hpp"
#include "config/shop_intake_reader.hpp"
#include "intake/mapping_check.hpp"
#include "intake/shop_testing.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;

namespace {

// The indented lines below a heading.
std::string table_below(const std::string& heading) {
  const std::string page = read_file(std::string(LIFECYCLED_SOURCE_DIR) + "/docs/shops.md");
  std::size_t at = page.find("\n### " + heading + "\n");
  REQUIRE(at != std::string::npos);
  const std::size_t end = std::min(page.find("\n### ", at + 1), page.size());
  std::string out;
  while (at < end) {
    const std::size_t next = std::min(page.find('\n', at + 1), page.size());
    const std::string line = page.substr(at + 1, next - at - 1);
    out += (line.starts_with("    ") ? line.substr(4) : "") + "\n";
    at = next;
  }
  return out;
}

ShopIntake documented(const std::string& heading) {
  Problems problems;
  const auto root = parse_toml(table_below(heading), "docs/shops.md", problems);
  const auto events = parse_toml(read_file(std::string(LIFECYCLED_SOURCE_DIR) + "/config/events.toml"),
                                 "events.toml", problems);
  Settings settings;
  settings.shop.currency = "EUR";
  auto shops = read_shop_intakes(root.value(), settings, problems);
  check_mappings(shops, read_events(events.value(), problems), problems);
  for (const Problem& problem : problems.sorted()) FAIL(to_string(problem));
  return shops.at(0);
}

constexpr const char* presta_order = R"json({
  "topic": "order.updated", "delivery_id": "d-77",
  "order": {
    "id": 5, "id_address_delivery": "4", "id_cart": "5", "id_currency": "1", "id_customer": "3", "current_state": "2",
    "valid": "1", "date_add": "2026-02-27 09:05:12", "date_upd": "2026-02-27 09:06:40", "shipping_number": "",
    "reference": "KHWLILZLL", "payment": "Bank wire", "total_discounts": "0.000000",
    "total_discounts_tax_incl": "5.000000", "total_paid": "37.400000", "total_paid_tax_incl": "37.400000",
    "total_shipping_tax_incl": "7.000000",
    "associations": {"order_rows": [
      {"id": "8", "product_id": "1", "product_attribute_id": "1", "product_quantity": "2",
       "product_name": "Hummingbird printed t-shirt (Size: S)", "product_reference": "demo_1",
       "unit_price_tax_incl": "17.700000"}]}},
  "customer": {"id": 3, "id_lang": "1", "newsletter_date_add": "2026-02-20 18:00:00",
    "ip_registration_newsletter": "203.0.113.9", "lastname": "DOE", "firstname": "John", "email": "pub@prestashop.example",
    "newsletter": "1", "optin": "0", "is_guest": "0", "date_add": "2026-02-20 18:00:00", "date_upd": "2026-02-27 09:05:00",
    "language": "fr"},
  "currency": {"id": 1, "iso_code": "EUR"},
  "address": {"country_iso": "FR", "phone": "0601020304", "city": "Paris"}})json";

constexpr const char* magento_order = R"({
  "base_currency_code": "EUR", "base_grand_total": 61.8, "coupon_code": "SPRING", "created_at": "2026-02-27 08:05:12",
  "customer_email": "veronica@example.org", "customer_firstname": "Veronica", "customer_lastname": "Costello",
  "customer_id": 1, "customer_is_guest": 0, "discount_amount": -6.5, "entity_id": 42, "grand_total": 61.80,
  "increment_id": "000000042", "order_currency_code": "EUR", "shipping_incl_tax": 5, "state": "processing",
  "status": "processing", "tax_amount": 10.73, "updated_at": "2026-02-27 08:07:00",
  "billing_address": {"country_id": "NL", "telephone": "+31 6 1234 5678", "firstname": "Veronica"},
  "items": [
    {"item_id": 90, "product_id": 1594, "product_type": "configurable", "sku": "WS12-M-Orange", "name": "Radiant Tee",
     "qty_ordered": 2, "price": 26.2, "price_incl_tax": 31.65},
    {"item_id": 91, "parent_item_id": 90, "product_id": 1582, "product_type": "simple", "sku": "WS12-M-Orange",
     "name": "Radiant Tee-M-Orange", "qty_ordered": 2, "price": 0}]})";

std::string in(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("PrestaShop: an order, its buyer and the yes to news") {
  const ShopIntake shop = documented("PrestaShop");
  const auto reading = read_shop(shop, "", presta_order);
  CHECK(reading.set_aside == "");
  CHECK(reading.delivery == "d-77");
  const std::string products =
      R"json([{"product_id":"1","sku":"demo_1","name":"Hummingbird printed t-shirt (Size: S)","quantity":2,)json"
      R"("price":"17.700000"}])";
  CHECK(
      said(reading) ==
      "Order Completed of 3 at 2026-02-27T08:05:12.000Z as shop:prestashop:Order Completed:5: "
      R"({"order_id":"5","order_number":"KHWLILZLL","total":"37.400000","discount":"5.000000",)"
      R"("shipping":"7.000000","currency":"EUR","products":)" +
          products +
          "}\nOrder Updated of 3 at 2026-02-27T08:06:40.000Z as shop:prestashop:Order "
          "Updated:5:1772179600000: "
          R"({"order_id":"5","total":"37.400000","currency":"EUR","status":"placed","products":)" +
          products +
          "}\nCustomer Identified of 3 at 2026-02-27T08:05:00.000Z as "
          "shop:prestashop:customer:3:1772179500000:a426b2a3d06e08b5: "
          R"({"email":"pub@prestashop.example","first_name":"John","last_name":"DOE","language":"fr","country":"FR"})"
          "\nConsent Given of 3 at 2026-02-20T17:00:00.000Z as shop:prestashop:Consent "
          "Given:3:1771606800000: "
          R"({"channel":"email","email":"pub@prestashop.example","source":"prestashop newsletter",)"
          R"("ip":"203.0.113.9","by":"webhook order.updated of prestashop"})"
          "\n");
}

TEST_CASE("PrestaShop: what is not paid says nothing yet; sent, cancelled and refunded orders") {
  const ShopIntake shop = documented("PrestaShop");
  const auto state = [&](const std::string& number) {
    return read_shop(shop, "",
                     in(presta_order, R"("current_state": "2")", "\"current_state\": \"" + number + "\""));
  };
  CHECK(names(state("10")) == "Order Updated, Customer Identified, Consent Given");
  CHECK(names(state("4")) ==
        "Order Completed, Order Updated, Order Shipped, Customer Identified, Consent Given");
  const auto cancelled = state("6");
  CHECK(cancelled.words[0].event.body.find(R"("status":"cancelled")") != std::string::npos);
  const auto refunded = state("7");
  CHECK(refunded.words[1].event.name == "Order Refunded");
  CHECK(refunded.words[1].refund == "KHWLILZLL");
  // Who never said yes has the date that PrestaShop writes for none.
  CHECK(names(read_shop(shop, "", in(presta_order, "2026-02-20 18:00:00", "0000-00-00 00:00:00"))) ==
        "Order Completed, Order Updated, Customer Identified");
}

TEST_CASE("Magento: an order and its buyer, its configured product once") {
  const ShopIntake shop = documented("Magento");
  const auto reading = read_shop(shop, "sales_order_save_after", magento_order);
  CHECK(reading.set_aside == "");
  CHECK(names(reading) == "Order Completed, Order Updated, Customer Identified");
  CHECK(reading.words[0].event.user_id == "1");
  CHECK(format_instant(reading.words[0].event.occurred_at) == "2026-02-27T08:05:12.000Z");
  CHECK(reading.words[0].event.body ==
        R"({"order_id":"42","order_number":"000000042","total":"61.80","discount":"6.5","shipping":"5",)"
        R"("tax":"10.73","currency":"EUR","coupon":"SPRING","products":[{"product_id":"1594",)"
        R"("sku":"WS12-M-Orange","name":"Radiant Tee","quantity":2,"price":"31.65"}]})");
  CHECK(reading.words[2].event.body ==
        R"({"email":"veronica@example.org","first_name":"Veronica","last_name":"Costello","country":"NL",)"
        R"("phone":"+31 6 1234 5678"})");
}

TEST_CASE("Magento: guests, cancelled and refunded orders, the newsletter") {
  const ShopIntake shop = documented("Magento");
  const auto guest = read_shop(shop, "sales_order_save_after", in(magento_order, "\"customer_id\": 1,", ""));
  CHECK(guest.words.at(0).event.user_id == "email:veronica@example.org");
  CHECK(names(read_shop(shop, "sales_order_save_after",
                        in(magento_order, R"("state": "processing")", R"("state": "canceled")"))) ==
        "Order Cancelled");
  const auto refund = read_shop(
      shop, "sales_order_creditmemo_save_after",
      R"({"entity_id": 7, "order_id": 42, "grand_total": 31.65, "created_at": "2026-03-01 10:00:00"})");
  CHECK(said(refund) ==
        "Order Refunded of  at 2026-03-01T10:00:00.000Z as shop:magento:Order Refunded:7 if known: "
        R"({"order_id":"42","refund_id":"7","total":"31.65","currency":"EUR"})"
        "\n");
  const std::string subscriber =
      R"({"subscriber_id": 12, "customer_id": 0, "subscriber_email": "Anna@example.org", "subscriber_status": 1,
          "change_status_at": "2026-03-01 11:00:00"})";
  CHECK(
      said(read_shop(shop, "newsletter_subscriber_save_after", subscriber)) ==
      "Consent Given of email:anna@example.org at 2026-03-01T11:00:00.000Z as shop:magento:Consent "
      R"(Given:12:1772362800000: {"channel":"email","email":"Anna@example.org","source":"magento newsletter",)"
      R"("by":"webhook newsletter_subscriber_save_after of magento"})"
      "\n");
  CHECK(names(read_shop(shop, "newsletter_subscriber_save_after",
                        in(subscriber, "_status\": 1", "_status\": 3"))) == "Consent Withdrawn");
  CHECK(read_shop(shop, "catalog_product_save_after", "{}").set_aside ==
        "nothing follows from the topic \"catalog_product_save_after\"");
}
