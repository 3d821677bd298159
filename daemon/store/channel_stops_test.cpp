#include "store/channel_stops.hpp"

#include <doctest/doctest.h>

#include "store/store_testing.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;

TEST_CASE("a channel's stop is kept with who, when and why; the first word stays until it is resumed") {
  ScratchDatabase scratch;
  ChannelStops stops(scratch);
  CHECK_FALSE(stops.find("email"));
  CHECK(stops.stop("email", {some_noon, "itself", "12 of 1000 messages drew a complaint"}));
  CHECK_FALSE(stops.stop("email", {some_noon + day_length, "ben", "me too"}));
  CHECK(to_text(stops.find("email").value()) ==
        "stopped since " + format_instant(some_noon) + " by itself: 12 of 1000 messages drew a complaint");
  CHECK_FALSE(stops.find("sms"));
  CHECK(stops.resume("email"));
  CHECK_FALSE(stops.resume("email"));
  CHECK_FALSE(stops.find("email"));
}
