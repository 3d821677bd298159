// For the tests of this room: a small shop with one campaign, and a layout that needs no program.
#pragma once

#include <doctest/doctest.h>

#include "config/load.hpp"
#include "insight/graph_layout.hpp"
#include "store/campaign_halts.hpp"
#include "store/events.hpp"
#include "store/journeys.hpp"

namespace lifecycled::insight_testing {

inline const std::string letters = R"(title = "Letters <&>"
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

inline CampaignDefinition parsed(const std::string& text, const std::string& name = "letters") {
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
      const Point middle{(a.x + b.x) / 2, (a.y + b.y) / 2};
      out.edges.push_back({{a, middle, middle, b}, middle});
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

}  // namespace lifecycled::insight_testing
