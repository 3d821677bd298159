#include "intake/generic_webhook.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "config/shop_intake_reader.hpp"
#include "intake/shop_testing.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;

namespace {

ShopIntake mapped(const std::string& rest) {
  Problems problems;
  const auto root =
      parse_toml("[intake.own]\ntype = \"generic\"\nsecret = \"env:A\"\nid_prefix = \"o-\"\n" + rest,
                 "f.toml", problems);
  auto shops = read_shop_intakes(root.value(), Settings{}, problems);
  for (const Problem& problem : problems.sorted()) FAIL(to_string(problem));
  shops.at(0).currency = "EUR";
  return shops.at(0);
}

constexpr const char* orders = R"(signature = { header = "X-Sig" }
topic = "/topic"
time_zone = "Europe/Paris"
ignored = ["ping"]
[[intake.own.event]]
name = "Order Completed"
topics = "order"
user = "/customer/id"
guest = "/customer/email"
at = "/date"
unless = { "/test" = true }
set.order_id = "/id"
set.total = { at = "/cents", as = "minor" }
set.currency = "/currency"
set.extra = "/extra"
set.products = { each = "/lines", unless = { "/parent" = ["1"] }, set = { product_id = "/id", quantity = "/n", price = "/price" } }
[[intake.own.event]]
name = "Order Updated"
topics = ["order", "change"]
when = { "/state" = ["2", "6"] }
user = "/customer/id"
changed = "/changed"
set.order_id = "/id"
set.status = { at = "/state", words = { "2" = "placed", "6" = "cancelled" } }
)";

std::string event_of(const std::string& set, const std::string& body) {
  const auto reading =
      read_shop(mapped("signature = { header = \"X\" }\n[[intake.own.event]]\nname = \"Signed Up\"\nuser = "
                       "\"/u\"\n" +
                       set + "\n"),
                "", body);
  return reading.words.empty() ? reading.set_aside : reading.words[0].event.body;
}

}  // namespace

TEST_CASE("a body becomes what its table says") {
  const auto reading =
      read_shop(mapped(orders), "", R"({"topic": "order", "id": 9007199254740993, "cents": 1990,
    "currency": "chf", "date": "2026-01-15 10:30:00", "customer": {"id": "7", "email": "a@b.example"},
    "extra": {"z": 1.50}, "state": 2, "changed": "2026-01-16T00:00:00Z",
    "lines": [{"id": 1, "n": "02", "price": 9.90}, {"id": 2, "parent": 1}]})");
  CHECK(reading.set_aside == "");
  CHECK(said(reading) ==
        "Order Completed of o-7 at 2026-01-15T09:30:00.000Z as shop:own:Order Completed:o-9007199254740993: "
        R"({"order_id":"o-9007199254740993","total":"19.90","currency":"chf","extra":{"z": 1.50},)"
        R"("products":[{"product_id":"o-1","quantity":2,"price":"9.90"}]})"
        "\nOrder Updated of o-7 at 2026-01-16T00:00:00.000Z as shop:own:Order "
        "Updated:o-9007199254740993:1768521600000: "
        R"({"order_id":"o-9007199254740993","status":"placed"})"
        "\n");
  CHECK(reading.words[1].order == "o-9007199254740993");
  CHECK(reading.words[1].order_word == reading.words[0].event.message_id);
}

TEST_CASE("who has no account is known by an address, who says nothing is nobody") {
  const ShopIntake shop = mapped(orders);
  const auto guest = read_shop(
      shop, "", R"({"topic": "order", "id": 1, "customer": {"id": 0, "email": " Anna@Example.org"}})");
  REQUIRE(guest.words.size() == 1);
  CHECK(guest.words[0].event.user_id == "email:anna@example.org");
  const auto nobody = read_shop(shop, "", R"({"topic": "order", "id": 1})");
  CHECK(nobody.words.empty());
  CHECK(nobody.set_aside ==
        "\"Order Completed\" of nobody: the places of user, guest and visitor hold no id and no address");
  // A step is the buyer's, as far as the order is known.
  const auto step = read_shop(shop, "", R"({"topic": "change", "id": 1, "state": "6"})");
  REQUIRE(step.words.size() == 1);
  CHECK(step.words[0].only_of_known);
  CHECK(read_shop(shop, "", R"({"topic": "change", "state": "6"})").set_aside ==
        "\"Order Updated\" without order_id: the place that [intake.own] names is empty");
}

TEST_CASE("topics and tests decide what follows") {
  const ShopIntake shop = mapped(orders);
  CHECK(read_shop(shop, "", R"({"topic": "ping"})").set_aside == "");
  CHECK(read_shop(shop, "", R"({"topic": "stock"})").set_aside == "nothing follows from the topic \"stock\"");
  CHECK(read_shop(shop, "", R"({})").set_aside == "nothing follows from the topic \"\"");
  CHECK(names(read_shop(shop, "", R"({"topic": "order", "id": 1, "test": true, "customer": {"id": 1}})")) ==
        "");
  CHECK(names(read_shop(shop, "", R"({"topic": "order", "id": 1, "customer": {"id": 1}, "state": 3})")) ==
        "Order Completed");
  ShopIntake by_header = shop;
  by_header.mapping.topic.header = "x-topic";
  CHECK(names(read_shop(by_header, "change", R"({"topic": "order", "id": 1, "state": 6})")) ==
        "Order Updated");
}

TEST_CASE("values are what their kind says, or are left out") {
  CHECK(event_of("set.a = \"/a\"\nset.b = \"/b\"", R"({"u": 1, "a": 12345678901234567890123, "b": null})") ==
        R"({"a":12345678901234567890123})");
  CHECK(event_of("set.a = { at = [\"/no\", \"/a\"], as = \"text\" }", R"({"u": 1, "no": "", "a": 5})") ==
        R"({"a":"5"})");
  CHECK(event_of("set.phone = \"/p\"", R"({"u": 1, "p": "0612345678"})") == "{}");
  CHECK(event_of("set.phone = \"/p\"", R"({"u": 1, "p": "+31 6 1234 5678"})") ==
        R"({"phone":"+31 6 1234 5678"})");
  CHECK(event_of("set.a = { at = \"/a\", as = \"yes\" }", R"({"u": 1, "a": "0"})") == R"({"a":false})");
  CHECK(event_of("set.a = { at = \"/a\", as = \"number\" }", R"({"u": 1, "a": "007"})") == R"({"a":7})");
  CHECK(event_of("set.a = { at = \"/a\", as = \"number\" }", R"({"u": 1, "a": "seven"})") == "{}");
  CHECK(event_of("set.total = \"/a\"", R"({"u": 1, "a": 19.90})") == R"({"total":"19.90","currency":"EUR"})");
  CHECK(event_of("set.total = \"/a\"", R"({"u": 1, "a": "1e3"})") == R"({"currency":"EUR"})");
  CHECK(event_of("set.total = { at = \"/a\", as = \"minor\" }\nset.currency = { text = \"JPY\" }",
                 R"({"u": 1, "a": 500})") == R"({"total":"500","currency":"JPY"})");
  CHECK(event_of("set.l = { each = \"/l\", set = { n = \"/n\" } }", R"({"u": 1, "l": "no list"})") == "{}");
  CHECK(event_of("set.a = \"/a\"", fmt::format(R"({{"u": 1, "a": "{}"}})", std::string(40'000, 'x'))) ==
        "\"Signed Up\" would be larger than 32 KB");
}

TEST_CASE("times in ISO 8601 and in Unix time, by the shop's clock where they name no zone") {
  const auto at = [](const std::string& time) {
    const auto reading =
        read_shop(mapped("signature = { header = \"X\" }\ntime_zone = \"Europe/Paris\"\n"
                         "[[intake.own.event]]\nname = \"Signed Up\"\nuser = \"/u\"\nat = \"/t\"\n"),
                  "", R"({"u": 1, "t": )" + time + "}");
    return format_instant(reading.words.at(0).event.occurred_at);
  };
  CHECK(at("\"2025-07-01T10:00:00Z\"") == "2025-07-01T10:00:00.000Z");
  CHECK(at("\"2025-07-01T10:00:00+02:00\"") == "2025-07-01T08:00:00.000Z");
  CHECK(at("\"2025-07-01 10:00:07\"") == "2025-07-01T08:00:07.000Z");
  CHECK(at("\"2025-01-01 10:00:00\"") == "2025-01-01T09:00:00.000Z");
  CHECK(at("\"2025-07-01\"") == "2025-06-30T22:00:00.000Z");
  CHECK(at("1751364000") == "2025-07-01T10:00:00.000Z");
  CHECK(at("\"1751364000\"") == "2025-07-01T10:00:00.000Z");
  CHECK(at("1751364000123") == "2025-07-01T10:00:00.123Z");
  // What is no time happened when it came.
  CHECK(at("\"0000-00-00 00:00:00\"") == format_instant(shop_noon));
  CHECK(at("1e300") == format_instant(shop_noon));
}

TEST_CASE("a fact has one id however it is told; a state has one for each change") {
  const auto id = [](const std::string& event, const std::string& body) {
    const auto reading =
        read_shop(mapped("signature = { header = \"X\" }\n[[intake.own.event]]\n" + event + "\n"), "", body);
    return reading.words.at(0).event.message_id;
  };
  const std::string paid = "name = \"Order Paid\"\nuser = \"/u\"\nset.order_id = \"/o\"\nset.x = \"/x\"";
  CHECK(id(paid, R"({"u": 1, "o": 5, "x": 1})") == "shop:own:Order Paid:o-5");
  CHECK(id(paid, R"({"u": 1, "o": 5, "x": 2})") == "shop:own:Order Paid:o-5");
  const std::string seen = "name = \"Checkout Started\"\nuser = \"/u\"\nset.x = \"/x\"";
  CHECK(id(seen, R"({"u": 1, "x": 1})") != id(seen, R"({"u": 1, "x": 2})"));
  CHECK(id(seen, R"({"u": 1, "x": 1})") == id(seen, R"({"x": 1, "u": 1, "more": 0})"));
  CHECK(id(seen + "\nid = \"/i\"", R"({"u": 1, "i": 9, "x": 1})") == "shop:own:Checkout Started:9");
  CHECK(id(seen + "\nid = \"/i\"\nchanged = \"/c\"", R"({"u": 1, "i": 9, "c": 1751364000})") ==
        "shop:own:Checkout Started:9:1751364000000");
}

TEST_CASE("lists of events, in a body and as a body") {
  const ShopIntake shop = mapped(
      "signature = { header = \"X\" }\n[[intake.own.event]]\nname = \"Customer Identified\"\neach = "
      "\"/people\"\n"
      "user = \"/id\"\nchanged = \"/at\"\nset.email = \"/mail\"\n");
  const auto inside = read_shop(
      shop, "", R"({"people": [{"id": 1, "mail": "a@x.example"}, {"id": 2, "mail": "b@x.example"}]})");
  CHECK(names(inside) == "Customer Identified, Customer Identified");
  CHECK(inside.words[1].event.user_id == "o-2");
  const auto outside =
      read_shop(shop, "", R"([{"people": [{"id": 1, "mail": "a@x.example"}]}, {"people": []}])");
  CHECK(names(outside) == "Customer Identified");
  CHECK(read_shop(shop, "", "[" + std::string("1").append(3000, ',') + "1]").words.empty());
  CHECK(read_shop(shop, "", "no JSON").set_aside.starts_with("the body is not well-formed JSON: "));
  CHECK(read_shop(shop, "", R"({"people": ["\u0000"]})").set_aside ==
        "texts must not hold the character U+0000");
}
