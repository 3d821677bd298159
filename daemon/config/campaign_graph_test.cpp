#include "config/campaign_graph.hpp"

#include <doctest/doctest.h>

#include "config/load.hpp"
#include "config/testing.hpp"

namespace lifecycled {
namespace {

// Steps from line 3 on.
std::string mistakes(const std::string& steps, const std::string& exit = "") {
  Problems problems;
  parse_campaign(
      "a",
      "serves = \"awareness\"\ntrigger = { event = \"Consent Given\" }\nstep = [\n" + steps + "\n]\n" + exit,
      "a.toml", problems);
  return testing::lines(problems);
}

const std::string split = "{ split = [ { path = \"home\", where = \"x\" }, { path = \"abroad\" } ] },\n";

TEST_CASE("names that point nowhere") {
  CHECK(mistakes("{ id = \"start\", after = \"1d\", send = \"a/b\" },\n{ where = \"x\", to = \"strat\" },\n"
                 "{ path = \"home\", send = \"a/c\" },") ==
        "a.toml:5:21: no step has the id \"strat\"; did you mean \"start\"?\n"
        "a.toml:6:10: no earlier split offers the path \"home\"\n");
  CHECK(mistakes(split + "{ path = \"hone\", send = \"a/b\" },\n{ path = \"x\", send = \"a/b\" },") ==
        "a.toml:5:10: no earlier split offers the path \"hone\"; did you mean \"home\"?\n"
        "a.toml:6:10: no earlier split offers the path \"x\"; there is home, abroad\n");
  CHECK(mistakes("{ id = \"a\", send = \"a/b\" },\n{ id = \"a\", send = \"a/b\" },") ==
        "a.toml:5:1: two steps have the id \"a\"; give one of them another\n");
  CHECK(mistakes("{ send = \"a/b\", other_than = \"later\" },\n{ id = \"later\", send = \"a/b\" },\n"
                 "{ send = \"a/b\", other_than = \"latr\" }") ==
        "a.toml:4:30: \"other_than\" names an earlier step that sends; \"later\" is none\n"
        "a.toml:6:30: no step has the id \"latr\"; did you mean \"later\"?\n");
  CHECK(mistakes("{ after = \"1d\", to = \"aa\" }") ==
        "a.toml:4:22: no step has the id \"aa\"; give the step that is meant id = \"aa\"\n");
  CHECK(mistakes("{ id = \"first\", send = \"a/b\" },\n{ after = \"1d\", to = \"zz\" }") ==
        "a.toml:5:22: no step has the id \"zz\"; there is first\n");
}

TEST_CASE("steps that nobody comes to") {
  CHECK(mistakes("{ send = \"a/b\", then = \"exit\" },\n{ id = \"late\", send = \"a/c\" },") ==
        "a.toml:5:1: nobody comes to step 2 (\"late\"); every way before it ends or goes elsewhere\n");
  CHECK(mistakes("{ where = \"x\", send = \"a/b\", then = \"exit\" },\n{ send = \"a/c\" },") == "");
  CHECK(
      mistakes("{ after = \"1d\", to = \"end\" },\n{ send = \"a/b\" },\n{ id = \"end\", send = \"a/c\" },") ==
      "a.toml:5:1: nobody comes to step 2; every way before it ends or goes elsewhere\n");
  CHECK(mistakes(split + "{ path = \"home\", send = \"a/b\", then = \"exit\" },\n"
                         "{ path = \"abroad\", send = \"a/c\", then = \"exit\" },\n{ send = \"a/d\" },") ==
        "a.toml:7:1: nobody comes to step 4; every way before it ends or goes elsewhere\n");
  CHECK(mistakes(split + "{ path = \"home\", send = \"a/b\", then = \"exit\" },\n{ send = \"a/d\" },") == "");
  // Whether the first path still counts after a second split is not for this check to say.
  CHECK(mistakes(split +
                 "{ path = \"home\", split = [ { path = \"a\", where = \"y\" }, { path = \"b\" } ] },\n"
                 "{ path = \"home\", send = \"a/b\" },\n{ path = \"a\", send = \"a/b\" },\n"
                 "{ path = \"abroad\", send = \"a/b\" },") == "");
}

TEST_CASE("loops need a wait") {
  CHECK(mistakes("{ id = \"a\", after = \"1d\", send = \"a/b\" },\n{ where = \"x\", to = \"a\" },") == "");
  CHECK(mistakes("{ id = \"a\", wait_for = \"Consent Given\", at_most = \"1d\", send = \"a/b\" },\n"
                 "{ where = \"x\", to = \"a\" },") == "");
  CHECK(mistakes("{ id = \"a\", at = \"10:00\", send = \"a/b\" },\n{ where = \"x\", to = \"a\" },") ==
        "a.toml:5:21: step 2 goes back to step 1 (\"a\") without a wait between: this would never end; give "
        "one "
        "of them an \"after\"\n");
  CHECK(mistakes("{ id = \"a\", after = \"0s\", send = \"a/b\" },\n{ where = \"x\", to = \"a\" },") ==
        "a.toml:5:21: step 2 goes back to step 1 (\"a\") without a wait between: this would never end; give "
        "one "
        "of them an \"after\"\n");
  // The wait stands on the other path.
  CHECK(mistakes(split + "{ id = \"a\", path = \"home\", after = \"1d\", send = \"a/b\" },\n"
                         "{ where = \"x\", to = \"a\" },") ==
        "a.toml:6:21: step 3 goes back to step 2 (\"a\") without a wait between: this would never end; give "
        "one "
        "of them an \"after\"\n");
  // Two loops, one of which waits.
  CHECK(mistakes("{ id = \"a\", send = \"a/b\" },\n{ where = \"x\", to = \"c\" },\n"
                 "{ after = \"1d\" },\n{ id = \"c\", send = \"a/c\" },\n{ where = \"x\", to = \"a\" },") ==
        "a.toml:8:21: step 5 goes back to step 1 (\"a\") without a wait between: this would never end; give "
        "one "
        "of them an \"after\"\n");
}

TEST_CASE("a wait without an end is worth a word") {
  CHECK(mistakes("{ wait_for = \"Order Delivered\", send = \"a/b\" },") ==
        "a.toml:4:1: warning: step 1 may wait for ever; add \"at_most\" to it or \"after\" to \"exit\"\n");
  CHECK(mistakes("{ wait_for = \"Order Delivered\", send = \"a/b\" },", "exit = { after = \"60d\" }\n") ==
        "");
}

}  // namespace
}  // namespace lifecycled
