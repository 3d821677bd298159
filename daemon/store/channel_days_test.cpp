#include "store/channel_days.hpp"

#include <doctest/doctest.h>

#include "store/store_testing.hpp"

using namespace lifecycled;
using namespace lifecycled::testing;

TEST_CASE("claims are counted by channel and day, and can be taken back") {
  ScratchDatabase scratch;
  ChannelDays days(scratch);
  CHECK(days.claimed("email", 20000) == 0);
  days.claim("email", 20000);
  days.claim("email", 20000);
  days.claim("email", 20002);
  days.claim("sms", 20000);
  CHECK(days.claimed("email", 20000) == 2);
  CHECK(days.claimed("sms", 20000) == 1);
  days.release("email", 20002);
  days.release("email", 20002);  // never below nothing
  CHECK(days.claimed("email", 20002) == 0);
  days.claim("email", 20001);
  CHECK(days.count_before("email", 20000, 9) == 0);
  CHECK(days.count_before("email", 20003, 9) == 2);  // a day on which all was taken back is none
  CHECK(days.count_before("email", 20003, 1) == 1);
}

TEST_CASE("what came back is summed since a day, and forgiven without touching the volume") {
  ScratchDatabase scratch;
  ChannelDays days(scratch);
  days.claim("email", 20000);
  days.add("email", 20000, {100, 2, 0});
  days.add("email", 20001, {50, 0, 1});
  days.add("email", 20001, {1, 0, 0});
  days.add("sms", 20001, {7, 7, 7});
  const auto both = days.since("email", 20000);
  CHECK(both.sent == 151);
  CHECK(both.bounced == 2);
  CHECK(both.complained == 1);
  CHECK(days.since("email", 20001).bounced == 0);
  days.forgive("email");
  CHECK(days.since("email", 0).sent == 0);
  CHECK(days.since("sms", 0).complained == 7);
  CHECK(days.claimed("email", 20000) == 1);
}
