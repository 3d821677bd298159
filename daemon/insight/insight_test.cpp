// Flow, map and plan over a small shop; the pictures with a layout that needs no program.
#include <doctest/doctest.h>

#include "insight/campaign_picture.hpp"
#include "insight/campaign_ways.hpp"
#include "insight/change_plan.hpp"
#include "insight/segment_plan.hpp"
#include "insight/shop_map.hpp"
#include "insight/svg_page.hpp"

using namespace lifecycled;

namespace {

const std::string letters = R"(title = "Letters <&>"
serves = "retention"
goal = "Order Completed"
trigger = { event = "Product Viewed" }
step = [
  { id = "hello", send = "hello" },
  { id = "fork", split = [ { path = "a", where = "orders > 0" }, { path = "b" } ] },
  { id = "one", path = "a", after = "1d", send = "second" },
  { id = "two", path = "b", then = "exit", send = "third" },
  { id = "last", after = "2d", send = "thanks" },
]
)";

CampaignDefinition parsed(const std::string& text, const std::string& name = "letters") {
  Problems problems;
  auto campaign = parse_campaign(name, text, name + ".toml", problems);
  for (const Problem& problem : problems.sorted()) FAIL_CHECK(to_string(problem));
  return campaign;
}

// One under the other, edges straight.
struct PlainLayout : GraphLayout {
  GraphPlaces place(const std::vector<LayoutNode>& nodes, const std::vector<LayoutEdge>& edges) override {
    GraphPlaces out;
    for (const LayoutNode& node : nodes) {
      out.nodes.push_back({node.width / 2, out.height + node.height / 2});
      out.height += node.height + 40;
      out.width = node.width;
    }
    for (const LayoutEdge& edge : edges) {
      const Point a = out.nodes.at(edge.from), b = out.nodes.at(edge.to);
      out.edges.push_back({{a, a, b, b}, Point{(a.x + b.x) / 2, (a.y + b.y) / 2}});
    }
    return out;
  }
};

struct Scratch {
  Scratch() {
    for (int i = 0; i < 10; ++i) customers.push_back(Customers(database).create(now));
    const CampaignId id = Campaigns(database).ensure("letters");
    version = Campaigns(database).ensure_version(id, letters, now);
    Campaigns(database).set_current(id, version, now);
    campaign = id;
  }
  // Somebody who took these steps and stands at the next, or has ended there.
  void journey(const std::vector<std::int64_t>& taken, std::int64_t at,
               std::optional<JourneyEnd> end = std::nullopt) {
    JourneyRow row;
    row.campaign = campaign;
    row.version = version;
    row.customer = customers.at(next++);
    row.started_at = now;
    row.since = now;
    Journeys journeys(database);
    row.id = journeys.start(row);
    for (std::size_t i = 0; i < taken.size(); ++i)
      journeys.note_step(row.id, {static_cast<std::int64_t>(i), taken[i], now, StepResult::Queued, ""});
    row.step = at;
    journeys.save(row);
    if (end) journeys.end(row.id, *end, now, std::nullopt);
  }
  void some_people() {
    journey({0, 1}, 2);
    journey({0, 1}, 2, JourneyEnd::GoalReached);
    journey({0, 1, 2}, 4);
    journey({0, 1, 3}, 4, JourneyEnd::StepExit);
    journey({0, 1, 2, 4}, 5, JourneyEnd::Finished);
  }

  Database database{":memory:", Database::Mode::ReadWrite};
  Instant now = *parse_instant("2026-06-01T12:00:00Z");
  std::vector<CustomerId> customers;
  std::size_t next = 0;
  CampaignId campaign = 0;
  VersionId version = 0;
};

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
}

TEST_CASE("the picture holds the counts, and what people wrote is escaped") {
  Scratch shop;
  shop.some_people();
  const CampaignDefinition campaign = parsed(letters);
  PlainLayout layout;
  const std::string svg = campaign_svg(campaign, flow_of(shop.database, campaign), layout, "now");
  for (const char* words : {"Letters &lt;&amp;&gt;", "5 started", "1 waits", "1 reached the goal", "a  4"}) {
    CAPTURE(words);
    CHECK(svg.find(words) != std::string::npos);
  }
  CHECK(svg.find("<&>") == std::string::npos);
  CHECK(svg.ends_with("</svg>\n"));
}

TEST_CASE("what dot is given and how its answer is read") {
  const std::vector<LayoutNode> nodes{{96, 48}, {96, 48}};
  const std::vector<LayoutEdge> edges{{0, 1, 20}};
  CHECK(dot_source(nodes, edges).find("n0 -> n1 [label=\"ooo\"]") != std::string::npos);
  const GraphPlaces places = parse_plain(
      "graph 1 2 3\nnode n0 1 2.5 1 .5 \"\" solid box black lightgrey\nnode n1 1 .5 1 .5 \"\" solid box "
      "black "
      "lightgrey\nedge n0 n1 4 1 2.25 1 2 1 1 1 .75 ooo 1.2 1.5 solid black\nstop\n",
      nodes, edges);
  CHECK(places.height == doctest::Approx(288));
  CHECK(places.nodes.at(0).y == doctest::Approx(48));
  CHECK(places.edges.at(0).curve.size() == 4);
  CHECK(places.edges.at(0).label->x == doctest::Approx(115.2));
  CHECK_THROWS_AS(parse_plain("nonsense", nodes, edges), LayoutError);
}

TEST_CASE("texts are cut and wrapped within their width, at whole letters") {
  CHECK(fitting("short", 100, 12) == "short");
  const std::string cut = fitting("grüße an alle die das hier lesen", 60, 12);
  CHECK(cut.ends_with("…"));
  CHECK(text_width(cut, 12) <= 60);
  CHECK(wrapped("one two three four", 60, 12, 2).size() == 2);
  CHECK(grouped(1234567) == "1,234,567");
  CHECK(grouped(-1234) == "-1,234");
  CHECK(grouped(12) == "12");
}

TEST_CASE("the map knows what is live in each part, what is missing, and how stages moved") {
  Scratch shop;
  shop.some_people();
  NewEvent event;
  event.name = "Stage Entered";
  event.occurred_at = shop.now;
  event.customer = shop.customers.at(0);
  event.source = EventSource::Engine;
  event.body = R"({"stage": "active one-time", "previous": "prospect"})";
  Events(shop.database).append(event, shop.now);
  Configuration configuration;
  configuration.settings.shop.name = "Test & Shop";
  configuration.campaigns = {parsed(letters), parsed("live = false\n" + letters, "asleep")};
  const ShopMap map = map_shop(shop.database, configuration, shop.now + Milliseconds{1000});
  const MapPart& retention = map.parts.at(3);
  CHECK_FALSE(retention.is_missing());
  CHECK(retention.campaigns.at(0).name == "letters");
  CHECK(retention.campaigns.at(0).inside == 2);
  CHECK(map.parts.at(0).is_missing());
  REQUIRE(map.moves.size() == 1);
  CHECK(map.moves.at(0).to == "active one-time");
  CHECK(map.stages.at(0) == 10);
  const std::string svg = shop_svg(map, "now");
  CHECK(svg.find("Test &amp; Shop") != std::string::npos);
  CHECK(svg.find("no campaign is live here") != std::string::npos);
  CHECK(shop_text(map).find("awareness: MISSING") != std::string::npos);

  // Whom nobody lets in is not live.
  CampaignHalts(shop.database).pause(shop.campaign, shop.now, "", "");
  CHECK(map_shop(shop.database, configuration, shop.now).parts.at(3).is_missing());
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
