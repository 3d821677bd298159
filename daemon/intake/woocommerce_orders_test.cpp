#include "intake/woocommerce_orders.hpp"

#include <doctest/doctest.h>

#include "intake/shop_testing.hpp"

namespace lifecycled {
namespace {

using testing::names;
using testing::read_shop;
using testing::said;

const ShopIntake shop = testing::shop_intake(ShopType::WooCommerce);

// An order as WooCommerce sends it, with `more` in front of the rest.
std::string order(const std::string& status, const std::string& more = "", const std::string& customer = "25",
                  const std::string& paid = "\"2026-03-01T10:05:00\"") {
  return "{" + more + R"("id": 9007199254740993, "number": "A-17", "status": ")" + status + R"(",
    "currency": "EUR", "date_created_gmt": "2026-03-01T10:00:00",
    "date_modified_gmt": "2026-03-01T11:30:00", "discount_total": "2.50", "shipping_total": "4.95",
    "total": "29.90", "total_tax": "5.19", "customer_id": )" +
         customer + R"(,
    "customer_ip_address": "192.0.2.7", "date_paid_gmt": )" +
         paid + R"(,
    "date_completed_gmt": "2026-03-01T11:00:00",
    "billing": {"first_name": "Ren&eacute;", "last_name": "O&#039;Neil", "country": "NL",
                "email": "Rene@Example.org", "phone": "+31 6 12345678"},
    "line_items": [
      {"name": "Cup &ndash; blue", "product_id": 93, "variation_id": 94, "quantity": 2, "sku": "CUP-B",
       "price": 12.50, "meta_data": [{"key": "pa_color", "value": "blue"}, {"key": "_reduced", "value": "2"}],
       "image": {"id": 1, "src": "https://shop.example/cup.jpg"}},
      {"name": "Spoon", "product_id": 95, "variation_id": 0, "quantity": 1, "sku": "", "price": 4.9,
       "meta_data": []}],
    "shipping_lines": [{"method_id": "flat_rate"}], "coupon_lines": [{"code": "SPRING"}]})";
}

TEST_CASE("a paid order says who, what and that it is paid") {
  CHECK(
      said(read_shop(shop, "order.created", order("processing"))) ==
      R"x(Customer Identified of 25 at 2026-03-01T10:00:00.000Z as shop:shop:order:9007199254740993:1772359200000:b11675d827aae1e2: {"email":"Rene@Example.org","phone":"+31 6 12345678","first_name":"René","last_name":"O'Neil","country":"NL"}
Order Completed of 25 at 2026-03-01T10:05:00.000Z as shop:shop:order:9007199254740993:completed: {"order_id":"9007199254740993","order_number":"A-17","total":"29.90","currency":"EUR","discount":"2.50","shipping":"4.95","tax":"5.19","coupon":"SPRING","products":[{"product_id":"93","sku":"CUP-B","name":"Cup – blue","variant":"blue","quantity":2,"price":"12.50","image_url":"https://shop.example/cup.jpg"},{"product_id":"95","name":"Spoon","quantity":1,"price":"4.9"}]}
Order Paid of 25 at 2026-03-01T10:05:00.000Z as shop:shop:order:9007199254740993:paid: {"order_id":"9007199254740993","total":"29.90","currency":"EUR"}
)x");
}

TEST_CASE("every webhook of one order tells the same facts under the same ids; an update says it anew") {
  const auto created = read_shop(shop, "order.created", order("processing"));
  const auto updated = read_shop(shop, "order.updated", order("processing"));
  CHECK(names(updated) == "Customer Identified, Order Completed, Order Paid, Order Updated");
  for (std::size_t i = 0; i < created.words.size(); ++i)
    CHECK(created.words[i].event.message_id == updated.words[i].event.message_id);
  const NewEvent& last = updated.words.back().event;
  CHECK(last.occurred_at == parse_instant("2026-03-01T11:30:00Z"));
  CHECK(last.message_id == "shop:shop:order:9007199254740993:updated:1772364600000");
  CHECK(last.body.ends_with("\"status\":\"placed\"}"));
  CHECK(updated.words.back().order == "9007199254740993");
}

TEST_CASE("what is not placed yet says nothing; a state of a plugin's own counts once it is paid") {
  for (const char* status : {"pending", "on-hold", "checkout-draft", "failed"})
    CHECK(said(read_shop(shop, "order.updated", order(status, "", "25", "null"))) == "");
  CHECK(names(read_shop(shop, "order.updated", order("in-the-oven"))) ==
        "Customer Identified, Order Completed, Order Paid, Order Updated");
  CHECK(said(read_shop(shop, "order.updated", order("in-the-oven", "", "25", "null"))) == "");
  // Paid on delivery.
  CHECK(names(read_shop(shop, "order.created", order("processing", "", "25", "null"))) ==
        "Customer Identified, Order Completed");
}

TEST_CASE("a completed order has left the shop, with its parcel where an extension keeps one") {
  const std::string tracking = R"("meta_data": [{"key": "_wc_shipment_tracking_items", "value": [
    {"tracking_provider": "PostNL", "tracking_number": "3S1", "tracking_link": "https://post.example/3S1"}]}],)";
  const auto reading = read_shop(shop, "order.updated", order("completed", tracking));
  REQUIRE(names(reading) == "Customer Identified, Order Completed, Order Paid, Order Updated, Order Shipped");
  const NewEvent& shipped = reading.words.back().event;
  CHECK(shipped.occurred_at == parse_instant("2026-03-01T11:00:00Z"));
  CHECK(
      shipped.body ==
      R"({"order_id":"9007199254740993","carrier":"PostNL","tracking_number":"3S1","tracking_url":"https://post.example/3S1"})");
  std::string download = order("completed");
  download.replace(download.find(R"([{"method_id": "flat_rate"}])"), 28, "[]");
  CHECK(names(read_shop(shop, "order.updated", download)) ==
        "Customer Identified, Order Completed, Order Paid, Order Updated");
}

TEST_CASE("each refund is told once, in the amount that the shop wrote") {
  const std::string refunds =
      R"("refunds": [{"id": 726, "reason": "broken", "total": "-10.00"}, {"id": 727, "reason": "", "total": "-0.5"}],)";
  const auto reading = read_shop(shop, "order.updated", order("processing", refunds));
  REQUIRE(reading.words.size() == 6);
  CHECK(reading.words[4].event.message_id == "shop:shop:refund:726");
  CHECK(reading.words[4].event.body ==
        R"({"order_id":"9007199254740993","total":"10.00","refund_id":"726","reason":"broken"})");
  CHECK(reading.words[5].event.body == R"({"order_id":"9007199254740993","total":"0.5","refund_id":"727"})");
  CHECK(reading.words[5].refund == "727");
  const auto by_hand = read_shop(shop, "order.updated", order("refunded"));
  CHECK(by_hand.words.back().event.name == "Order Refunded");
  CHECK(by_hand.words.back().event.body ==
        R"({"order_id":"9007199254740993","refund_id":"all of 9007199254740993"})");
}

TEST_CASE("cancelled, put into the bin and taken out again") {
  const auto cancelled = read_shop(shop, "order.updated", order("cancelled"));
  CHECK(names(cancelled) ==
        "Customer Identified, Order Completed, Order Paid, Order Updated, Order Cancelled");
  CHECK(cancelled.words[3].event.body.ends_with("\"status\":\"cancelled\"}"));
  CHECK(cancelled.words[4].event.body == R"({"order_id":"9007199254740993","reason":"cancelled"})");
  CHECK_FALSE(cancelled.words[4].only_of_known);
  // Never paid: of interest only where it counted all the same.
  const auto unpaid = read_shop(shop, "order.updated", order("cancelled", "", "25", "null"));
  CHECK(names(unpaid) == "Order Cancelled");
  CHECK(unpaid.words[0].only_of_known);
  CHECK(
      said(read_shop(shop, "order.deleted", R"({"id": 17})")) ==
      "Order Cancelled of  at 2026-03-02T12:00:00.000Z as shop:shop:order:17:deleted:1772452800000 if known: "
      "{\"order_id\":\"17\",\"reason\":\"deleted\"}\n");
  CHECK(names(read_shop(shop, "order.restored", order("processing"))) ==
        "Customer Identified, Order Completed, Order Paid, Order Updated");
}

TEST_CASE("a buyer without an account is known by the address, one without both is nobody") {
  const auto guest = read_shop(shop, "order.created", order("processing", "", "0"));
  CHECK(guest.words[1].event.user_id == "email:rene@example.org");
  CHECK(guest.words[1].event.body.find("\"guest\":true") != std::string::npos);
  std::string nobody = order("processing", "", "0");
  nobody.replace(nobody.find("Rene@Example.org"), 16, "");
  const auto reading = read_shop(shop, "order.created", nobody);
  CHECK(reading.words.empty());
  CHECK(reading.set_aside.empty());
  CHECK(read_shop(shop, "order.created", R"({"status": "processing"})").set_aside == "an order without id");
}

TEST_CASE("ids of two shops differ by their prefix") {
  ShopIntake second = shop;
  second.name = "second";
  second.id_prefix = "b-";
  const auto reading = read_shop(second, "order.created", order("processing"));
  CHECK(reading.words[1].event.user_id == "b-25");
  CHECK(reading.words[1].event.message_id == "shop:second:order:9007199254740993:completed");
  CHECK(reading.words[1].event.body.starts_with(R"({"order_id":"b-9007199254740993",)"));
  CHECK(reading.words[1].event.body.find(R"("product_id":"b-93")") != std::string::npos);
}

TEST_CASE("the form's box is a yes with its evidence; one left empty takes nothing back") {
  ShopIntake asking = shop;
  asking.consent_field = "_newsletter";
  asking.consent_text = "Yes, write to me";
  const std::string yes = R"("meta_data": [{"id": 1, "key": "_newsletter", "value": "yes"}],)";
  const auto reading = read_shop(asking, "order.created", order("processing", yes));
  REQUIRE(names(reading) == "Customer Identified, Consent Given, Order Completed, Order Paid");
  CHECK(reading.words[1].event.message_id == "shop:shop:order:9007199254740993:yes");
  CHECK(reading.words[1].event.occurred_at == parse_instant("2026-03-01T10:00:00Z"));
  CHECK(
      reading.words[1].event.body ==
      R"({"email":"Rene@Example.org","source":"woocommerce checkout","ip":"192.0.2.7","reason":"order A-17","channel":"email","text":"Yes, write to me","by":"webhook order.created of shop"})");
  const std::string no = R"("meta_data": [{"id": 1, "key": "_newsletter", "value": "0"}],)";
  CHECK(names(read_shop(asking, "order.created", order("processing", no))) ==
        "Customer Identified, Order Completed, Order Paid");
  CHECK(names(read_shop(asking, "order.created", order("processing"))) ==
        "Customer Identified, Order Completed, Order Paid");
  CHECK(names(read_shop(shop, "order.created", order("processing", yes))) ==
        "Customer Identified, Order Completed, Order Paid");
}

TEST_CASE("an order of a thousand lines keeps the event small and the order whole") {
  std::string lines;
  for (int i = 0; i < 1000; ++i)
    lines += std::string(i ? "," : "") + R"({"name": ")" + std::string(100, 'x') + R"(", "product_id": 7})";
  const auto reading = read_shop(
      shop, "order.created",
      R"({"id": 1, "status": "processing", "customer_id": 2, "total": "5", "line_items": [)" + lines + "]}");
  REQUIRE(reading.words.size() == 1);
  CHECK(reading.words[0].event.body.size() < 32 * 1024);
  CHECK(reading.words[0].event.body.find("\"currency\":\"EUR\"") != std::string::npos);
}

}  // namespace
}  // namespace lifecycled
