#include "config/retention_reader.hpp"

#include <doctest/doctest.h>

#include "base/time.hpp"

using namespace lifecycled;

namespace {

struct Read {
  RetentionSettings settings;
  std::string problems;
};

Read read(std::string text) {
  Problems problems;
  const auto root = parse_toml(std::move(text), "lifecycled.toml", problems);
  REQUIRE(root.has_value());
  Read out;
  out.settings = read_retention(*root, problems);
  for (const Problem& problem : problems.sorted()) out.problems += to_string(problem) + "\n";
  return out;
}

}  // namespace

TEST_CASE("each kind of data has its period, or is kept for ever") {
  const Read given = read("events = \"90d\"\nmessages = \"forever\"\ncarts = \"30d\"\n");
  CHECK(given.problems == "");
  CHECK(given.settings.events == 90 * day_length);
  CHECK_FALSE(given.settings.messages.has_value());
  CHECK(given.settings.carts == 30 * day_length);
  CHECK(given.settings.contents == 90 * day_length);
  CHECK(given.settings.prospects == 1095 * day_length);
}

TEST_CASE("what would take away what the daemon needs is refused") {
  CHECK(read("events = \"7d\"\n").problems ==
        "lifecycled.toml:1:10: \"events\" must be \"forever\" or a duration of at least 60 days such as "
        "\"730d\", not "
        "\"7d\"\n");
  CHECK(read("carts = 30\n").problems ==
        "lifecycled.toml:1:9: \"carts\" must be \"forever\" or a duration of at least 7 days such as "
        "\"180d\", not "
        "30\n");
}
