// Segments as a shop lives: who comes and goes, at which moment, and that time, events, new definitions and
// the shop's figures leave everybody where the condition says, asked of each customer one by one.
#include "store/segments.hpp"

#include <doctest/doctest.h>

#include "audience/condition.hpp"
#include "config/segment_reader.hpp"
#include "journey/testing.hpp"
#include "store/shop_figures.hpp"

namespace lifecycled {
namespace {

using testing::at;
using testing::Shop;

using Lines = std::vector<std::pair<std::string, std::string>>;

std::vector<SegmentDefinition> segments_of(const Lines& lines) {
  auto out = stage_segments();
  for (const auto& [name, where] : lines)
    out.push_back({name, name, {where, {"segments.toml", 1, 1}}, false, {}});
  return out;
}

struct Town {
  explicit Town(const Lines& lines, std::string_view opens = testing::opening_time)
      : shop(Shop::Files{}, opens) {
    define(lines);
  }
  void define(const Lines& lines) {
    definitions = segments_of(lines);
    shop.segments = definitions;
    shop.open({});
  }
  // "Entered vip 2026-03-05T11:00:00Z", a line each, of one customer.
  std::string moves(std::string_view user, std::string_view segment) {
    std::string out;
    auto events = Events(shop.database).of_customer(shop.customer(user), 10'000);
    for (auto event = events.rbegin(); event != events.rend(); ++event) {
      const bool is_move = event->name == "Segment Entered" || event->name == "Segment Left";
      if (!is_move || event->body.find("\"" + std::string(segment) + "\"") == std::string::npos) continue;
      out += event->name.substr(8) + " " + format_instant(event->occurred_at) + "\n";
    }
    return out;
  }
  std::vector<CustomerId> members(std::string_view name) {
    Segments segments(shop.database);
    return segments.members(segments.find(name).value().id, 0, 100'000);
  }
  // Each segment's members as the plain condition has it, customer by customer.
  std::vector<CustomerId> expected(const SegmentDefinition& segment) {
    Problems problems;
    Condition condition = compile_condition(shop.database, segment.where, {}, problems);
    REQUIRE(problems.sorted().empty());
    std::vector<CustomerId> out;
    for (CustomerId id = 1; id <= Customers(shop.database).newest(); ++id) {
      if (condition.holds(id, shop.reactor().functions(), {shop.clock.now(), nullptr, std::nullopt}))
        out.push_back(id);
    }
    return out;
  }
  void check_all() {
    Segments segments(shop.database);
    for (const SegmentDefinition& segment : definitions) {
      CAPTURE(segment.name);
      CAPTURE(format_instant(shop.clock.now()));
      const auto inside = members(segment.name);
      CHECK(inside == expected(segment));
      const auto row = segments.find(segment.name).value();
      CHECK(row.size == static_cast<std::int64_t>(inside.size()));
      for (const CustomerId customer : inside) {
        const auto all = segments.of_customer(customer).inside;
        CHECK(std::ranges::find(all, row.id) != all.end());
      }
    }
  }

  Shop shop;
  std::vector<SegmentDefinition> definitions;
};

const Lines every_kind{
    {"two", "orders >= 2"},
    {"quiet", "days_since(last_order_at) > 60"},
    {"recent", "days_since_order <= 7.5"},
    {"late", "days_since_order > 1.5 * gap_days and stage <> 'lapsed'"},
    {"old", "older_than(known_since, '90d')"},
    {"middle", "days_since(last_order_at) between 20 and 40"},
    {"warm", "warmth = 'warm'"},
    {"cold", "warmth = 'cold'"},
    {"big", "spent_score >= 1.5"},
    {"choosy", "order_value_score < -0.5"},
    {"best", "recency >= 4 and frequency >= 4"},
    {"money", "monetary = 5 or rfm = '1-1-1'"},
    {"promoters", "nps_group = 'promoter' and open_cases = 0"},
    {"dutch", "country = 'NL' and property_text('size') is not 'M'"},
    {"mail", "reachable('email')"},
    {"worth", "expected_value > 30"},
};

}  // namespace

TEST_CASE("who is in a segment comes and goes at the very moment, each time as one event") {
  Town town({{"quiet", "days_since(last_order_at) > 60"}, {"repeat", "purchases >= 2"}});
  town.shop.order("ben", "1", at("2026-03-01T08:15:30Z"));
  CHECK(town.moves("ben", "quiet").empty());
  town.shop.pass_until(at("2026-04-30T08:15:30Z"));
  CHECK(town.moves("ben", "quiet").empty());
  town.shop.pass_until(at("2026-04-30T08:15:31Z"));
  CHECK(town.moves("ben", "quiet") == "Entered 2026-04-30T08:15:30.001Z\n");
  town.shop.pass("100d");
  town.shop.order("ben", "2");
  CHECK(town.moves("ben", "quiet") == "Entered 2026-04-30T08:15:30.001Z\nLeft 2026-08-08T08:15:31.000Z\n");
  CHECK(town.moves("ben", "repeat") == "Entered 2026-08-08T08:15:31.000Z\n");
  // A stage is a segment of its name.
  // Ben was there when the stages were filled, which is no entering.
  CHECK(town.moves("ben", "active-one-time") == "Left 2026-04-30T08:15:30.001Z\n");
}

TEST_CASE("a year of a shop: at every moment looked at, everybody is where the condition says") {
  Town town(every_kind);
  SeededRandom dice(11);
  const auto user = [&] { return "user" + std::to_string(dice.number() % 40); };
  int orders = 0;
  for (int round = 0; round < 120; ++round) {
    for (int i = 0; i < 3; ++i) {
      const std::string who = user();
      switch (dice.number() % 9) {
        case 0:
        case 1:
        case 2:
          town.shop.order(who, std::to_string(orders++),
                          town.shop.clock.now() - Milliseconds{dice.number() % 400'000'000},
                          std::to_string(5 + dice.number() % 90));
          break;
        case 3:
          town.shop.track(who, "Order Cancelled",
                          R"({"order_id": ")" +
                              std::to_string(dice.number() % static_cast<unsigned>(orders + 1)) + "\"}");
          break;
        case 4:
          town.shop.track(who, "Product Viewed");
          break;
        case 5:
          town.shop.track(who, "NPS Answered", R"({"score": )" + std::to_string(dice.number() % 11) + "}");
          break;
        case 6:
          town.shop.track(who, dice.number() % 2 ? "Support Case Opened" : "Support Case Closed",
                          R"({"case_id": "7"})");
          break;
        case 7:
          town.shop.track(who, "Customer Identified",
                          dice.number() % 2 ? R"({"country": "NL", "size": "L"})" : R"({"country": "BE"})");
          break;
        default:
          town.shop.welcome(who);
      }
    }
    town.shop.pass_until(town.shop.clock.now() + Milliseconds{dice.number() % 520'000'000});
    if (round % 4 == 0) town.check_all();
  }
  town.shop.pass("200d");
  town.check_all();
}

TEST_CASE("a new definition fills without events, and only what changes afterwards is one") {
  Town town({});
  for (int i = 0; i < 300; ++i) {
    const std::string user = "user" + std::to_string(i);
    for (int order = 0; order <= i % 4; ++order)
      town.shop.say(user, "Order Completed",
                    R"({"total": 10, "order_id": ")" + user + "-" + std::to_string(order) + "\"}",
                    town.shop.clock.now() - testing::span("100d") + order * testing::span("3d"));
  }
  town.shop.settle();
  town.define({{"repeat", "purchases >= 3"}});
  town.shop.settle();
  CHECK(town.members("repeat").size() == 150);
  CHECK(town.moves("user2", "repeat").empty());
  town.define({{"repeat", "purchases >= 4"}, {"quiet", "days_since(last_order_at) > 120"}});
  town.shop.settle();
  CHECK(town.members("repeat").size() == 75);
  CHECK(town.moves("user2", "repeat").empty());
  town.check_all();
  town.shop.order("user2", "late");
  CHECK(town.moves("user2", "repeat") == "Entered 2026-03-05T11:00:00.000Z\n");
  // The same again: nothing is asked anew.
  town.define({{"repeat", "purchases  >=  4"}, {"quiet", "days_since(last_order_at) > 120"}});
  CHECK(Segments(town.shop.database).find("repeat").value().state == SegmentState::Ready);
  // Timers were set while it was filled.
  town.shop.pass("40d");
  CHECK(town.members("quiet").size() == 299);
  CHECK_FALSE(town.moves("user5", "quiet").empty());
  town.define({});
  town.shop.settle();
  CHECK(Segments(town.shop.database).find("repeat").value().state == SegmentState::Gone);
  CHECK(Segments(town.shop.database).find("repeat").value().size == 0);
  town.define({{"repeat", "purchases >= 1"}});
  town.shop.settle();
  town.check_all();
}

TEST_CASE("filling goes on where it stopped, and what happens meanwhile is not lost") {
  Town town({});
  for (int i = 0; i < 2000; ++i)
    town.shop.say("user" + std::to_string(i), "Customer Identified", R"({"country": "NL"})");
  town.shop.settle();
  town.shop.slice_length = std::chrono::microseconds{1};
  town.define({{"dutch", "country = 'NL'"}, {"buyers", "orders >= 1"}});
  const auto slice = [&] {
    town.shop.database.atomically(
        [&] { town.shop.reactor().run(town.shop.database, town.shop.clock.now(), town.shop.slice_length); });
  };
  while (town.members("dutch").size() < 500) slice();
  town.shop.say("user1", "Order Completed", R"({"total": 10, "order_id": "1"})");
  town.shop.say("user1999", "Order Completed", R"({"total": 10, "order_id": "2"})");
  town.shop.say("user3", "Customer Identified", R"({"country": "BE"})");
  slice();
  slice();
  // A reload in the middle brings one that begins at the beginning.
  town.define({{"dutch", "country = 'NL'"}, {"buyers", "orders >= 1"}, {"belgian", "country = 'BE'"}});
  town.shop.settle();
  town.check_all();
  CHECK(town.members("dutch").size() == 1999);
  CHECK(town.members("buyers").size() == 2);
  // Had been asked by then, so it is news; the other one had not.
  CHECK(town.moves("user1", "buyers") == "Entered 2026-03-05T11:00:00.000Z\n");
  CHECK(town.moves("user1999", "buyers").empty());
}

TEST_CASE("quintiles and scores follow from all buyers, once a day") {
  Town town({{"top", "monetary = 5"},
             {"frequent", "frequency = 5"},
             {"fresh", "recency = 5"},
             {"big", "spent_score > 1"}});
  for (int i = 1; i <= 10; ++i)
    town.shop.order("user" + std::to_string(i), std::to_string(i),
                    town.shop.clock.now() - testing::span("1d") * i, std::to_string(i * 10));
  CHECK(town.members("top").empty());  // before the first night nothing is known of the whole
  town.shop.pass("1d");
  const auto row = ShopFigures(town.shop.database).latest_with_buyers().value();
  REQUIRE(row.buyers);
  CHECK(row.buyers->buyers == 10);
  CHECK(row.buyers->spent_mean == doctest::Approx(5500));
  CHECK(row.buyers->spent_deviation == doctest::Approx(2872.281));
  CHECK(row.buyers->monetary == QuintileBorders{2000, 4000, 6000, 8000});
  CHECK(row.buyers->frequency == QuintileBorders{1, 1, 1, 1});
  const auto ids = [&](std::initializer_list<const char*> users) {
    std::vector<CustomerId> out;
    for (const char* user : users) out.push_back(town.shop.customer(user));
    std::ranges::sort(out);
    return out;
  };
  CHECK(town.members("top") == ids({"user9", "user10"}));
  CHECK(town.members("fresh") == ids({"user1", "user2"}));
  CHECK(town.members("frequent").empty());
  CHECK(town.members("big") == ids({"user9", "user10"}));
  // Constant until the next night, then everybody's rank moves.
  town.shop.order("user1", "much", std::nullopt, "5000");
  CHECK(town.members("top") == ids({"user1", "user9", "user10"}));
  town.shop.pass("1d");
  CHECK(town.members("top") == ids({"user1", "user10"}));
  CHECK(town.members("big") == ids({"user1"}));
  CHECK(town.moves("user9", "top").find("Left") != std::string::npos);
  town.check_all();
}

}  // namespace lifecycled
