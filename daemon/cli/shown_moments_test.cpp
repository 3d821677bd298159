#include "cli/shown_moments.hpp"

#include <doctest/doctest.h>

namespace lifecycled {
namespace {

TEST_CASE("moments are shown by the clock of a place, on the day that it is there") {
  const TimeZone amsterdam = TimeZone::named("Europe/Amsterdam");
  CHECK(shown_moment(parse_instant("2027-11-29T23:00:05.999Z").value(), amsterdam) ==
        "2027-11-30 00:00:05 Europe/Amsterdam");
  CHECK(shown_moment(parse_instant("1969-12-31T23:59:58Z").value(), TimeZone::named("UTC")) ==
        "1969-12-31 23:59:58 UTC");
  CHECK(with_shown_moments("a 2026-07-01T10:00:00.000Z, b 2026-12-01T10:00:00.000Z: c", amsterdam) ==
        "a 2026-07-01 12:00:00 Europe/Amsterdam, b 2026-12-01 11:00:00 Europe/Amsterdam: c");
}

TEST_CASE("what is no moment, or somebody's own writing, stays as it is") {
  for (const char* text : {"property renews_at: \"2026-07-01T10:00:00.000Z\"\n", "2026-07-01T10:00:00Z",
                           "2026-07-01", "2026-13-01T10:00:00.000Z", "2026-07-01T10:00:00.000", ""}) {
    CAPTURE(text);
    CHECK(with_shown_moments(text, TimeZone::named("Asia/Tokyo")) == text);
  }
  CHECK(with_shown_moments("2026-07-01T10:00:00.000Z", "") == "2026-07-01T10:00:00.000Z");
  CHECK(with_shown_moments("2026-07-01T10:00:00.000Z", "Asia/Tokyo") == "2026-07-01 19:00:00 Asia/Tokyo");
}

}  // namespace
}  // namespace lifecycled
