#include "journey/campaign_program.hpp"

#include <doctest/doctest.h>

#include "audience/profile_functions.hpp"
#include "journey/testing.hpp"

namespace lifecycled {
namespace {

// What `check` says of a campaign, a line a mistake.
std::string mistakes(std::string text) {
  Database database(":memory:", Database::Mode::ReadWrite);
  ProfileFunctions functions(database, "EUR");
  Problems problems;
  auto campaign = parse_campaign("it", std::move(text), "it.toml", problems);
  compile_campaign(database, std::move(campaign), testing::shipped_events(), problems);
  std::string out;
  for (const Problem& problem : problems.sorted()) out += to_string(problem) + "\n";
  return out;
}

TEST_CASE("a campaign without mistakes") {
  CHECK(mistakes(R"(serves = "retention"
goal = "Order Completed"
trigger = { event = "Order Completed", one_per = "order_id", where = "event.total > 10" }
exit = { event = "Order Cancelled", where = "event.reason is not null", after = "60d" }
step = [
  { wait_for = "Order Delivered", at_most = "10d" },
  { wait_for = { stage = "lapsing" }, at_most = "10d" },
  { split = [ { path = "a", where = "orders = 1" }, { path = "b" } ] },
  { path = "a", where = "event.coupon is null", send = "hello" },
]
)") == "");
}

TEST_CASE("the campaigns that a shop starts from are right") {
  Database database(":memory:", Database::Mode::ReadWrite);
  ProfileFunctions functions(database, "EUR");
  auto loaded = load_configuration(LIFECYCLED_SOURCE_DIR "/config/lifecycled.toml");
  CHECK(loaded.configuration.campaigns.size() >= 4);
  for (CampaignDefinition& campaign : loaded.configuration.campaigns)
    compile_campaign(database, std::move(campaign), loaded.configuration.events, loaded.problems);
  for (const Problem& problem : loaded.problems.sorted()) FAIL_CHECK(to_string(problem));
}

TEST_CASE("unknown events, stages and properties, each with its place and what would be right") {
  CHECK(mistakes(R"(serves = "retention"
goal = "Order Complete"
trigger = { event = "Order Complet", one_per = "order" }
exit = { event = "Abracadabra", after = "9d" }
step = [
  { wait_for = "Order Deliverd", at_most = "1d" },
  { wait_for = { stage = "lapsd" }, at_most = "1d" },
]
)") == "it.toml:2:8: unknown event \"Order Complete\"; did you mean \"Order Completed\"?\n"
       "it.toml:3:21: unknown event \"Order Complet\"; did you mean \"Order Completed\"?\n"
       "it.toml:4:18: unknown event \"Abracadabra\"; describe it in events.toml\n"
       "it.toml:6:16: unknown event \"Order Deliverd\"; did you mean \"Order Delivered\"?\n"
       "it.toml:7:26: unknown stage \"lapsd\"; did you mean \"lapsed\"?\n");
}

TEST_CASE("one_per must be a property of every event that starts the campaign") {
  CHECK(mistakes(R"(serves = "retention"
trigger = { event = ["Order Completed", "Signed Up"], one_per = "order_id" }
step = [ { send = "hello" } ]
)") == "it.toml:2:65: Signed Up has no property \"order_id\" for one_per\n");
}

TEST_CASE("a stage trigger") {
  CHECK(mistakes(R"(serves = "retention"
trigger = { stage_entered = "lapsin" }
step = [ { send = "hello" } ]
)") == "it.toml:2:29: unknown stage \"lapsin\"; did you mean \"lapsing\"?\n");
}

TEST_CASE("conditions are checked wherever they stand") {
  CHECK(mistakes(R"(serves = "retention"
trigger = { event = "Signed Up", where = "ordrs > 1" }
exit = { where = "event.nonsense = 'a'" }
step = [
  { after = "1d", where = "orders >", send = "hello" },
  { split = [ { path = "a", where = "cuntry = 'NL'" }, { path = "b" } ] },
]
)") == "it.toml:2:43: unknown name \"ordrs\"; did you mean \"orders\"?\n"
       "it.toml:3:19: warning: this asks the event that started the journey, whose answer does not change; "
       "put it "
       "into the trigger's where, or name the event that ends it: exit = { event = \"...\" }\n"
       "it.toml:3:25: Signed Up has no property \"nonsense\"\n"
       "it.toml:5:28: the condition is not understood: near \")\": syntax error\n"
       "it.toml:6:38: unknown name \"cuntry\"; did you mean \"country\"?\n");
}

TEST_CASE("the event at hand of an exit is the exit's, of all others the trigger's") {
  CHECK(mistakes(R"(serves = "retention"
trigger = { event = "Order Completed", one_per = "order_id" }
exit = { event = "Feedback Given", where = "event.rating < 3" }
step = [ { where = "event.rating < 3", send = "hello" } ]
)") == "it.toml:4:27: Order Completed has no property \"rating\"\n");
}

TEST_CASE("without an event at hand there are no properties") {
  CHECK(mistakes(R"(serves = "retention"
trigger = { stage_entered = "lapsing" }
step = [ { where = "event.total < 3", send = "hello" } ]
)") == "it.toml:3:21: there is no event at hand here, so it has no properties\n");
}

TEST_CASE("what could never do what it says") {
  CHECK(
      mistakes(R"(serves = "retention"
serve_first = "country"
limit = "5/day"
trigger = { date = "orders" }
goal = "Order Completed"
exit = { event = "Order Completed" }
step = [ { set = { orders = 3, vip = true } }, { send = "hello" } ]
)") ==
      "it.toml:2:15: country is a text; who has more of it?; use a column with numbers such as "
      "lifetime_value\n"
      "it.toml:4:20: orders is no date that comes round; use first_order_at, last_order_at, known_since or a "
      "property such as birthday\n"
      "it.toml:6:18: warning: \"Order Completed\" is the goal, which ends a journey too; leave it out here\n"
      "it.toml:7:20: \"orders\" is a column of customer_profile, which lifecycled works out itself; a "
      "property of "
      "that name would never be seen; choose another name\n");
  CHECK(mistakes(
            "serves = \"retention\"\ntrigger = { event = \"Signed Up\", max_age = \"0s\" }\nexit = { after = "
            "\"0d\" }\nstep = [ { send = \"hello\" } ]\n") ==
        "it.toml:2:44: \"max_age\" must be longer than nothing, such as \"2d\", or no event would start it, "
        "not \"0s\"\n"
        "it.toml:3:18: \"after\" must be longer than nothing, such as \"30d\", not \"0d\"\n");
}

TEST_CASE("steps are found by their id") {
  CampaignProgram program;
  program.definition.steps.resize(2);
  program.definition.steps[1].id = "ask";
  CHECK(program.step_with_id("ask") == 1);
  CHECK_FALSE(program.step_with_id("nothing").has_value());
}

}  // namespace
}  // namespace lifecycled
