#include "audience/product_rhythm.hpp"

#include <doctest/doctest.h>

#include "audience/testing.hpp"
#include "base/json_fields.hpp"

namespace lifecycled {
namespace {

using testing::at;

struct Buyer : testing::Ledger {
  CustomerId anna = customer();
  int orders = 0;

  std::string buy(const std::string& day, const std::string& products) {
    const std::string key = "o" + std::to_string(++orders);
    clock.set(at(day + "T10:00:00Z"));
    std::string lines;
    for (const char product : products)
      lines += (lines.empty() ? "" : ",") +
               (R"({"product_id": ")" + std::string(1, product) + R"(", "quantity": 1})");
    order(anna, key, clock.now(), R"("total": 10, "products": [)" + lines + "]");
    return key;
  }
  std::string rhythm(const std::string& event, bool steady_alone = false) {
    std::string mistake;
    const auto found = soonest_rhythm(database, anna, *parse_json(event, mistake), steady_alone);
    if (!found) return "none";
    return std::to_string(found->gap_days).substr(0, 4) + (found->is_steady ? " steady" : " odd");
  }
};

std::string about(const std::string& product) {
  return R"({"products": [{"product_id": ")" + product + R"("}]})";
}

TEST_CASE("a product's rhythm is the median of the gaps between its own purchases, from three on") {
  Buyer shop;
  shop.buy("2026-01-01", "AB");
  shop.buy("2026-01-11", "A");
  CHECK(shop.rhythm(about("A")) == "none");
  const std::string last = shop.buy("2026-01-23", "AC");
  CHECK(shop.rhythm(about("A")) == "11.0 steady");
  CHECK(shop.rhythm(about("B")) == "none");
  CHECK(shop.rhythm(about("none such")) == "none");
  CHECK(shop.rhythm("{}") == "none");
  // An event that names the order alone, as a delivery does.
  CHECK(shop.rhythm(R"({"order_id": ")" + last + "\"}") == "11.0 steady");
  CHECK(shop.rhythm(R"({"order_id": "unknown"})") == "none");
}

TEST_CASE("twice on a day is once, and what was undone never was") {
  Buyer shop;
  shop.buy("2026-01-01", "A");
  shop.buy("2026-01-01", "A");
  const std::string undone = shop.buy("2026-01-05", "A");
  shop.buy("2026-01-11", "A");
  shop.tell(shop.anna, "Order Cancelled", R"({"order_id": ")" + undone + "\"}");
  CHECK(shop.rhythm(about("A")) == "none");
  shop.buy("2026-01-21", "A");
  CHECK(shop.rhythm(about("A")) == "10.0 steady");
}

TEST_CASE("of several products the one that runs out first counts, and irregular ones are no steady ones") {
  Buyer shop;
  for (const auto& [day, products] :
       {std::pair{"2026-01-01", "AB"}, {"2026-01-03", "A"}, {"2026-02-01", "AB"}, {"2026-03-04", "B"}})
    shop.buy(day, products);
  const std::string both = R"({"products": [{"product_id": "A"}, {"sku": "B"}]})";
  CHECK(shop.rhythm(both) == "15.5 odd");
  CHECK(shop.rhythm(both, true) == "31.0 steady");
  CHECK(shop.rhythm(about("A"), true) == "none");
}

}  // namespace
}  // namespace lifecycled
