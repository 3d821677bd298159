// How a journey ends before its last step: by its goal, by an event, by time.
#include <doctest/doctest.h>

#include "journey/testing.hpp"

namespace lifecycled {
namespace {

using testing::Shop;
using testing::span;

const std::string post_purchase = R"(serves = "retention"
goal = "Order Completed"
trigger = { event = "Order Completed", one_per = "order_id" }
exit = { event = ["Order Cancelled", "Order Refunded"], after = "60d" }
step = [ { send = "thanks" }, { after = "10d", send = "second" } ]
)";

TEST_CASE("a later order is the goal of the first one's journey and starts its own") {
  Shop shop(post_purchase);
  shop.welcome("anna");
  shop.order("anna", "A");
  CHECK(shop.journeys("anna") == "running\n");
  shop.pass("3d");
  shop.order("anna", "B");
  CHECK(shop.journeys("anna") == "goal reached 2026-03-08 12:00\nrunning\n");
  shop.pass("30d");
  CHECK(shop.messages("anna") ==
        "2026-03-05 12:00 thanks email\n2026-03-08 12:00 thanks email\n2026-03-18 12:00 second email\n");
}

TEST_CASE("an earlier order that is heard of later is not the later one") {
  Shop shop(post_purchase);
  shop.welcome("anna");
  shop.order("anna", "B");
  shop.pass("1m");
  shop.order("anna", "A", shop.clock.now() - span("2h"));
  CHECK(shop.journeys("anna") == "running\nrunning\n");
}

TEST_CASE("cancelling or refunding ends the journey of that order only") {
  Shop shop(post_purchase + "# no goal\n");
  shop.open({{"it", R"(serves = "retention"
trigger = { event = "Order Completed", one_per = "order_id" }
exit = { event = ["Order Cancelled", "Order Refunded"], where = "coalesce(event.reason, '') <> 'test'" }
step = [ { after = "10d", send = "second" } ]
)"}});
  shop.welcome("anna");
  shop.order("anna", "A");
  shop.order("anna", "B");
  shop.track("anna", "Order Cancelled", R"({"order_id": "A", "reason": "test"})");
  CHECK(shop.journeys("anna") == "running\nrunning\n");
  shop.track("anna", "Order Cancelled", R"({"order_id": "A"})");
  CHECK(shop.journeys("anna") == "exit by event 2026-03-05 12:00\nrunning\n");
  shop.track("anna", "Order Refunded", R"({"order_id": "C"})");
  CHECK(shop.journeys("anna") == "exit by event 2026-03-05 12:00\nrunning\n");
  shop.track("anna", "Order Refunded", "{}");  // of which order? It is refused and decides nothing.
  CHECK(shop.journeys("anna") == "exit by event 2026-03-05 12:00\nrunning\n");
}

TEST_CASE("a goal counts within its time") {
  const std::string campaign = R"(serves = "conversion"
goal = { event = "Order Completed", within = "2d" }
trigger = { event = "Signed Up" }
step = [ { after = "9d", send = "hello" } ]
)";
  SUBCASE("in time") {
    Shop shop(campaign);
    shop.welcome("anna");
    shop.track("anna", "Signed Up");
    shop.pass("2d");
    shop.order("anna", "1");
    CHECK(shop.journeys("anna") == "goal reached 2026-03-07 12:00\n");
  }
  SUBCASE("too late") {
    Shop shop(campaign);
    shop.welcome("anna");
    shop.track("anna", "Signed Up");
    shop.pass("2d");
    shop.pass("1ms");
    shop.order("anna", "1");
    CHECK(shop.journeys("anna") == "running\n");
  }
}

TEST_CASE("the goal of another event is asked for the same order where it names one") {
  Shop shop(R"(serves = "advocacy"
goal = "Feedback Given"
trigger = { event = "Order Delivered", one_per = "order_id" }
step = [ { after = "9d", send = "hello" } ]
)");
  shop.welcome("anna");
  shop.track("anna", "Order Delivered", R"({"order_id": "A"})");
  shop.track("anna", "Order Delivered", R"({"order_id": "B"})");
  shop.track("anna", "Feedback Given", R"({"rating": 5, "order_id": "B"})");
  CHECK(shop.journeys("anna") == "running\ngoal reached 2026-03-05 12:00\n");
}

TEST_CASE("the time limit ends a journey at its moment, whatever it waits for") {
  const auto campaign = [](const std::string& step) {
    return "serves = \"awareness\"\ntrigger = { event = \"Signed Up\" }\nexit = { after = \"3d\" }\nstep = "
           "[ " +
           step + " ]\n";
  };
  for (const char* step : {R"({ after = "9d", send = "hello" })",
                           R"({ wait_for = "Product Viewed", at_most = "9d" }, { send = "hello" })",
                           R"({ wait_for = "Product Viewed" }, { send = "hello" })"}) {
    CAPTURE(step);
    Shop shop(campaign(step));
    shop.welcome("anna");
    shop.track("anna", "Signed Up");
    shop.pass("2d");
    CHECK(shop.journeys("anna") == "running\n");
    shop.pass("30d");
    CHECK(shop.journeys("anna") == "time limit 2026-03-08 12:00\n");
    CHECK(shop.messages("anna") == "");
    CHECK(Timers(shop.database).count_due(shop.clock.now() + span("500d")) == 1);  // the shop's figures alone
  }
}

TEST_CASE("what is heard after the time limit sends nothing more, even if the daemon was asleep") {
  Shop shop(R"(serves = "awareness"
trigger = { event = "Signed Up" }
exit = { after = "3d" }
step = [ { wait_for = "Product Viewed", at_most = "9d" }, { send = "hello" } ]
)");
  shop.welcome("anna");
  shop.track("anna", "Signed Up");
  shop.clock.advance(span("4d"));
  shop.track("anna", "Product Viewed");
  CHECK(shop.journeys("anna") == "time limit 2026-03-09 12:00\n");
  CHECK(shop.messages("anna") == "");
}

TEST_CASE("the event that started a journey does not end it") {
  Shop shop(R"(serves = "awareness"
trigger = { event = "Product Viewed" }
exit = { event = "Product Viewed" }
step = [ { after = "1d", send = "hello" } ]
)");
  shop.welcome("anna");
  shop.track("anna", "Product Viewed");
  CHECK(shop.journeys("anna") == "running\n");
  shop.track("anna", "Product Viewed");
  CHECK(shop.journeys("anna") == "exit by event 2026-03-05 12:00\n");
}

TEST_CASE("events of others change nothing") {
  Shop shop(post_purchase);
  for (const char* user : {"anna", "ben"}) shop.welcome(user);
  shop.order("anna", "A");
  shop.order("ben", "B");
  shop.track("ben", "Order Cancelled", R"({"order_id": "B"})");
  CHECK(shop.journeys("anna") == "running\n");
  CHECK(shop.journeys("ben") == "exit by event 2026-03-05 12:00\n");
}

TEST_CASE("what happened before the journey is not its goal") {
  Shop shop(R"(serves = "awareness"
trigger = { event = "Signed Up" }
goal = "Order Completed"
step = [ { after = "9d", send = "hello" } ]
)");
  shop.welcome("anna");
  shop.pass("5d");
  shop.track("anna", "Signed Up");
  const Instant start = shop.clock.now();
  shop.order("anna", "A", start - span("1d"));
  shop.order("anna", "B", start - Milliseconds{1});
  CHECK(shop.journeys("anna") == "running\n");
  shop.order("anna", "C", start);
  CHECK(shop.journeys("anna") == "goal reached 2026-03-10 12:00\n");
}

TEST_CASE("after a silence, what ended it is the goal though the journey began later") {
  Shop shop(R"(serves = "awareness"
trigger = { event = "Product Viewed", quiet_for = "1h" }
goal = "Feedback Given"
step = [ { after = "9d", send = "hello" } ]
)");
  shop.welcome("anna");
  shop.track("anna", "Product Viewed");
  const Instant viewed = shop.clock.now();
  shop.pass("2h");
  CHECK(shop.journeys("anna") == "running\n");
  shop.say("anna", "Feedback Given", R"({"rating": 5})", viewed + span("30m"));
  shop.settle();
  CHECK(shop.journeys("anna").starts_with("goal reached"));
}

TEST_CASE("a goal's time goes by when it happened, whenever it is heard") {
  Shop shop(R"(serves = "awareness"
trigger = { event = "Signed Up" }
goal = { event = "Order Completed", within = "2d" }
step = [ { after = "9d", send = "hello" } ]
)");
  for (const char* user : {"late", "heard-late", "edge"}) {
    shop.welcome(user);
    shop.track(user, "Signed Up");
  }
  const Instant start = shop.clock.now();
  shop.pass("5d");
  shop.order("late", "A", start + span("2d") + Milliseconds{1});
  shop.order("heard-late", "B", start + span("1d"));
  shop.order("edge", "C", start + span("2d"));
  CHECK(shop.journeys("late") == "running\n");
  CHECK(shop.journeys("heard-late") == "goal reached 2026-03-10 12:00\n");
  CHECK(shop.journeys("edge") == "goal reached 2026-03-10 12:00\n");
}

TEST_CASE("a campaign whose file is gone ends those who would listen for ever, a few at a time") {
  const std::string listens = R"(serves = "awareness"
trigger = { event = "Signed Up" }
step = [ { wait_for = "Product Viewed" }, { send = "hello" } ]
)";
  const std::string other = R"(serves = "awareness"
trigger = { event = "Order Completed" }
step = [ { wait_for = "Product Viewed" }, { send = "second" } ]
)";
  Shop shop({{"it", listens}, {"other", other}});
  for (int i = 0; i < 70; ++i) shop.track("u" + std::to_string(i), "Signed Up");
  shop.order("u3", "A");
  shop.pass("1d");
  shop.slice_length = std::chrono::microseconds{0};  // one round a slice
  shop.open({{"other", other}});
  shop.settle();
  for (int i = 0; i < 70; ++i)
    CHECK(shop.journeys("u" + std::to_string(i)) == "campaign removed 2026-03-06 12:00\n");
  CHECK(shop.journeys("u3", "other") == "running\n");
  // When the file comes back, it is a campaign like any other: those it let go have been inside.
  shop.open({{"it", listens}, {"other", other}});
  shop.settle();
  shop.track("u0", "Product Viewed");
  CHECK(shop.messages("u0") == "");
}

TEST_CASE("the exit condition is asked before each kind of step, and the time limit cuts every wait") {
  for (const char* step : {"set = { a = 1 }", "list = { join = \"x\" }", "emit = \"Product Reviewed\"",
                           "call = \"staff\"", "test = [\"hello\", \"second\"]", "send = \"hello\"",
                           "split = [ { path = \"a\", share = \"50%\" }, { path = \"b\" } ]"}) {
    CAPTURE(step);
    const std::string head = "serves = \"awareness\"\ntrigger = { event = \"Signed Up\" }\n";
    const std::string steps = std::string("\nstep = [ { after = \"2d\", ") + step + " } ]\n";
    Shop shop({{"it", head + "exit = { where = \"orders > 0\" }" + steps},
               {"limit", head + "exit = { after = \"1d\" }" + steps}});
    shop.welcome("anna");
    shop.track("anna", "Signed Up");
    shop.pass("1d");
    shop.order("anna", "A");
    shop.pass("9d");
    CHECK(shop.journeys("anna") == "exit by condition 2026-03-07 12:00\n");
    CHECK(shop.journeys("anna", "limit") == "time limit 2026-03-06 12:00\n");
    CHECK(shop.messages("anna") == "");
    CHECK(shop.profile("anna").properties == "{}");
  }
}

}  // namespace
}  // namespace lifecycled
