#include "intake/export_lines.hpp"

#include <doctest/doctest.h>

using namespace lifecycled;

TEST_CASE("amounts stand in the decimals of their currency") {
  ExportedOrder order;
  order.buyer.user_id = "anna";
  order.row.key = "o\"1";
  order.row.ordered_at = *parse_instant("2024-01-31T08:00:00.5Z");
  order.row.lines = {{"p1", "Vase", 2, 1'995}, {std::nullopt, std::nullopt, 1, std::nullopt}};
  const auto with = [&](const char* currency, std::int64_t total) {
    order.row.currency = currency;
    order.row.total_minor = total;
    return export_line(order);
  };
  CHECK(with("EUR", 123'456'789'012'345'678) ==
        R"({"customer_id":"anna","order_id":"o\"1","ordered_at":"2024-01-31T08:00:00.500Z",)"
        R"("total":"1234567890123456.78","currency":"EUR","status":"completed","products":[)"
        R"({"product_id":"p1","name":"Vase","quantity":2,"price":"19.95"},{"quantity":1}]})");
  CHECK(with("JPY", 1'200).find(R"("total":"1200")") != std::string::npos);
  CHECK(with("KWD", 1'200).find(R"("total":"1.200")") != std::string::npos);
}

TEST_CASE("a consent goes with its evidence, one of a campaign without an address") {
  ExportedConsent consent;
  consent.who.anonymous_id = "v1";
  consent.address = "anna@example.org";
  consent.row.channel = "email";
  consent.row.at = *parse_instant("2024-01-31T08:00:00Z");
  consent.row.source = "checkout";
  consent.row.given = true;
  consent.row.wording = "Yes";
  consent.row.ip = "192.0.2.1";
  CHECK(
      export_line(consent) ==
      R"({"anonymous_id":"v1","at":"2024-01-31T08:00:00.000Z","purpose":"marketing","given":"yes",)"
      R"("channel":"email","address":"anna@example.org","source":"checkout","text":"Yes","ip":"192.0.2.1"})");
  consent.row.purpose = ConsentPurpose::Campaign;
  consent.row.channel = "win-back";
  consent.row.given = false;
  CHECK(export_line(consent).find(R"("purpose":"campaign","given":"no","campaign":"win-back","source")") !=
        std::string::npos);
}
