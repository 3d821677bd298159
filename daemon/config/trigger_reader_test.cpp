#include "config/trigger_reader.hpp"

#include <doctest/doctest.h>

#include "config/load.hpp"
#include "config/testing.hpp"

namespace lifecycled {
namespace {

using std::chrono::minutes;

struct Read {
  CampaignTrigger trigger;
  std::string mistakes;
};

Read read(const std::string& trigger) {
  Problems problems;
  Read out;
  const std::string text =
      "serves = \"awareness\"\ntrigger = " + trigger + "\nstep = [ { send = \"a/b\" } ]\n";
  out.trigger = parse_campaign("a", text, "a.toml", problems).trigger;
  out.mistakes = testing::lines(problems);
  return out;
}

TEST_CASE("what a campaign may start by") {
  CHECK(read(R"({ stage_left = "lapsed" })").trigger.stage_left->name == "lapsed");
  CHECK(read(R"({ segment_entered = "vip", start_existing = true })").trigger.segment_entered->name == "vip");
  CHECK(read(R"({ segment_left = "warm" })").trigger.segment_left->place == Place{"a.toml", 2, 28});
  CHECK(read("{ by_hand = true }").trigger.by_hand);
  const Read schedule = read(R"({ schedule = "mon 10:00", segment = "vip", where = "orders > 1" })");
  CHECK(schedule.mistakes == "");
  REQUIRE(schedule.trigger.schedule);
  CHECK(schedule.trigger.schedule->segment.name == "vip");
  CHECK(schedule.trigger.schedule->when.time == minutes{600});
}

TEST_CASE("a date of the customer, with its offset") {
  const Read plain = read(R"({ date = "birthday" })");
  CHECK(plain.mistakes == "");
  REQUIRE(plain.trigger.date);
  CHECK(plain.trigger.date->of.name == "birthday");
  CHECK(plain.trigger.date->yearly);
  CHECK(plain.trigger.date->offset == minutes{0});
  CHECK(read(R"({ date = "renews_at", offset = "-7d", repeats = "never" })").trigger.date->offset ==
        std::chrono::days{-7});
  CHECK_FALSE(read(R"({ date = "renews_at", repeats = "never" })").trigger.date->yearly);
  CHECK(read(R"({ date = "birthday", offset = "10h" })").trigger.date->offset == std::chrono::hours{10});
  for (const char* wrong : {"soon", "-", "7", "30s", "-4000d"}) {
    CAPTURE(wrong);
    CHECK(read("{ date = \"birthday\", offset = \"" + std::string(wrong) + "\" }").mistakes ==
          "a.toml:2:41: \"offset\" must be a span of whole minutes such as \"-7d\" (before) or \"10h\", at "
          "most three "
          "years, not \"" +
              std::string(wrong) + "\"\n");
  }
}

TEST_CASE("mistakes of the trigger") {
  CHECK(read("{ where = \"orders = 1\" }").mistakes ==
        "a.toml:2:11: \"event\" is missing in trigger; trigger = { event = \"Order Completed\" } or { "
        "stage_entered = \"lapsing\" }\n");
  CHECK(read("\"Order Completed\"").mistakes ==
        "a.toml:2:11: \"trigger\" must be a table, not \"Order Completed\"\n");
  CHECK(read("{ event = \"X\", stage_entered = \"lapsed\" }").mistakes ==
        "a.toml:2:26: a campaign starts by \"event\" or by \"stage_entered\", not by both; make two "
        "campaigns of "
        "it\n");
  CHECK(read("{ stage_entered = \"lapsed\", quiet_for = \"1h\", one_per = \"order_id\" }").mistakes ==
        "a.toml:2:39: \"quiet_for\" needs a trigger by \"event\"\n"
        "a.toml:2:57: \"one_per\" needs a trigger by \"event\"\n");
  CHECK(read("{ event = \"X\", start_existing = true }").mistakes ==
        "a.toml:2:26: \"start_existing\" needs a trigger by \"stage_entered\" or \"segment_entered\"; events "
        "that "
        "are over start nobody\n");
  CHECK(read("{ event = \"X\", segment = \"vip\", offset = \"1d\" }").mistakes ==
        "a.toml:2:26: \"segment\" needs a trigger by \"schedule\"; to start by entering one write "
        "segment_entered = "
        "\"vip\"\n"
        "a.toml:2:43: \"offset\" needs a trigger by \"date\"\n");
  CHECK(read("{ schedule = \"monday\", segment = \"vip\" }").mistakes ==
        "a.toml:2:24: \"schedule\" must be \"daily 10:00\", \"mon 10:00\", \"1st 09:00\", \"last 09:00\" "
        "(day of the "
        "month) or \"2026-12-01 09:00\", not \"monday\"\n");
  CHECK(read("{ schedule = \"mon 10:00\" }").mistakes ==
        "a.toml:2:11: \"segment\" is missing in trigger; whom does it start? schedule = \"mon 10:00\", "
        "segment = "
        "\"vip\"\n");
  CHECK(read("{ by_hand = false }").mistakes ==
        "a.toml:2:23: by_hand = false says nothing; take it out; `lifecycled start` works for every "
        "campaign\n");
}

}  // namespace
}  // namespace lifecycled
