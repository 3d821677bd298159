#include "journey/segment_members.hpp"

#include <doctest/doctest.h>

#include "config/load.hpp"
#include "journey/testing.hpp"
#include "store/segments.hpp"

namespace lifecycled {
namespace {

TEST_CASE("members of a segment and of a stage, in order and in slices") {
  Database database(":memory:", Database::Mode::ReadWrite);
  Segments segments(database);
  const SegmentId vip = segments.ensure("vip");
  std::vector<CustomerId> everybody;
  for (int i = 0; i < 5; ++i) {
    everybody.push_back(Customers(database).create(from_ms(0)));
    if (i % 2 == 0) segments.add_member(vip, everybody.back(), from_ms(0));
  }
  CHECK(members_of(database, "prospect", 0, 10) == everybody);
  CHECK(members_of(database, "vip", 0, 2) == std::vector{everybody[0], everybody[2]});
  CHECK(members_of(database, "vip", everybody[2], 2) == std::vector{everybody[4]});
  CHECK(members_of(database, "nobody", 0, 10).empty());
  CHECK(is_segment(database, "active-one-time"));
  CHECK(is_segment(database, "vip"));
  CHECK_FALSE(is_segment(database, "active one-time"));
  CHECK(is_filling(database, "vip"));
  segments.set_progress(vip, SegmentState::Ready, 0);
  CHECK_FALSE(is_filling(database, "vip"));
  CHECK_FALSE(is_filling(database, "prospect"));
}

TEST_CASE("a segment that nobody knows is told with its place and the nearest name") {
  Database database(":memory:", Database::Mode::ReadWrite);
  Segments(database).ensure("vip");
  const auto mistakes = [&](const std::string& trigger) {
    Problems problems;
    const auto campaign = parse_campaign(
        "a", "serves = \"retention\"\ntrigger = { " + trigger + " }\nstep = [ { send = \"hello\" } ]\n",
        "a.toml", problems);
    check_segment_names(database, campaign.trigger, problems);
    std::string out;
    for (const Problem& problem : problems.sorted()) out += to_string(problem) + "\n";
    return out;
  };
  CHECK(mistakes(R"(segment_entered = "vip")") == "");
  CHECK(mistakes(R"(schedule = "mon 10:00", segment = "active-repeat")") == "");
  CHECK(mistakes(R"(segment_left = "vipp")") ==
        "a.toml:2:28: unknown segment \"vipp\"; did you mean \"vip\"?\n");
  CHECK(mistakes(R"(schedule = "mon 10:00", segment = "tea-drinkers")") ==
        "a.toml:2:47: unknown segment \"tea-drinkers\"; describe it in segments.toml\n");
}

}  // namespace
}  // namespace lifecycled
