// Campaigns that are paused, resumed and ended while people are inside.
#include <doctest/doctest.h>

#include "journey/testing.hpp"
#include "store/campaign_halts.hpp"

namespace lifecycled {
namespace {

using testing::Shop;
using testing::span;

const std::string letters = R"(serves = "retention"
goal = "Order Completed"
trigger = { event = "Product Viewed", again_after = "1h" }
step = [ { send = "hello" }, { after = "1d", send = "second" }, { after = "1d", send = "third" } ]
)";

struct HaltShop : Shop {
  using Shop::Shop;
  CampaignId campaign() { return Campaigns(database).find("it").value().id; }
  CampaignHalts halts() { return CampaignHalts(database); }
  void pause() { halts().pause(campaign(), clock.now(), "anna", "wrong price"); }
  void resume() {
    CHECK(halts().resume(campaign()));
    settle();
  }
  void end(bool lets_out) {
    halts().end(campaign(), clock.now(), "anna", "sold out", lets_out);
    settle();
  }
  void view(std::string_view user) { track(user, "Product Viewed", R"({"product_id": "p"})"); }
  std::vector<JourneyRow> rows(std::string_view user) { return journey_rows(user, "it"); }
};

TEST_CASE(
    "whoever is inside a paused campaign waits, goes on at once when it goes on, and gets nothing twice") {
  HaltShop shop(letters);
  for (const char* user : {"anna", "ben"}) shop.welcome(user);
  shop.view("anna");
  shop.pass("12h");
  shop.view("ben");
  shop.pause();
  shop.pass("1d");  // both second letters come due, and nothing polls for them meanwhile
  CHECK(shop.messages("anna") == "2026-03-05 12:00 hello email\n");
  CHECK(shop.halts().count_held(shop.campaign()) == 2);
  shop.open({{"it", letters}});  // neither a reload nor a restart is a resume
  shop.pass("2d");
  CHECK(shop.messages("anna") == "2026-03-05 12:00 hello email\n");
  shop.resume();
  CHECK(shop.messages("anna") == "2026-03-05 12:00 hello email\n2026-03-09 00:00 second email\n");
  CHECK(shop.messages("ben") == "2026-03-06 00:00 hello email\n2026-03-09 00:00 second email\n");
  CHECK(shop.halts().count_held(shop.campaign()) == 0);
  shop.pass("5d");
  CHECK(shop.messages("anna") ==
        "2026-03-05 12:00 hello email\n2026-03-09 00:00 second email\n2026-03-10 00:00 third email\n");
  CHECK(shop.journeys("anna") == "finished 2026-03-10 00:00\n");
}

TEST_CASE("nobody starts while it is paused, and nobody is made up for later") {
  HaltShop shop(letters);
  shop.welcome("anna");
  shop.pause();
  shop.view("anna");
  CHECK(shop.journeys("anna").empty());
  shop.resume();
  shop.pass("2d");
  CHECK(shop.journeys("anna").empty());
  shop.view("anna");
  CHECK(shop.journeys("anna") == "running\n");
}

TEST_CASE("goals count while it is paused; whoever reached it gets nothing when it goes on") {
  HaltShop shop(letters);
  shop.welcome("anna");
  shop.view("anna");
  shop.pause();
  shop.pass("25h");
  CHECK(shop.halts().count_held(shop.campaign()) == 1);
  shop.order("anna", "A");
  CHECK(shop.journeys("anna") == "goal reached 2026-03-06 13:00\n");
  shop.resume();
  shop.pass("5d");
  CHECK(shop.messages("anna") == "2026-03-05 12:00 hello email\n");
}

TEST_CASE("what was heard while it was paused is not forgotten") {
  HaltShop shop(R"(serves = "retention"
trigger = { event = "Product Viewed" }
step = [ { wait_for = "Product Added", send = "second" } ]
)");
  shop.welcome("anna");
  shop.view("anna");
  shop.pause();
  shop.track("anna", "Product Added", R"({"product_id": "p"})");
  shop.pass("1d");
  CHECK(shop.messages("anna").empty());
  shop.resume();
  CHECK(shop.messages("anna") == "2026-03-06 12:00 second email\n");
}

TEST_CASE("an end ends the journeys of those inside, many in slices, and lets nobody in") {
  HaltShop shop(letters);
  shop.slice_length = std::chrono::microseconds{1};
  const int many = 100;
  const auto name = [](int i) { return "c" + std::to_string(i); };
  for (int i = 0; i < many; ++i) {
    shop.welcome(name(i));
    shop.view(name(i));
  }
  shop.end(false);
  for (int i = 0; i < many; ++i) CHECK(shop.journeys(name(i)) == "campaign ended 2026-03-05 12:00\n");
  CHECK(Timers(shop.database).count_due(shop.clock.now() + span("3d")) == 1);  // the shop's figures alone
  shop.view("c1");
  shop.pass("5d");
  CHECK(shop.messages("c1") == "2026-03-05 12:00 hello email\n");
  // Taken back, it begins anew for whoever comes; what has ended has ended.
  CHECK(shop.halts().resume(shop.campaign()));
  shop.view("c1");
  CHECK(shop.journeys("c1") == "campaign ended 2026-03-05 12:00\nrunning\n");
}

TEST_CASE("those who are let out go on with the version they have until they are through") {
  HaltShop shop(letters);
  shop.welcome("anna");
  shop.view("anna");
  shop.end(true);
  shop.open({{"it", R"(serves = "retention"
trigger = { event = "Product Viewed" }
step = [ { send = "thanks" } ]
)"}});
  shop.view("anna");
  shop.pass("5d");
  CHECK(shop.messages("anna") ==
        "2026-03-05 12:00 hello email\n2026-03-06 12:00 second email\n2026-03-07 12:00 third email\n");
  CHECK(shop.journeys("anna") == "finished 2026-03-07 12:00\n");
}

TEST_CASE("those who were held when it ended are let out, or end") {
  for (const bool lets_out : {true, false}) {
    HaltShop shop(letters);
    shop.welcome("anna");
    shop.view("anna");
    shop.pause();
    shop.pass("2d");
    shop.end(lets_out);
    CHECK(shop.halts().count_held(shop.campaign()) == 0);
    CHECK(shop.journeys("anna") == (lets_out ? "running\n" : "campaign ended 2026-03-07 12:00\n"));
    shop.pass("5d");
    CHECK(shop.rows("anna").at(0).steps_taken == (lets_out ? 3 : 1));
  }
}

TEST_CASE("paused again before all were told: the rest stay held, and nobody is told twice") {
  HaltShop shop(letters);
  for (int i = 0; i < 80; ++i) {
    shop.welcome("c" + std::to_string(i));
    shop.view("c" + std::to_string(i));
  }
  shop.pause();
  shop.pass("2d");
  CHECK(shop.halts().count_held(shop.campaign()) == 80);
  CHECK(shop.halts().resume(shop.campaign()));
  shop.pause();
  shop.settle();
  CHECK(shop.halts().count_held(shop.campaign()) == 80);
  shop.resume();
  CHECK(shop.halts().count_held(shop.campaign()) == 0);
  for (int i = 0; i < 80; ++i) CHECK(shop.rows("c" + std::to_string(i)).at(0).steps_taken == 2);
}

TEST_CASE("a schedule's moment passes a paused campaign by, and a start in progress waits for it") {
  HaltShop shop(R"(serves = "retention"
trigger = { schedule = "daily 10:00", segment = "prospect" }
step = [ { send = "hello" } ]
)");
  shop.welcome("anna");
  shop.pause();
  shop.pass("1d");
  shop.resume();
  CHECK(shop.messages("anna").empty());
  shop.pass("1d");
  CHECK(shop.messages("anna") == "2026-03-07 10:00 hello email\n");
}

TEST_CASE(
    "a message that was held is due again when its campaign goes on or has ended, and its channel is told") {
  for (const bool ends : {false, true}) {
    HaltShop shop(letters);
    shop.welcome("anna");
    shop.view("anna");
    const DeliveryId id =
        Deliveries(shop.database)
            .of_message(Messages(shop.database).of_customer(shop.customer("anna"), 1).at(0).id)
            .at(0)
            .id;
    // As the outbox does when the campaign's gate says so.
    shop.pause();
    Deliveries deliveries(shop.database);
    deliveries.postpone(deliveries.find(id).value(), shop.clock.now() + span("3d"), "campaign paused");
    shop.halts().hold_delivery(shop.campaign(), id);
    shop.pass("1h");
    CHECK(deliveries.find(id)->due_at > shop.clock.now());
    if (ends) {
      shop.halts().end(shop.campaign(), shop.clock.now(), "", "", false);
    } else {
      CHECK(shop.halts().resume(shop.campaign()));
    }
    std::vector<std::string> channels;
    for (bool more = true; more;) {
      const auto slice = shop.reactor().run(shop.database, shop.clock.now());
      channels.insert(channels.end(), slice.channels.begin(), slice.channels.end());
      more = slice.more;
    }
    CHECK(channels == std::vector<std::string>{"email"});
    CHECK(deliveries.find(id)->due_at == shop.clock.now());
    CHECK(deliveries.due("email", shop.clock.now(), 10).size() == 1);
  }
}

}  // namespace
}  // namespace lifecycled
