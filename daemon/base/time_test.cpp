#include "base/time.hpp"

#include <doctest/doctest.h>

using namespace lifecycled;

TEST_CASE("durations are read and written in the form of the campaign files") {
  CHECK(parse_duration("90s") == Milliseconds{90'000});
  CHECK(parse_duration("1h30m") == Milliseconds{5'400'000});
  CHECK(parse_duration("250ms") == Milliseconds{250});
  CHECK(parse_duration("2w") == Milliseconds{14 * 86'400'000LL});
  CHECK(format_duration(Milliseconds{5'400'000}) == "1h30m");
  CHECK(format_duration(Milliseconds{14 * 86'400'000LL}) == "14d");
  for (const char* wrong :
       {"", "5", "d", "-1d", "1 d", "1y", "99999999999999999999d", "999999999w", "1d x"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_duration(wrong));
  }
}

TEST_CASE("moments are read with their offset and written in UTC") {
  CHECK(format_instant(*parse_instant("2026-01-31T09:00:00Z")) == "2026-01-31T09:00:00.000Z");
  CHECK(format_instant(*parse_instant("2026-01-31T09:00:00.1239+02:00")) == "2026-01-31T07:00:00.123Z");
  CHECK(format_instant(*parse_instant("1969-12-31T23:59:59.999-00:30")) == "1970-01-01T00:29:59.999Z");
  for (const char* wrong :
       {"", "2026-01-31", "2026-02-30T00:00:00Z", "2026-01-31T24:00:00Z", "2026-01-31T09:00:00",
        "2026-01-31T09:00:00Zx", "2026-01-31T09:00:00+2:00", "9999-01-31T09:00:00Z"}) {
    CAPTURE(wrong);
    CHECK_FALSE(parse_instant(wrong));
  }
}
