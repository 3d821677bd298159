// Flow and plan over a small shop.
#include <doctest/doctest.h>

#include "insight/campaign_picture.hpp"
#include "insight/campaign_ways.hpp"
#include "insight/change_plan.hpp"
#include "insight/segment_plan.hpp"
#include "insight/testing.hpp"
#include "store/campaign_moves.hpp"

using namespace lifecycled;
using namespace lifecycled::insight_testing;

namespace {

std::string written(const std::vector<CampaignWay>& ways) {
  std::string out;
  for (const CampaignWay& way : ways)
    out += std::to_string(way.from) + ">" + std::to_string(way.to) +
           (way.label.empty() ? "" : " " + way.label) + "; ";
  return out;
}

}  // namespace

TEST_CASE("the ways through a campaign: paths, exits, and the end") {
  CHECK(written(ways_of(parsed(letters))) == "-1>0; 0>1; 1>2 a; 1>3 b; 2>4; 3>5 exit; 4>5; ");
  // Whoever waits in vain leaves, and before anybody has.
  CHECK(written(ways_of(parsed(R"(serves = "retention"
trigger = { event = "Product Viewed" }
step = [
  { wait_for = "Order Completed", at_most = "1d", if_not = "exit", send = "hello" },
  { send = "second" },
]
)"))) == "-1>0; 0>1; 0>2 exit if not; 1>2; ");
}

TEST_CASE("who stands where, who went which way, who left where") {
  Scratch shop;
  shop.some_people();
  const CampaignDefinition campaign = parsed(letters);
  const CampaignFlow flow = flow_of(shop.database, campaign);
  CHECK(flow.started == 5);
  CHECK(flow.inside == 2);
  CHECK(flow.goals == 1);
  CHECK(flow.finished == 1);
  CHECK(flow.steps.at(2).inside == 1);
  CHECK(left_words(flow.steps.at(2)) == "1 goal reached");
  CHECK(flow.moves.at({-1, 0}) == 5);
  CHECK(flow.moves.at({1, 2}) == 4);
  CHECK(flow.moves.at({3, 5}) == 1);
  CHECK(flow.moves.at({4, 5}) == 1);

  // A comment changes the version, not the steps; another step does.
  CHECK(flow_of(shop.database, parsed("# more\n" + letters)).started == 5);
  std::string other = letters;
  other.replace(other.find("send = \"thanks\""), 15, "send = \"second\"");
  CHECK(flow_of(shop.database, parsed(other)).started == 0);
  CHECK(flow_of(shop.database, parsed(other)).by_other_versions == 2);
  CHECK(flow_of(shop.database, parsed(other)).ended_by_other_versions == 3);
}

TEST_CASE("steps that were taken by an earlier version count after a move, wherever they are now") {
  Scratch shop;
  shop.journey({0, 1}, 2);
  // A step comes before the fork, and "one" has gone: who stood there stands at "last".
  std::string next = letters;
  next.replace(next.find("  { id = \"fork\""), 0, "  { id = \"new\", send = \"second\" },\n");
  const auto one = next.find("  { id = \"one\"");
  next.erase(one, next.find('\n', one) + 1 - one);
  const VersionId to = Campaigns(shop.database).ensure_version(shop.campaign, next, shop.now);
  auto row = Journeys(shop.database).find(1).value();
  CampaignMoves(shop.database).note_version(row.id, {2, row.version, shop.now});
  row.version = to;
  row.step = 4;
  Journeys(shop.database).move(row);

  const CampaignFlow flow = flow_of(shop.database, parsed(next));
  CHECK(flow.started == 1);
  CHECK(flow.steps.at(0).taken.at("queued") == 1);
  CHECK(flow.steps.at(1).taken.empty());
  CHECK(flow.steps.at(2).taken.at("queued") == 1);
  CHECK(flow.steps.at(4).inside == 1);
  CHECK(flow.moves.at({-1, 0}) == 1);
  CHECK(flow.moves.at({2, 4}) == 1);
}

TEST_CASE("who was moved past what had gone is told apart, by text, picture and JSON alike") {
  Scratch shop;
  for (int i = 0; i < 3; ++i) shop.journey({}, 0);
  const std::string next =
      "title = \"Letters\"\nserves = \"retention\"\ntrigger = { event = \"Product Viewed\" }\n"
      "step = [ { id = \"end\", send = \"thanks\" } ]\n";
  const VersionId to = Campaigns(shop.database).ensure_version(shop.campaign, next, shop.now);
  for (const JourneyId id : {1, 2, 3}) {
    auto row = Journeys(shop.database).find(id).value();
    CampaignMoves(shop.database).note_version(row.id, {0, row.version, shop.now});
    row.version = to;
    row.step = 1;
    Journeys(shop.database).move(row);
    Journeys(shop.database).end(row.id, JourneyEnd::Finished, shop.now, std::nullopt);
  }
  const CampaignDefinition campaign = parsed(next);
  const CampaignFlow flow = flow_of(shop.database, campaign);
  CHECK(flow.started == 3);
  CHECK(flow.moves.empty());
  CHECK(came_to_the_end(flow) == 3);
  const std::string text = campaign_text(campaign, flow);
  PlainLayout layout;
  const std::string svg = campaign_svg(campaign, flow, layout, "now");
  const std::string words = "3 of them by an earlier version of the file, or moved here";
  CHECK(text.find("\n  the end: 3 came here\n      " + words + "\n") != std::string::npos);
  // An id may be that very word.
  CHECK(text.find("\n  \"end\": send thanks\n      0 wait\n      -> the end: 0\n") != std::string::npos);
  CHECK(svg.find(">3 came here<") != std::string::npos);
  CHECK(svg.find(">3 of them by an earlier version") != std::string::npos);
}

TEST_CASE("how a wait for an event ended is counted, of journeys from before where it is known") {
  const std::string waits =
      "serves = \"retention\"\ntrigger = { event = \"Product Viewed\" }\nstep = [\n"
      "  { id = \"ask\", wait_for = \"Order Completed\", at_most = \"15s\" },\n"
      "  { id = \"say\", send = \"thanks\" },\n]\n";
  Scratch shop;
  Campaigns campaigns(shop.database);
  shop.campaign = campaigns.ensure("waits");
  shop.version = campaigns.ensure_version(shop.campaign, waits, shop.now);
  campaigns.set_current(shop.campaign, shop.version, shop.now);
  Journeys journeys(shop.database);
  const auto came = [&](StepResult result, const std::string& waited, std::optional<EventId> heard) {
    shop.journey({}, 0);
    auto row = journeys.find(static_cast<JourneyId>(shop.next)).value();
    journeys.note_step(row.id, {0, 0, shop.now, result, "", waited});
    row.step = 1;
    row.heard_event = heard;
    journeys.save(row);
  };
  NewEvent event;
  event.name = "Order Completed";
  event.user_id = "anna";
  event.occurred_at = shop.now;
  const EventId order = Events(shop.database).append(event, shop.now);
  came(StepResult::Passed, "heard Order Completed", order);
  came(StepResult::Passed, "timed out after 15s", std::nullopt);
  const auto counted = [&](const std::string& text) {
    return flow_of(shop.database, parsed(text, "waits")).steps.at(0);
  };
  CHECK(counted(waits).taken.empty());
  CHECK(counted(waits).waited ==
        std::map<std::string, std::int64_t>{{"heard Order Completed", 1}, {"timed out after 15s", 1}});
  // From before outcomes were written down.
  came(StepResult::Passed, "", order);
  came(StepResult::Passed, "", std::nullopt);
  CHECK(counted(waits).waited ==
        std::map<std::string, std::int64_t>{{"heard Order Completed", 2}, {"timed out after 15s", 2}});
  const CampaignDefinition campaign = parsed(waits, "waits");
  const CampaignFlow flow = flow_of(shop.database, campaign);
  CHECK(campaign_text(campaign, flow).find("0 wait, 2 heard Order Completed, 2 timed out after 15s\n") !=
        std::string::npos);
  PlainLayout layout;
  const std::string svg = campaign_svg(campaign, flow, layout, "now");
  CHECK(svg.find(">2 heard Order Completed<") != std::string::npos);
  CHECK(svg.find(">2 timed out after 15s<") != std::string::npos);
  // With a second wait nobody knows which of the two it was.
  std::string twice = waits;
  twice.replace(twice.find("send = \"thanks\""), 15,
                "wait_for = \"Product Added\", at_most = \"1d\", send = \"thanks\"");
  CHECK(counted(twice).taken.at("passed") == 2);
}

TEST_CASE("the plan says what a changed file does to those inside") {
  Scratch shop;
  shop.some_people();
  Configuration next;
  next.campaigns = {parsed(letters)};
  CHECK(plan_changes(shop.database, next, {}, shop.now).empty());

  std::string other = letters;
  other.replace(other.find("after = \"1d\""), 12, "after = \"3d\"");
  other.replace(other.find("{ id = \"last\", after = \"2d\", send = \"thanks\" },"), 48, "");
  next.campaigns = {parsed(other)};
  const auto changed = plan_changes(shop.database, next, {}, shop.now);
  REQUIRE(changed.size() == 1);
  CHECK(changed.at(0).change == "changed");
  CHECK(changed.at(0).inside == 2);
  REQUIRE(changed.at(0).steps.size() == 2);
  CHECK(changed.at(0).steps.at(0).inside == 1);
  CHECK(changed.at(0).steps.at(0).change == "now send second, after 3d, on the path a");
  CHECK(changed.at(0).steps.at(1).id == "last");
  CHECK(changed.at(0).steps.at(1).change == "gone");
  CHECK(changed.at(0).notes.at(0) == "2 inside go on by the version they began with");

  next.campaigns.clear();
  const auto removed = plan_changes(shop.database, next, {}, shop.now);
  REQUIRE(removed.size() == 1);
  CHECK(removed.at(0).notes.at(0) == "2 inside end at their next step");
}

TEST_CASE("the plan counts whom a new campaign would start") {
  Scratch shop;
  Configuration next;
  next.settings.shop.time_zone = "Europe/Amsterdam";
  const std::string step = "step = [ { send = \"hello\" } ]\n";
  next.campaigns = {
      parsed(letters),
      parsed("serves = \"awareness\"\ntrigger = { stage_entered = \"prospect\", start_existing = true }\n" +
                 step,
             "a"),
      parsed(
          "serves = \"awareness\"\ntrigger = { schedule = \"daily 10:00\", segment = \"prospect\" }\n" + step,
          "b"),
      parsed("serves = \"awareness\"\ntrigger = { date = \"known_since\" }\n" + step, "c")};
  const auto plan = plan_changes(shop.database, next, {}, shop.now);
  REQUIRE(plan.size() == 3);
  for (const PlannedCampaign& campaign : plan) {
    CAPTURE(campaign.name);
    CHECK(campaign.change == "new");
    CHECK(campaign.would_start == 10);
  }
  CHECK(plan.at(0).notes.at(0) == "start_existing: 10 of the 10 in prospect would start at once");
  CHECK(plan.at(1).notes.at(0) ==
        "as of now: 10 of the 10 in prospect would start at 2026-06-02T08:00:00.000Z");
  CHECK(plan.at(2).is_upper_bound);
}

TEST_CASE("the plan knows a stage by both of its names") {
  Scratch shop;
  Customers(shop.database).save_stage(shop.customers.at(0), Stage::ActiveOneTime, shop.now, std::nullopt);
  Configuration next;
  next.settings.shop.time_zone = "Europe/Amsterdam";
  const std::string rest = ", start_existing = true }\nstep = [ { send = \"hello\" } ]\n";
  next.campaigns = {
      parsed(letters),
      parsed("serves = \"awareness\"\ntrigger = { stage_entered = \"active one-time\"" + rest, "a"),
      parsed("serves = \"awareness\"\ntrigger = { segment_entered = \"active-one-time\"" + rest, "b")};
  const auto plan = plan_changes(shop.database, next, {}, shop.now);
  REQUIRE(plan.size() == 2);
  CHECK(plan.at(0).notes.at(0) == "start_existing: 1 of the 1 in active one-time would start at once");
  CHECK(plan.at(1).notes.at(0) == "start_existing: 1 of the 1 in active-one-time would start at once");
}

TEST_CASE("the plan asks those whom a campaign would start what the entrance asks") {
  Scratch shop;
  for (int i = 0; i < 3; ++i) {
    auto row = Customers(shop.database).find(shop.customers.at(static_cast<std::size_t>(i))).value();
    row.country = "NL";
    Customers(shop.database).save_traits(row);
  }
  Configuration next;
  next.settings.shop.time_zone = "Europe/Amsterdam";
  const auto campaign = [](const std::string& more) {
    return "serves = \"awareness\"\n" + more + "step = [ { send = \"hello\" } ]\n";
  };
  next.campaigns = {
      parsed(letters),
      parsed(campaign("trigger = { stage_entered = \"prospect\", start_existing = true, where = \"country = "
                      "'NL'\" }\n"),
             "dutch"),
      parsed(campaign("one_of = \"x\"\ntrigger = { stage_entered = \"prospect\", start_existing = true }\n"),
             "one"),
      parsed(campaign("one_of = \"x\"\ntrigger = { stage_entered = \"prospect\", start_existing = true }\n"),
             "other")};
  const auto plan = plan_changes(shop.database, next, {}, shop.now);
  REQUIRE(plan.size() == 3);
  CHECK(plan.at(0).would_start == 3);
  CHECK(plan.at(0).notes.at(0) == "start_existing: 3 of the 10 in prospect would start at once");
  CHECK_FALSE(plan.at(0).is_upper_bound);
  CHECK(plan.at(1).would_start + plan.at(2).would_start == 10);
}

TEST_CASE("the plan knows who would be in a segment that comes with the same files") {
  Scratch shop;
  Configuration next;
  next.settings.shop.time_zone = "Europe/Amsterdam";
  SegmentDefinition everybody;
  everybody.name = "newcomers";
  everybody.where.text = "orders = 0";
  next.segments = {everybody};
  next.campaigns = {
      parsed(letters),
      parsed("serves = \"awareness\"\ntrigger = { segment_entered = \"newcomers\", start_existing = "
             "true }\nstep = [ { send = \"hello\" } ]\n",
             "a")};
  const auto segments = plan_segments(shop.database, next, shop.now);
  const auto plan = plan_changes(shop.database, next, segments, shop.now);
  REQUIRE(plan.size() == 1);
  CHECK(plan.at(0).would_start == 10);
  CHECK(plan.at(0).notes.at(0) == "start_existing: 10 of the 10 in newcomers would start at once");
}

TEST_CASE("the plan says where those inside would land") {
  Scratch shop;
  shop.journey({0, 1}, 2);
  shop.journey({0, 1, 2}, 4);
  Configuration next;
  next.settings.shop.time_zone = "Europe/Amsterdam";
  std::string text = letters;
  text.erase(text.find("  { id = \"last\""),
             text.find("]\n", text.find("\"last\"")) - text.find("  { id = \"last\""));
  next.campaigns = {parsed(text)};
  const auto plan = plan_changes(shop.database, next, {}, shop.now);
  REQUIRE(plan.size() == 1);
  REQUIRE(plan.at(0).landings.size() == 2);
  CHECK(plan.at(0).landings.at(0).from == "one");
  CHECK(plan.at(0).landings.at(0).to == "one");
  CHECK_FALSE(plan.at(0).landings.at(0).has_gone);
  CHECK(plan.at(0).landings.at(1).from == "last");
  CHECK(plan.at(0).landings.at(1).to == "the end");
  CHECK(plan.at(0).landings.at(1).has_gone);
}

TEST_CASE("the plan counts who would be in a new segment, and leaves out those that stay") {
  Scratch shop;
  Configuration next;
  SegmentDefinition all, none;
  all.name = "all";
  all.where.text = "orders = 0";
  none.name = "none";
  none.where.text = "orders > 3";
  next.segments = {all, none};
  const auto plan = plan_segments(shop.database, next, shop.now);
  REQUIRE(plan.size() == 2);
  CHECK(plan.at(0).change == "new");
  CHECK(plan.at(0).would_be == 10);
  CHECK(plan.at(1).would_be == 0);
}
