#include "delivery/suspects.hpp"

#include <doctest/doctest.h>

namespace lifecycled {
namespace {

TEST_CASE("what came back is suspect when the plugin has ended, and not before") {
  Suspects suspects;
  suspects.came_back({1, 2});
  CHECK_FALSE(suspects.contains(1));
  suspects.plugin_ended();
  CHECK(suspects.contains(1));
  CHECK(suspects.contains(2));
  CHECK_FALSE(suspects.contains(3));
}

TEST_CASE("what was refused just before the others came back was not with the plugin") {
  Suspects suspects;
  suspects.came_back({1});
  suspects.came_back({2});
  suspects.plugin_ended();
  CHECK_FALSE(suspects.contains(1));
  CHECK(suspects.contains(2));
}

TEST_CASE("an end blames what came back since the last one") {
  Suspects suspects;
  suspects.came_back({1});
  suspects.plugin_ended();
  suspects.clear(1);
  suspects.plugin_ended();
  CHECK_FALSE(suspects.contains(1));
}

TEST_CASE("the cause is what ends the plugin alone, twice") {
  Suspects suspects;
  suspects.came_back({1});
  suspects.plugin_ended();
  CHECK_FALSE(suspects.ended_alone(1));
  suspects.came_back({1});
  suspects.plugin_ended();  // being blamed again is no new beginning
  CHECK(suspects.contains(1));
  CHECK(suspects.ended_alone(1));
  CHECK_FALSE(suspects.contains(1));
}

TEST_CASE("who is no suspect is never the cause") {
  Suspects suspects;
  CHECK_FALSE(suspects.ended_alone(1));
  CHECK_FALSE(suspects.ended_alone(1));
  CHECK_FALSE(suspects.contains(1));
}

TEST_CASE("an answer forgets earlier ends") {
  Suspects suspects;
  suspects.came_back({1});
  suspects.plugin_ended();
  CHECK_FALSE(suspects.ended_alone(1));
  suspects.clear(1);
  suspects.came_back({1});
  suspects.plugin_ended();
  CHECK_FALSE(suspects.ended_alone(1));
}

}  // namespace
}  // namespace lifecycled
