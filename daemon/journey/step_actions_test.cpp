// What steps do to what we know, and what follows from it.
#include "journey/step_actions.hpp"

#include <doctest/doctest.h>

#include "journey/testing.hpp"
#include "store/customer_lists.hpp"

namespace lifecycled {
namespace {

using testing::Shop;

std::string campaign(const std::string& lines,
                     const std::string& trigger = R"({ event = "Product Viewed", again_after = "0s" })") {
  return "serves = \"retention\"\ntrigger = " + trigger + "\nstep = [\n" + lines + "\n]\n";
}

// "Property Set {...}", the engine's own words about this customer, oldest first.
std::string said(Shop& shop, std::string_view user) {
  std::string out;
  auto events = Events(shop.database).of_customer(shop.customer(user), 100);
  for (auto event = events.rbegin(); event != events.rend(); ++event) {
    if (event->source != EventSource::Engine || event->name == "Stage Entered") continue;
    out += event->name + " " + event->body + " depth " + std::to_string(event->depth) + "\n";
  }
  return out;
}

TEST_CASE("set: values as written, and those of the events at hand; the next step's condition knows them") {
  Shop shop(campaign(
      R"({ set = { favourite = "coffee", seen = "event.product_id", price = "event.price", times = 2, member = true } },
  { where = "property_text('seen') = 'P1' and property_number('price') > 9", send = "hello" })"));
  shop.welcome("anna");
  shop.track("anna", "Product Viewed", R"({"product_id": "P1", "price": 9.5})");
  CHECK(shop.messages("anna") == "2026-03-05 12:00 hello email\n");
  CHECK(shop.profile("anna").properties ==
        R"({"favourite":"coffee","seen":"P1","price":9.5E0,"times":2,"member":true})");
  CHECK(said(shop, "anna") == R"(Property Set {"property":"favourite","value":"coffee"} depth 1
Property Set {"property":"seen","value":"P1"} depth 1
Property Set {"property":"price","value":9.5E0} depth 1
Property Set {"property":"times","value":2} depth 1
Property Set {"property":"member","value":true} depth 1
)");
  CHECK(shop.steps("anna").find("price = 9.5, ") != std::string::npos);
}

TEST_CASE("set: what has that value already, and what there is nothing to copy for, changes nothing") {
  Shop shop(campaign(R"({ set = { favourite = "coffee", seen = "event.product_id" } })"));
  shop.welcome("anna");
  shop.track("anna", "Product Viewed", R"({"product_id": "P1"})");
  shop.track("anna", "Product Viewed", "{}");
  CHECK(shop.profile("anna").properties == R"({"favourite":"coffee","seen":"P1"})");
  CHECK(shop.steps("anna") == "0 set: favourite stays, seen stays: nothing to copy\n");
  CHECK(said(shop, "anna") == R"(Property Set {"property":"favourite","value":"coffee"} depth 1
Property Set {"property":"seen","value":"P1"} depth 1
)");
}

TEST_CASE("lists are joined and left, and each change is an event that may start another campaign") {
  Shop shop({{"it", campaign(R"({ list = { join = "wishes" } })")},
             {"off", campaign(R"({ list = { leave = "wishes" } })", R"({ event = "Order Completed" })")},
             {"joined", campaign(R"({ where = "event.list = 'wishes'", send = "hello" })",
                                 R"({ event = "List Joined", again_after = "0s" })")}});
  shop.welcome("anna");
  shop.track("anna", "Product Viewed");
  shop.track("anna", "Product Viewed");
  CHECK(CustomerLists(shop.database).contains(shop.customer("anna"), "wishes"));
  CHECK(shop.steps("anna") == "0 listed: already on wishes\n");
  shop.order("anna", "A");
  CHECK_FALSE(CustomerLists(shop.database).contains(shop.customer("anna"), "wishes"));
  shop.pass("1d");
  shop.track("anna", "Product Viewed");
  CHECK(shop.messages("anna") == "2026-03-05 12:00 hello email\n2026-03-06 12:00 hello email\n");
  CHECK(said(shop, "anna") == R"(List Joined {"list":"wishes"} depth 1
List Left {"list":"wishes"} depth 1
List Joined {"list":"wishes"} depth 1
)");
}

TEST_CASE("emit: an event with what was at hand, its cause and depth") {
  Shop shop(
      {{"it",
        campaign(
            R"({ emit = { event = "Product Reviewed", with = { product_id = "event.product_id", rating = 4 } } })")},
       {"other", campaign(R"({ where = "event.product_id = 'P1' and event.rating = 4", send = "hello" })",
                          R"({ event = "Product Reviewed" })")}});
  shop.welcome("anna");
  shop.track("anna", "Product Viewed", R"({"product_id": "P1"})");
  CHECK(shop.messages("anna") == "2026-03-05 12:00 hello email\n");
  const auto emitted = Events(shop.database).of_customer(shop.customer("anna"), 1).at(0);
  CHECK(emitted.name == "Product Reviewed");
  CHECK(emitted.cause == shop.journey_rows("anna").at(0).trigger_event);
}

TEST_CASE("campaigns that cause each other for ever are stopped with a word, by triggers and by waits") {
  SUBCASE("triggers") {
    Shop shop({{"a", campaign(R"({ emit = "Product Reviewed" })")},
               {"b", campaign(R"({ emit = "Product Viewed" })",
                              R"({ event = "Product Reviewed", again_after = "0s" })")}});
    shop.welcome("anna");
    shop.track("anna", "Product Viewed");
    CHECK(shop.has_logged("journey.chain_too_deep"));
    CHECK(Events(shop.database).of_customer(shop.customer("anna"), 100).size() < 25);
  }
  SUBCASE("waits") {
    const std::string trigger = R"({ event = "Signed Up" })";
    Shop shop(
        {{"a",
          campaign(R"({ id = "top", wait_for = "Product Viewed", emit = "Product Reviewed", to = "top" })",
                   trigger)},
         {"b",
          campaign(R"({ id = "top", wait_for = "Product Reviewed", emit = "Product Viewed", to = "top" })",
                   trigger)}});
    shop.welcome("anna");
    shop.track("anna", "Signed Up");
    shop.track("anna", "Product Viewed");
    CHECK(shop.has_logged("journey.chain_too_deep"));
    CHECK(Events(shop.database).of_customer(shop.customer("anna"), 100).size() < 25);
    CHECK(shop.journeys("anna", "a") == "running\n");
  }
}

TEST_CASE("call: one delivery to the shop's own channel, whatever the customer agreed to") {
  Shop shop(campaign(R"({ id = "crm", call = "staff" }, { call = "email" }, { send = "hello" })"));
  shop.track("anna", "Product Viewed");  // nobody we may write to
  CHECK(shop.steps("anna") ==
        "0 called: staff\n1 withheld: email: not a configured channel that reaches the shop\n"
        "2 withheld: email: no address\n");
  CHECK(shop.messages("anna").starts_with("2026-03-05 12:00 call:crm staff\n"));
}

TEST_CASE("what a step does and the journey's advance are one: what fails is undone, and done once") {
  Shop shop(campaign(
      R"({ after = "1h", set = { a = 1 } }, { list = { join = "wishes" } }, { emit = "Product Reviewed" }, { send = "hello" })"));
  shop.welcome("anna");
  shop.track("anna", "Product Viewed");
  shop.random.fails = true;  // the send's key
  CHECK_THROWS(shop.pass("1h"));
  CHECK(shop.profile("anna").properties == "{}");
  CHECK_FALSE(CustomerLists(shop.database).contains(shop.customer("anna"), "wishes"));
  shop.random.fails = false;
  shop.settle();
  shop.settle();
  CHECK(shop.messages("anna") == "2026-03-05 13:00 hello email\n");
  CHECK(said(shop, "anna") == R"(Property Set {"property":"a","value":1} depth 1
List Joined {"list":"wishes"} depth 1
Product Reviewed {} depth 1
)");
}

}  // namespace
}  // namespace lifecycled
