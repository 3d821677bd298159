#include "config/campaign_reader.hpp"

#include <doctest/doctest.h>

#include "config/load.hpp"
#include "config/testing.hpp"

namespace lifecycled {
namespace {

using std::chrono::hours;

struct Read {
  CampaignDefinition campaign;
  std::string mistakes;
};

Read read(std::string text) {
  Problems problems;
  Read out;
  out.campaign = parse_campaign("a", std::move(text), "a.toml", problems);
  out.mistakes = testing::lines(problems);
  return out;
}

const std::string head = "serves = \"awareness\"\ntrigger = { event = \"Consent Given\" }\n";

// The mistakes of a campaign of which only the steps, from line 4 on, may be wrong.
std::string step_mistakes(const std::string& steps) {
  return read(head + "step = [\n" + steps + "\n]\n").mistakes;
}

TEST_CASE("a campaign with everything that can be said") {
  const Read out = read(R"(title = "How was it?"
serves        = "advocacy"
kind          = "transactional"
live          = false
goal          = { event = "Product Reviewed", within = "14d" }
limit         = "500/day"
priority      = 80
serve_first   = "lifetime_value"
expires_after = "1d"
trigger = { event = ["Order Delivered", "Order Shipped"], where = "event.total > 10", quiet_for = "1h", one_per = "order_id", again_after = "30d", max_age = "2d" }
exit    = { event = "Order Returned", where = 'orders > 9', after = "30d" }
step = [
  { id = "first", send = "feedback/delivery", channel = ["sms", "email"], kind = "marketing" },
  { wait_for = ["Feedback Given", "Product Reviewed"], at_most = "6d", if_not = "exit" },
  { after = "1d", at = "mon 18:00", where = "last_rating <= 2", send = "feedback/call", channel = "all", other_than = "first", then = "exit" },
  { split = [ { path = "a", where = "orders = 1" }, { path = "b" } ] },
  { path = "a", wait_for = { stage = "lapsed" }, at_most = "3d" },
  { path = "b", sunset = true },
  { after = "1d", where = "x", to = "first" },
]
)");
  CHECK(out.mistakes == "");
  const CampaignDefinition& c = out.campaign;
  CHECK(c.name == "a");
  CHECK(c.title == "How was it?");
  CHECK(c.serves == Serves::Advocacy);
  CHECK(c.kind == MessageKind::Transactional);
  CHECK_FALSE(c.live);
  CHECK(c.source.starts_with("title"));
  REQUIRE(c.goal);
  CHECK(c.goal->event.name == "Product Reviewed");
  CHECK(c.goal->event.place == Place{"a.toml", 5, 27});
  CHECK(c.goal->within == hours{14 * 24});
  CHECK(c.priority == 80);
  REQUIRE(c.serve_first);
  CHECK(c.serve_first->name == "lifetime_value");
  REQUIRE(c.limit);
  CHECK(c.limit->messages_per_day == 500);
  CHECK(c.expires_after == hours{24});
  REQUIRE(c.trigger.events.size() == 2);
  CHECK(c.trigger.events[1].name == "Order Shipped");
  CHECK(c.trigger.where.text == "event.total > 10");
  CHECK(c.trigger.where.place == Place{"a.toml", 10, 68});
  CHECK(c.trigger.quiet_for == hours{1});
  CHECK(c.trigger.one_per == "order_id");
  CHECK(c.trigger.again_after == hours{30 * 24});
  CHECK(c.trigger.max_age == hours{48});
  CHECK(c.exit.events[0].name == "Order Returned");
  CHECK(c.exit.where.place == Place{"a.toml", 11, 48});
  CHECK(c.exit.after == hours{30 * 24});
  REQUIRE(c.steps.size() == 7);
  CHECK(c.steps[0].id == "first");
  CHECK(c.steps[0].place == Place{"a.toml", 13, 3});
  const auto& first = std::get<SendAction>(c.steps[0].action);
  CHECK(first.message.name == "feedback/delivery");
  CHECK(first.channels.size() == 2);
  CHECK(first.kind == MessageKind::Marketing);
  CHECK(c.steps[1].id == "step 2");
  REQUIRE(c.steps[1].wait_for);
  CHECK(c.steps[1].wait_for->events.size() == 2);
  CHECK(c.steps[1].wait_for->at_most == hours{6 * 24});
  CHECK(c.steps[1].wait_for->exit_if_not);
  CHECK(c.steps[2].after == hours{24});
  REQUIRE(c.steps[2].at);
  CHECK(c.steps[2].at->time == hours{18});
  CHECK(c.steps[2].at->weekday == std::chrono::Monday);
  CHECK(c.steps[2].then_exit);
  const auto& call = std::get<SendAction>(c.steps[2].action);
  CHECK(call.all_channels);
  CHECK(call.channels.empty());
  CHECK(call.other_than == "first");
  const auto& split = std::get<SplitAction>(c.steps[3].action);
  CHECK(split.branches[0].where.text == "orders = 1");
  CHECK(split.branches[1].path == "b");
  CHECK(split.branches[1].where.is_always());
  CHECK(c.steps[4].path == "a");
  CHECK(c.steps[4].wait_for->stage->name == "lapsed");
  CHECK(std::holds_alternative<SunsetAction>(c.steps[5].action));
  CHECK(c.steps[6].to->name == "first");
}

TEST_CASE("[[step]] tables and [trigger] are the same data") {
  const Read out = read(
      "serves = \"awareness\"\ngoal = \"Order Completed\"\n[trigger]\nstage_entered = \"lapsing\"\n"
      "start_existing = true\n[[step]]\nsend = \"a/b\"\n[[step]]\nafter = \"1d\"\nsend = \"a/c\"\n"
      "[[step]]\nat_most = \"3d\"\n[step.wait_for]\nstage = \"lapsed\"\n");
  CHECK(out.mistakes == "");
  CHECK(out.campaign.title == "a");
  CHECK(out.campaign.goal->event.name == "Order Completed");
  CHECK(out.campaign.trigger.stage_entered->name == "lapsing");
  CHECK(out.campaign.trigger.start_existing);
  CHECK(out.campaign.trigger.max_age == hours{24});
  CHECK(out.campaign.live);
  REQUIRE(out.campaign.steps.size() == 3);
  CHECK(out.campaign.steps[1].place == Place{"a.toml", 8, 1});
}

TEST_CASE("a step list below a [header] belongs to that table") {
  CHECK(
      read("serves = \"awareness\"\n[trigger]\nevent = \"X\"\nstep = [ { send = \"a/b\" } ]\n").mistakes ==
      "a.toml:4:1: \"step\" stands below [trigger] and so belongs to it; move it above the first [header] of "
      "the file\n");
  CHECK(read("serves = \"awareness\"\ntrigger = { event = \"X\" }\n[exit]\nafter = \"3d\"\nlive = false\n"
             "step = [ { send = \"a/b\" } ]\n")
            .mistakes ==
        "a.toml:5:1: \"live\" stands below [exit] and so belongs to it; move it above the first [header] of "
        "the "
        "file\n"
        "a.toml:6:1: \"step\" stands below [exit] and so belongs to it; move it above the first [header] of "
        "the "
        "file\n");
}

TEST_CASE("mistakes above the steps") {
  CHECK(read("# nothing yet\n").mistakes ==
        "a.toml:1:1: \"serves\" is missing; which part of the customer's life is it for: \"awareness\", "
        "\"consideration\", \"conversion\", \"retention\" or \"advocacy\"?\n"
        "a.toml:1:1: \"step\" is missing; step = [ { send = \"welcome/hello\" } ]\n"
        "a.toml:1:1: \"trigger\" is missing; trigger = { event = \"Order Completed\" }\n");
  CHECK(read("titel = \"x\"\nserves = \"loyalty\"\nkind = \"markting\"\nlive = \"no\"\nlimit = \"500\"\n"
             "goal = { within = \"x\" }\nexit = { after = \"5\", evnt = \"x\" }\nexpires_after = 3\n"
             "trigger = { event = [], where = \" \" }\nstep = []\n")
            .mistakes ==
        "a.toml:1:1: unknown key \"titel\"; did you mean \"title\"?\n"
        "a.toml:2:10: \"serves\" must be \"awareness\", \"consideration\", \"conversion\", \"retention\" or "
        "\"advocacy\", not \"loyalty\"\n"
        "a.toml:3:8: \"kind\" must be \"marketing\", \"transactional\" or \"confirmation\", not "
        "\"markting\"; did "
        "you mean \"marketing\"?\n"
        "a.toml:4:8: \"live\" must be true or false, not \"no\"\n"
        "a.toml:5:9: \"limit\" must be messages a day such as \"500/day\", not \"500\"\n"
        "a.toml:6:8: \"event\" is missing in goal; goal = { event = \"Order Completed\", within = \"14d\" }\n"
        "a.toml:7:18: \"after\" must be a duration such as \"30m\", \"12h\" or \"3d\", not \"5\"\n"
        "a.toml:7:23: unknown key \"evnt\" in exit; did you mean \"event\"?\n"
        "a.toml:8:17: \"expires_after\" must be a duration such as \"30m\", \"12h\" or \"3d\", not 3\n"
        "a.toml:9:21: \"event\" is an empty list; write something or leave it out\n"
        "a.toml:9:33: \"where\" is empty; it must be a condition such as \"orders >= 2\"\n"
        "a.toml:10:8: a campaign needs a step; such as { send = \"welcome/hello\" }\n");
}

TEST_CASE("a goal that is also the start means a later one") {
  const std::string rest = "step = [ { send = \"a/b\" } ]\n";
  CHECK(read("serves = \"retention\"\ngoal = \"Order Completed\"\n"
             "trigger = { event = \"Order Completed\", one_per = \"order_id\" }\n" +
             rest)
            .mistakes == "");
  CHECK(
      read("serves = \"retention\"\ngoal = \"Order Completed\"\ntrigger = { event = \"Order Completed\" }\n" +
           rest)
          .mistakes ==
      "a.toml:2:8: \"Order Completed\" is both what starts this campaign and its goal; add one_per = "
      "\"order_id\" or the like to the trigger, so that a later one counts\n");
}

TEST_CASE("a ramp, and what is wrong with one") {
  const Read out = read(head + "step = [ { send = \"a/b\" } ]\n" +
                        "[ramp]\nshares = [\"1%\", \"10%\", \"100%\"]\nevery = \"2d\"\n"
                        "stop_at = { failures = \"5%\", complaints = \"0.3%\" }\n");
  CHECK(out.mistakes == "");
  REQUIRE(out.campaign.ramp);
  CHECK(out.campaign.ramp->shares == std::vector<Share>{10'000, 100'000, whole_share});
  CHECK(out.campaign.ramp->every == hours{48});
  CHECK(out.campaign.ramp->stop_at.complaints == 3'000u);
  CHECK_FALSE(out.campaign.ramp->stop_at.unsubscribes);

  const auto mistakes = [](const std::string& ramp) {
    return read(head + "ramp = " + ramp + "\nstep = [ { send = \"a/b\" } ]\n").mistakes;
  };
  CHECK(mistakes("\"fast\"").find("\"ramp\" must be a table such as") != std::string::npos);
  CHECK(mistakes("{ every = \"1d\" }").find("\"shares\" is missing") != std::string::npos);
  CHECK(
      mistakes("{ shares = [\"1%\", \"10%\"] }") ==
      "a.toml:3:19: warning: this ramp ends at 10%: all other customers never start; end it with \"100%\"\n");
  CHECK(mistakes("{ shares = [\"1%\", \"100%\"] }") == "");
  CHECK(mistakes("{ shares = [\"10%\", \"5%\"] }").find("the shares of a ramp must grow") !=
        std::string::npos);
  CHECK(mistakes("{ shares = [\"ten\"] }").find("is not a share of the customers") != std::string::npos);
  CHECK(mistakes("{ shares = [\"10%\"], every = \"0d\" }").find("longer than nothing") != std::string::npos);
  CHECK(mistakes("{ shares = [\"10%\"], stop_at = { fails = \"1%\" } }").find("unknown key \"fails\"") !=
        std::string::npos);
}

TEST_CASE("what belongs to a later version says what to write instead") {
  CHECK(
      read("serves = \"awareness\"\ntitle = \"It\"\n\n\n"
           "goal = { event = \"X\" }\nlimit = { start = \"5/day\", ramp = \"2x\" }\n"
           "trigger = { event = \"Y\" }\n"
           "step = [ { send = \"a/b\", at = \"best\", channel = \"best\", offer = \"x\" },\n"
           "{ test = [\"a/b\", \"a/c\"], shares = \"by results\" },\n"
           "{ points = 1 } ]\n")
          .mistakes ==
      "a.toml:6:9: a \"limit\" is a text; such as \"500/day\"; \"ramp\" is a key of its own\n"
      "a.toml:8:31: at = \"best\" is not available in this version; use an hour such as \"10:00\"\n"
      "a.toml:8:49: channel = \"best\" is not available in this version; leave it out for the shop's order, "
      "or "
      "list channels\n"
      "a.toml:8:57: \"offer\" is not available in this version; write the code into the message's text\n"
      "a.toml:9:35: shares = \"by results\" is not available in this version; leave it out for equal shares, "
      "or write [\"70%\", \"30%\"]\n"
      "a.toml:10:3: \"points\" is not available in this version; leave it to the shop, on the event that "
      "earns "
      "them\n");
}

TEST_CASE("mistakes of steps") {
  CHECK(step_mistakes("3, {}, { where = \"x\" }, { sned = \"a/b\" }") ==
        "a.toml:4:1: a step must be a table, not 3; such as { send = \"welcome/hello\" }\n"
        "a.toml:4:4: this step is empty; say what it does: send = \"NAME/OF-MESSAGE\"\n"
        "a.toml:4:8: this step does nothing; add what it does: send = \"NAME/OF-MESSAGE\"\n"
        "a.toml:4:27: unknown key \"sned\" in step 3; did you mean \"send\"?\n");
  CHECK(step_mistakes("{ send = \"a/b\", sunset = true },") ==
        "a.toml:4:17: step 1 does two things at once: \"send\" and \"sunset\"; make two steps of it\n");
  CHECK(step_mistakes("{ after = 3, at = \"25:00\", send = \"\" }") ==
        "a.toml:4:11: \"after\" must be a duration such as \"30m\", \"12h\" or \"3d\", not 3\n"
        "a.toml:4:19: \"at\" must be a time such as \"10:00\" or \"mon 10:00\", not \"25:00\"\n"
        "a.toml:4:35: \"send\" is empty; it must be a message such as \"welcome/hello\"\n");
  CHECK(step_mistakes(
            "{ wait_for = { stag = \"x\" }, if_not = \"go\" },\n{ at_most = \"3d\", channel = \"x\" },") ==
        "a.toml:4:14: \"stage\" is missing in \"wait_for\"; wait_for = { stage = \"lapsed\" }\n"
        "a.toml:4:16: unknown key \"stag\" in \"wait_for\"; did you mean \"stage\"?\n"
        "a.toml:4:30: \"if_not\" says what happens after \"at_most\"; add at_most = \"10d\" or the like\n"
        "a.toml:4:39: \"if_not\" must be \"go on\" or \"exit\", not \"go\"\n"
        "a.toml:5:3: \"at_most\" belongs to a \"wait_for\"; to wait for a time use \"after\"\n"
        "a.toml:5:19: \"channel\" belongs to a \"send\"\n");
  CHECK(step_mistakes("{ send = \"a/b\", channel = [\"email\", \"all\", \"email\"] }") ==
        "a.toml:4:37: \"all\" stands alone; write channel = \"all\"\n"
        "a.toml:4:44: \"channel\" has the same value twice; keep one\n");
  CHECK(step_mistakes("{ send = \"a/b\", then = \"stop\", to = \"step 1\" }") ==
        "a.toml:4:24: \"then\" must be \"exit\", not \"stop\"\n"
        "a.toml:4:32: a step cannot both exit and go to another step; keep \"then\" or \"to\"\n"
        "a.toml:4:37: step 1 goes back to step 1 without a wait between: this would never end; give one of "
        "them "
        "an \"after\"\n");
}

TEST_CASE("mistakes of splits") {
  CHECK(step_mistakes("{ split = \"x\" },\n{ split = [ 3, { where = \"x\" } ] }") ==
        "a.toml:4:11: \"split\" must be a list such as [ { path = \"home\", where = \"country = 'NL'\" }, { "
        "path "
        "= \"rest\" } ], not \"x\"\n"
        "a.toml:5:13: a branch of \"split\" must be a table, not 3; such as { path = \"rest\" }\n"
        "a.toml:5:16: \"path\" is missing in a branch of \"split\"; later steps name it to be for these "
        "customers only\n");
  CHECK(
      step_mistakes("{ split = [ { path = \"a\" }, { path = \"b\", where = \"x\" }, { path = \"a\" } ] }") ==
      "a.toml:4:29: nobody comes to this branch: \"a\" before it takes everyone; move the branch without "
      "\"where\" to the end\n"
      "a.toml:4:67: path \"a\" stands twice in this split\n");
  CHECK(step_mistakes("{ split = [ { path = \"a\" } ] }") ==
        "a.toml:4:11: a split has two branches or more; for one condition use \"where\" in the step\n");
}

TEST_CASE("sizes have bounds") {
  std::string many;
  for (int i = 0; i < 201; ++i) many += "{ after = \"1d\" },\n";
  CHECK(step_mistakes(many) == "a.toml:3:8: a campaign has at most 200 steps, not 201\n");
  many = "{ split = [ ";
  for (int i = 0; i < 21; ++i)
    many += "{ path = \"p" + std::to_string(i) + "\"" + (i < 20 ? ", where = \"x\" }, " : " }");
  CHECK(step_mistakes(many + " ] }") == "a.toml:4:11: a split has at most 20 branches, not 21\n");
}

}  // namespace
}  // namespace lifecycled
