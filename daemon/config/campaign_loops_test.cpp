#include "config/campaign_loops.hpp"

#include <doctest/doctest.h>

#include "config/load.hpp"
#include "config/testing.hpp"

namespace lifecycled {
namespace {

std::string mistakes(const std::vector<std::string>& bodies,
                     const std::vector<SegmentDefinition>& segments = {}) {
  Problems problems;
  std::vector<CampaignDefinition> campaigns;
  for (const std::string& body : bodies) {
    const std::string name(1, static_cast<char>('a' + campaigns.size()));
    campaigns.push_back(parse_campaign(name, "serves = \"retention\"\n" + body, name + ".toml", problems));
  }
  check_campaign_loops(campaigns, segments, problems);
  return testing::lines(problems);
}

const std::string hint = "; let a \"where\" in a trigger keep them apart, or take again_after out of one\n";

TEST_CASE("a message that starts its own campaign again goes round for ever") {
  CHECK(
      mistakes(
          {"trigger = { event = \"Message Sent\", again_after = \"1d\" }\nstep = [ { after = \"2d\", send = "
           "\"x/y\" } ]\n"}) == "a.toml:2:11: this goes round for ever: a sends x/y, which starts a" + hint);
}

TEST_CASE("two campaigns whose messages start each other are told once") {
  CHECK(
      mistakes(
          {"trigger = { event = \"Message Sent\", where = \"event.message = 'b/b'\", again_after = \"1d\" }\n"
           "step = [ { send = \"a/a\" } ]\n",
           "trigger = { event = [\"Message Sent\", \"X\"], where = \"event.message = 'a/a'\", again_after = "
           "\"0s\" "
           "}\nstep = [ { send = \"b/b\" } ]\n"}) ==
      "a.toml:2:11: warning: this may go round for ever: a sends a/a, which starts b; b sends b/b, which "
      "starts a" +
          hint);
}

TEST_CASE("a condition is understood however it is written") {
  const auto sending = [](const std::string& where, const std::string& message) {
    return "trigger = { event = \"Message Sent\", where = \"" + where +
           "\", again_after = \"0s\" }\nstep = [ { send = \"" + message + "\" } ]\n";
  };
  CHECK(mistakes({sending("event_text('message')='x/other'", "x/one")}) == "");
  CHECK(mistakes({sending("orders>1 and event.message='x/other'", "x/one")}) == "");
  CHECK(mistakes({sending("event.message='x/other' OR orders>1", "x/one")}) != "");
  CHECK(
      mistakes({sending("event_text( 'message' ) = 'b/b'", "a/a"), sending("event.message='a/a'", "b/b")}) ==
      "a.toml:2:11: warning: this may go round for ever: a sends a/a, which starts b; b sends b/b, which "
      "starts a" +
          hint);
}

TEST_CASE("campaigns that move customers in and out of a segment") {
  SegmentDefinition segment;
  segment.name = "keen";
  segment.where.text = "property_text('k') = 'yes'";
  const auto setting = [](const std::string& trigger, const std::string& value) {
    return "trigger = { " + trigger + " = \"keen\", again_after = \"0s\" }\nstep = [ { set = { k = \"" +
           value + "\" } } ]\n";
  };
  const std::vector<std::string> both{setting("segment_entered", "no"), setting("segment_left", "yes")};
  CHECK(mistakes(both, {segment}) ==
        "a.toml:2:11: warning: this may go round for ever: a sets k, on which the segment keen rests, which "
        "starts b; "
        "b sets k, on which the segment keen rests, which starts a" +
            hint);
  segment.where.text = "property_text('other') = 'yes'";
  CHECK(mistakes(both, {segment}) == "");
}

TEST_CASE("events that campaigns emit, lists and properties") {
  const auto emitting = [](const std::string& by, const std::string& what) {
    return "trigger = { event = \"" + by + "\", again_after = \"0s\" }\nstep = [ { emit = \"" + what +
           "\" } ]\n";
  };
  CHECK(mistakes({emitting("X", "Y"), emitting("Y", "Z"), emitting("Z", "X")}) ==
        "a.toml:2:11: this goes round for ever: a emits \"Y\", which starts b; b emits \"Z\", which starts "
        "c; c emits "
        "\"X\", which starts a" +
            hint);
  CHECK(mistakes({emitting("X", "Y"), emitting("Y", "Z")}) == "");
  const auto listing = [](const std::string& by, const std::string& deed, const std::string& list) {
    return "trigger = { event = \"" + by + "\", where = \"event.list = 'wishes'\", again_after = \"0s\" }\n" +
           "step = [ { list = { " + deed + " = \"" + list + "\" } } ]\n";
  };
  CHECK(mistakes({listing("List Joined", "leave", "wishes"), listing("List Left", "join", "wishes")}) ==
        "a.toml:2:11: warning: this may go round for ever: a leaves the list wishes, which starts b; b joins "
        "the list "
        "wishes, which starts a" +
            hint);
  CHECK(mistakes({listing("List Joined", "leave", "vip"), listing("List Left", "join", "vip")}) == "");
  CHECK(mistakes({"trigger = { event = \"Property Set\", again_after = \"0s\" }\nstep = [ { set = { tea = "
                  "\"green\" } } "
                  "]\n"}) ==
        "a.toml:2:11: warning: this may go round for ever: a sets tea, which starts a" + hint);
}

TEST_CASE("what cannot come round is no loop") {
  // Once a customer, and once for each value.
  CHECK(mistakes({"trigger = { event = \"Message Sent\" }\nstep = [ { send = \"a/a\" } ]\n"}) == "");
  CHECK(mistakes({"trigger = { event = \"Message Sent\", one_per = \"message\" }\nstep = [ { send = \"a/a\" "
                  "} ]\n"}) == "");
  // Another message.
  CHECK(mistakes({"trigger = { event = \"Message Sent\", where = \"event.message = 'b/b' and orders > 1\", "
                  "again_after = "
                  "\"1d\" }\nstep = [ { send = \"a/a\" } ]\n"}) == "");
  // Back long before the campaign lets anybody in again.
  CHECK(mistakes({"trigger = { event = \"Message Sent\", again_after = \"30d\" }\nstep = [ { send = \"a/a\" "
                  "} ]\n"}) == "");
  // What people do.
  CHECK(mistakes({"trigger = { event = \"Message Clicked\", again_after = \"1d\" }\nstep = [ { send = "
                  "\"a/a\" } ]\n"}) == "");
}

TEST_CASE("a condition, or the time that it takes, may end a loop: that is a warning") {
  CHECK(mistakes({"trigger = { event = \"Message Sent\", again_after = \"1d\" }\nstep = [ { send = \"a/a\" } "
                  "]\n"}) ==
        "a.toml:2:11: warning: this may go round for ever: a sends a/a, which starts a" + hint);
  const std::string where =
      "trigger = { event = \"Message Sent\", again_after = \"0s\" }\nstep = [ { where = \"orders = 0\", send "
      "= \"a/a\" } ]\n";
  CHECK(mistakes({where}) ==
        "a.toml:2:11: warning: this may go round for ever: a sends a/a, which starts a" + hint);
  CHECK(mistakes({"trigger = { event = \"Message Failed\", again_after = \"0s\" }\nstep = [ { send = \"a/a\" "
                  "} ]\n"}) ==
        "a.toml:2:11: warning: this may go round for ever: a sends a/a, which starts a" + hint);
}

}  // namespace
}  // namespace lifecycled
