#include "config/segment_reader.hpp"

#include <doctest/doctest.h>

#include "config/load.hpp"
#include "config/testing.hpp"

namespace lifecycled {
namespace {

struct Read {
  explicit Read(std::string_view text) {
    if (const auto root = parse_toml(text, "segments.toml", problems))
      segments = read_segments(*root, problems);
  }
  Problems problems;
  std::vector<SegmentDefinition> segments;
};

TEST_CASE("a line a segment, after the five stages") {
  const Read read(
      "[segments]\nvip = { title = \"VIP\", where = \"orders > 9\" }\nbig = { where = \"spent > 5\" }\n");
  CHECK(testing::lines(read.problems) == "");
  REQUIRE(read.segments.size() == 7);
  CHECK(read.segments[0].name == "prospect");
  CHECK(read.segments[0].is_stage);
  CHECK(read.segments[1].where.text == "stage = 'active one-time'");
  CHECK(read.segments[5].name == "big");
  CHECK(read.segments[5].title == "big");
  CHECK(read.segments[6].title == "VIP");
  CHECK(read.segments[6].where.text == "orders > 9");
  CHECK(read.segments[6].where.place.line == 2);
  CHECK(read.segments[6].where.place.column == 33);
}

TEST_CASE("mistakes of segments.toml, all of them in one run") {
  const Read read(
      "[segments]\nVip = { where = \"orders > 9\" }\nlapsed = { where = \"orders > 9\" }\nbig = \"spent > "
      "5\"\n"
      "none = { title = \"None\" }\nempty = { where = \"\" }\nodd = { were = \"orders > 1\", where = 5 "
      "}\n[segment]\n");
  CHECK(
      testing::lines(read.problems) ==
      "segments.toml:2:1: a segment cannot be called \"Vip\"; use small letters, digits, \"-\" and \"_\"\n"
      "segments.toml:3:1: \"lapsed\" is a stage of buying, which every shop has; choose another name\n"
      "segments.toml:4:7: segment big must be a table, not \"spent > 5\"; write big = { where = \"orders "
      ">= 2\" }\n"
      "segments.toml:5:8: \"where\" is missing in segment none; say who is in it, as in: where = \"orders >= "
      "2\"\n"
      "segments.toml:6:19: \"where\" is empty; it must be a condition such as \"orders >= 2\"\n"
      "segments.toml:7:9: unknown key \"were\" in segment odd; did you mean \"where\"?\n"
      "segments.toml:7:38: \"where\" must be a condition such as \"orders >= 2\", not 5\n"
      "segments.toml:8:2: unknown key \"segment\"; did you mean \"segments\"?\n");
}

TEST_CASE("a shop without the file has the stages alone; one that names it means it") {
  const testing::Folder folder;
  const std::string settings = "[shop]\nname = \"S\"\n[channel.email]\ntype = \"file\"\n";
  folder.write("events.toml", "[It]\nhelp = \"it\"\n");
  folder.write("campaigns/x", "");
  folder.write("messages/x", "");
  const auto load = [&] { return load_configuration(folder.path() / "lifecycled.toml"); };
  folder.write("lifecycled.toml", settings);
  CHECK(testing::lines(load().problems, folder.path()) == "");
  CHECK(load().configuration.segments.size() == stage_segments().size());
  folder.write("lifecycled.toml", "segments = \"who.toml\"\n" + settings);
  CHECK(testing::lines(load().problems, folder.path()) == "lifecycled.toml:1:12: who.toml does not exist\n");
  folder.write("who.toml", "[segments]\nvip = { where = \"orders > 9\" }\n");
  CHECK(load().configuration.segments.size() == 6);
}

TEST_CASE("the shipped segments are read") {
  const auto loaded = load_configuration(std::string(LIFECYCLED_SOURCE_DIR) + "/config/lifecycled.toml");
  CHECK(loaded.configuration.segments.size() > 35);
}

}  // namespace
}  // namespace lifecycled
