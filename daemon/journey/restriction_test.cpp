#include "journey/restriction.hpp"

#include <doctest/doctest.h>

#include "journey/testing.hpp"
#include "store/erasures.hpp"

namespace lifecycled {
namespace {

using testing::Shop;

const std::string letters = R"(serves = "retention"
goal = "Order Completed"
trigger = { event = "Product Viewed", again_after = "1h" }
step = [ { send = "hello" }, { after = "1d", send = "second" } ]
)";

void restrict_anna(Shop& shop) {
  CHECK(restrict_processing(shop.database, shop.customer("anna"), {shop.clock.now(), "ben", "art. 18"}));
}

TEST_CASE("who is restricted stays where they are, starts nothing, and goes on when it is lifted") {
  Shop shop(letters);
  shop.welcome("anna");
  shop.track("anna", "Product Viewed", R"({"product_id": "p"})");
  restrict_anna(shop);
  CHECK_FALSE(restrict_processing(shop.database, shop.customer("anna"), {shop.clock.now(), "x", ""}));
  CHECK(DataProcessing(shop.database).objection(shop.customer("anna")) ==
        "processing is restricted since 2026-03-05T11:00:00.000Z by ben: art. 18");
  shop.pass("2d");
  shop.track("anna", "Product Viewed", R"({"product_id": "q"})");
  CHECK(shop.messages("anna") == "2026-03-05 12:00 hello email\n");
  shop.open({{"it", letters}});  // a restart lifts nothing
  shop.pass("1d");
  CHECK(shop.messages("anna") == "2026-03-05 12:00 hello email\n");
  CHECK(lift_restriction(shop.database, shop.customer("anna")));
  CHECK_FALSE(lift_restriction(shop.database, shop.customer("anna")));
  shop.settle();
  CHECK(shop.messages("anna") == "2026-03-05 12:00 hello email\n2026-03-08 12:00 second email\n");
}

TEST_CASE("what is said meanwhile is kept, and ends what it would have ended") {
  Shop shop(letters);
  shop.welcome("anna");
  shop.track("anna", "Product Viewed", R"({"product_id": "p"})");
  restrict_anna(shop);
  shop.order("anna", "o-1");
  CHECK(shop.profile("anna").orders == 1);
  CHECK(shop.journeys("anna") == "goal reached 2026-03-05 12:00\n");
}

TEST_CASE("what arrives for somebody who is being erased is nobody's") {
  Shop shop(letters);
  shop.welcome("anna");
  const CustomerId anna = shop.customer("anna");
  CHECK(Erasures(shop.database).begin({"e", anna, ErasureReason::Asked, shop.clock.now(), 0, std::nullopt}));
  shop.track("anna", "Product Viewed", R"({"product_id": "p"})");
  CHECK(shop.messages("anna") == "");
  const EventId last = Events(shop.database).last_id();
  CHECK(Events(shop.database).find(last)->body == "{}");
  CHECK_FALSE(Events(shop.database).find(last)->user_id.has_value());
}

}  // namespace
}  // namespace lifecycled
