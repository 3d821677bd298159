#include "cli/insight_report.hpp"

#include <boost/json/parse.hpp>
#include <doctest/doctest.h>

#include "config/load.hpp"
#include "insight/campaign_ways.hpp"

using namespace lifecycled;

TEST_CASE("the flow of a campaign, step by step and way by way") {
  Problems problems;
  const CampaignDefinition campaign =
      parse_campaign("hello",
                     "serves = \"retention\"\ntrigger = { event = \"Signed Up\" }\n"
                     "step = [ { id = \"start\", test = [\"a\", \"b\"], hold_out = \"10%\" },\n"
                     "{ id = \"pause\", after = \"2d\" } ]\n",
                     "hello.toml", problems);
  REQUIRE_FALSE(problems.has_errors());
  CampaignFlow flow;
  flow.started = 12;
  flow.inside = 2;
  flow.steps.resize(2);
  flow.steps[0].taken = {{"queued", 9}, {"held out", 3}};
  flow.steps[0].variants = {{"a", {5, 1}}, {"", {3, 0}}};
  flow.steps[1].inside = 2;
  flow.steps[1].left = {{"goal reached", 4}};
  flow.moves = {{{campaign_start, 0}, 12}, {{0, 1}, 12}, {{1, 2}, 6}};
  const auto told = flow_json(campaign, flow);
  CHECK(told.at("campaign") == "hello");
  CHECK(told.at("started") == 12);
  const auto& steps = told.at("steps").as_array();
  REQUIRE(steps.size() == 2);
  CHECK(steps[0].at("variants") ==
        boost::json::parse(R"({"":{"people":3,"goals":0},"a":{"people":5,"goals":1}})"));
  CHECK(steps[0].at("taken") == boost::json::parse(R"({"queued":9,"held out":3})"));
  CHECK(steps[1].at("inside") == 2);
  CHECK(steps[1].at("left") == boost::json::parse(R"({"goal reached":4})"));
  CHECK(steps[1].at("variants") == boost::json::object());
  // A step that is called "start" takes that word from the start.
  CHECK(told.at("ways") == boost::json::parse(R"([{"from":"the start","to":"start","label":"","journeys":12},
      {"from":"start","to":"pause","label":"","journeys":12},{"from":"pause","to":"end","label":"","journeys":6}])"));
}
