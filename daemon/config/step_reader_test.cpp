// What a step may wait for and do, and what is said of mistakes in it.
#include "config/step_reader.hpp"

#include <doctest/doctest.h>

#include "config/load.hpp"
#include "config/value_forms.hpp"

namespace lifecycled {
namespace {

struct Steps {
  std::vector<CampaignStep> steps;
  std::string mistakes;
};

// The lines stand in the file's second line and below.
Steps read(const std::string& lines) {
  Problems problems;
  auto campaign = parse_campaign(
      "a", "serves = \"retention\"\ntrigger = { event = \"X\" }\ngoal = \"Y\"\nstep = [\n" + lines + "\n]\n",
      "a.toml", problems);
  Steps out{std::move(campaign.steps), ""};
  for (const Problem& problem : problems.sorted()) out.mistakes += to_string(problem) + "\n";
  return out;
}

TEST_CASE("until a date, with an offset, and an hour that must be near") {
  const auto read_in = read(R"({ until = "event.promised_at", send = "a/b" },
{ until = "property.renews_at", offset = "-3d", at = "10:00", within = "12h", send = "a/b" },
{ until = "heard.promised_at", offset = "90m", send = "a/b" })");
  CHECK(read_in.mistakes == "");
  REQUIRE(read_in.steps.size() == 3);
  CHECK(read_in.steps[0].until->fact.of == FactName::Of::Event);
  CHECK(read_in.steps[0].until->fact.name == "promised_at");
  CHECK(read_in.steps[1].until->fact.of == FactName::Of::Property);
  CHECK(read_in.steps[1].until->offset == -3 * day_length);
  CHECK(read_in.steps[1].within == std::chrono::hours{12});
  CHECK(read_in.steps[2].until->fact.of == FactName::Of::Heard);
  CHECK(read_in.steps[2].until->offset == std::chrono::minutes{90});
}

TEST_CASE("mistakes of waits") {
  CHECK(read(R"({ until = "renews_at", send = "a/b" },
{ until = "event.x", after = "1d", send = "a/b" },
{ until = "event.x", offset = "3 days", send = "a/b" },
{ offset = "1d", within = "2h", send = "a/b" })")
            .mistakes ==
        "a.toml:5:11: \"until\" must be a date such as \"event.promised_at\" or \"property.renews_at\", not "
        "\"renews_at\"\n"
        "a.toml:6:3: a step waits \"after\" or \"until\", not both; use \"offset\" to come before or after "
        "that "
        "date\n"
        "a.toml:7:31: \"offset\" must be a span such as \"-3d\" or \"12h\", not \"3 days\"\n"
        "a.toml:8:3: \"offset\" belongs to an \"until\"; to wait for a time use \"after\"\n"
        "a.toml:8:18: \"within\" belongs to an \"at\"; it says how far away that hour may be\n");
}

TEST_CASE("a split by chance: the last branch takes the rest") {
  const auto read_in =
      read(R"({ split = [ { path = "vip", where = "orders > 9" }, { path = "a", share = "33.3%" },
{ path = "b", share = "50%" }, { path = "c" } ] },
{ split = [ { path = "a", share = "40%" }, { path = "b", share = "60%" } ], then = "exit" })");
  CHECK(read_in.mistakes == "");
  const auto& split = std::get<SplitAction>(read_in.steps[0].action);
  CHECK_FALSE(split.branches[0].share);
  CHECK(split.branches[1].share == 333'000);
  CHECK(split.branches[2].share == 500'000);
  CHECK_FALSE(split.branches[3].share);
}

TEST_CASE("mistakes of shares") {
  CHECK(
      read(R"({ split = [ { path = "a", share = "50%" }, { path = "b", share = "40%" } ] },
{ split = [ { path = "a", share = "60%" }, { path = "b", share = "50%" } ] },
{ split = [ { path = "a", share = "100%" }, { path = "b" } ] },
{ split = [ { path = "a", share = "50%", where = "orders > 1" }, { path = "b" } ] },
{ split = [ { path = "a", share = "half" }, { path = "b" } ] })")
          .mistakes ==
      "a.toml:5:11: some customers would take no branch of this split; end it with a branch without "
      "\"share\", which takes the rest\n"
      "a.toml:6:44: the shares of this split make 110%, more than all; the last branch may go without one: "
      "it takes the rest\n"
      "a.toml:7:45: nobody comes to this branch: \"a\" before it takes everyone; the shares before it make "
      "100% already\n"
      "a.toml:8:27: a branch goes by \"where\" or by \"share\", not by both; split once by the condition and "
      "once more by chance\n"
      "a.toml:9:35: \"share\" must be a share such as \"50%\", not \"half\"\n");
}

TEST_CASE("a test of messages: equal shares unless they are given, of those not held out") {
  const auto read_in = read(R"({ test = ["a/b", "a/c", "a/d"], channel = "sms", kind = "transactional" },
{ test = ["a/b", "a/c"], shares = ["70%", "30%"], hold_out = "10%" },
{ test = ["a/b"], hold_out = "50%" })");
  CHECK(read_in.mistakes == "");
  const auto& equal = std::get<TestAction>(read_in.steps[0].action);
  CHECK(equal.variants[0].share == 333'334);
  CHECK(equal.variants[2].share == 333'333);
  CHECK(equal.send.channels.at(0).name == "sms");
  CHECK(equal.send.kind == MessageKind::Transactional);
  const auto& unequal = std::get<TestAction>(read_in.steps[1].action);
  CHECK(unequal.variants[1].share == 300'000);
  CHECK(unequal.hold_out == 100'000);
}

TEST_CASE("mistakes of tests") {
  CHECK(read(R"({ test = ["a/b"] },
{ test = ["a/b", "a/c"], shares = ["70%"] },
{ test = ["a/b", "a/c"], shares = ["70%", "20%"] },
{ test = ["a/b", "a/c"], hold_out = "100%" },
{ send = "a/b", hold_out = "5%", shares = ["5%"] })")
            .mistakes ==
        "a.toml:5:10: a test compares two messages or more; add another, or a hold_out = \"10%\" to compare "
        "this one with nothing\n"
        "a.toml:6:35: 2 messages are tested, but 1 shares given; write one share for each message, or leave "
        "them out for equal ones\n"
        "a.toml:7:35: these shares make 90%, not 100%; they are of those who are not held out\n"
        "a.toml:8:37: nobody would be left for the test; hold out less, such as \"10%\"\n"
        "a.toml:9:17: \"hold_out\" belongs to a \"test\"\n"
        "a.toml:9:34: \"shares\" belongs to a \"test\"\n");
}

TEST_CASE("set, list, emit and call") {
  const auto read_in = read(
      R"({ set = { favourite = "coffee", seen = "event.product_id", times = 3, share = 0.5, member = true } },
{ list = { join = "wishes" } }, { list = { leave = "wishes" } },
{ emit = "Z" }, { emit = { event = "Z", with = { a = "heard.b" } } }, { call = "crm" })");
  CHECK(read_in.mistakes == "");
  const auto& set = std::get<SetAction>(read_in.steps[0].action).properties;
  REQUIRE(set.size() == 5);
  CHECK(std::get<std::string>(set[0].value) == "coffee");
  CHECK(std::get<FactName>(set[1].value).name == "product_id");
  CHECK(std::get<std::int64_t>(set[2].value) == 3);
  CHECK(std::get<ListAction>(read_in.steps[1].action).joins);
  CHECK_FALSE(std::get<ListAction>(read_in.steps[2].action).joins);
  CHECK(std::get<EmitAction>(read_in.steps[4].action).with.at(0).name.name == "a");
  CHECK(std::get<CallAction>(read_in.steps[5].action).channel.name == "crm");
}

TEST_CASE("mistakes of set, list and emit") {
  CHECK(
      read(R"({ set = { a = [1] } }, { set = {} },
{ list = "wishes" }, { list = { join = "a", leave = "b" } }, { list = { join = "My wishes" } }, { list = {} },
{ emit = { with = { a = 1 } } }, { set = { a = 1 }, emit = "Z" })")
          .mistakes ==
      "a.toml:5:15: \"a\" must be text, a number, true or false, not a list; a date is written as text, such "
      "as \"2026-12-01\"\n"
      "a.toml:5:32: this set is empty\n"
      "a.toml:6:10: \"list\" must be a table, not \"wishes\"\n"
      "a.toml:6:31: a step joins a list or leaves one, not both; make two steps of it\n"
      "a.toml:6:80: \"join\" must be a name of small letters, digits, \"-\" and \"_\", not \"My wishes\"\n"
      "a.toml:6:106: which list?; write { join = \"wishes\" } or { leave = \"wishes\" }\n"
      "a.toml:7:10: \"event\" is missing in \"emit\"; emit = { event = \"Offer Ended\", with = { offer = "
      "\"spring\" } }\n"
      "a.toml:7:53: step 8 does two things at once: \"set\" and \"emit\"; make two steps of it\n");
}

}  // namespace
}  // namespace lifecycled
