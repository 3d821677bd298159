#include "intake/mapping_check.hpp"

#include <doctest/doctest.h>

using namespace lifecycled;

namespace {

std::string mistakes(std::vector<MappedName> names) {
  EventCatalogue events;
  events.add({"Order Completed", "", {{"total", PropertyType::Money}, {"coupon", PropertyType::Text}}});
  events.add({"Message Sent", "", {}});
  ShopIntake shop;
  shop.mapped_names = std::move(names);
  Problems problems;
  check_mappings({shop}, events, problems);
  std::string out;
  for (const Problem& problem : problems.sorted()) out += to_string(problem) + "\n";
  return out;
}

}  // namespace

TEST_CASE("events that nobody knows are told, with the nearest") {
  const Place place{"f.toml", 3, 8};
  CHECK(mistakes({{"Order Completed", "", place}, {"Customer Identified", "", place}}) == "");
  CHECK(mistakes({{"Order Complete", "", place}}) ==
        "f.toml:3:8: unknown event \"Order Complete\"; did you mean \"Order Completed\"?\n");
  CHECK(mistakes({{"Gift Wrapped", "", place}}) ==
        "f.toml:3:8: unknown event \"Gift Wrapped\"; describe it in events.toml\n");
  CHECK(mistakes({{"Message Sent", "", place}}) ==
        "f.toml:3:8: \"Message Sent\" is written by lifecycled itself; name what happened in the shop\n");
}

TEST_CASE("a property that looks like a slip is told; the shop's own are not") {
  const Place place{"f.toml", 4, 1};
  CHECK(mistakes({{"Order Completed", "coupn", place}}) ==
        "f.toml:4:1: warning: \"Order Completed\" has no property \"coupn\"; did you mean \"coupon\"?\n");
  CHECK(mistakes({{"Customer Identified", "emial", place}}) ==
        "f.toml:4:1: warning: \"Customer Identified\" has no property \"emial\"; did you mean \"email\"?\n");
  CHECK(mistakes({{"Order Completed", "coupon", place},
                  {"Order Completed", "warehouse", place},
                  {"Customer Identified", "loyalty_tier", place}}) == "");
}
