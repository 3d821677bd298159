#include "store/segments.hpp"

#include <doctest/doctest.h>

#include "store/store_testing.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;

TEST_CASE("a segment is known by its name, and a new one is to be filled") {
  ScratchDatabase scratch;
  Segments segments(scratch);
  CHECK_FALSE(segments.find("vip"));
  const SegmentId vip = segments.ensure("vip");
  CHECK(segments.ensure("vip") == vip);
  segments.ensure("cold");
  CHECK(segments.find("vip").value().state == SegmentState::Filling);
  segments.begin_fill(vip, "orders > 9");
  segments.set_progress(vip, SegmentState::Ready, 7);
  const auto all = segments.all();
  REQUIRE(all.size() == 2);
  CHECK(all[0].name == "cold");
  CHECK(all[1].definition == "orders > 9");
  CHECK(all[1].state == SegmentState::Ready);
  CHECK(all[1].fill_after == 7);

  segments.begin_fill(vip, "orders > 10");
  CHECK(segments.find("vip").value().state == SegmentState::Filling);
  CHECK(segments.find("vip").value().fill_after == 0);
  segments.begin_emptying(vip);
  CHECK(segments.find("vip").value().state == SegmentState::Emptying);
  CHECK(segments.find("vip").value().definition.empty());
}

TEST_CASE("members come in order and in portions, and each knows since when") {
  ScratchDatabase scratch;
  Segments segments(scratch);
  const SegmentId vip = segments.ensure("vip"), other = segments.ensure("other");
  for (const CustomerId customer : {9, 2, 5}) segments.add_member(vip, customer, some_noon);
  segments.add_member(other, 3, some_noon);
  segments.add_member(vip, 5, some_noon + day_length);  // is inside already
  CHECK(segments.members(vip, 0, 2) == std::vector<CustomerId>{2, 5});
  CHECK(segments.members(vip, 5, 2) == std::vector<CustomerId>{9});
  CHECK(segments.since(vip, 5) == some_noon);
  CHECK_FALSE(segments.is_member(vip, 3));
  segments.remove_member(vip, 5);
  CHECK_FALSE(segments.is_member(vip, 5));
  CHECK(segments.members(vip, 0, 9) == std::vector<CustomerId>{2, 9});
}

TEST_CASE("a customer's own row has all segments and the next look") {
  ScratchDatabase scratch;
  Segments segments(scratch);
  CHECK(segments.of_customer(4) == CustomerSegments{});
  const CustomerSegments inside{some_noon, {1, 12, 300}};
  segments.save_of_customer(4, inside);
  CHECK(segments.of_customer(4) == inside);
  segments.save_of_customer(4, {});
  CHECK(segments.of_customer(4) == CustomerSegments{});
}

TEST_CASE("each day has the size at its end, and who came and went") {
  ScratchDatabase scratch;
  Segments segments(scratch);
  const SegmentId vip = segments.ensure("vip");
  segments.note_change(vip, 20000, 10, 0, 0);
  segments.note_change(vip, 20001, 1, 1, 0);
  segments.note_change(vip, 20001, -1, 0, 1);
  segments.note_change(vip, 20001, 1, 1, 0);
  CHECK(segments.find("vip").value().size == 11);
  const auto days = segments.days(vip, 5);
  REQUIRE(days.size() == 2);
  CHECK(days[0].day == 20001);
  CHECK(days[0].size == 11);
  CHECK(days[0].entered == 2);
  CHECK(days[0].left == 1);
  CHECK(days[1].size == 10);
  CHECK(segments.days(vip, 1).size() == 1);
}
