#include "config/schedule.hpp"

#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace lifecycled {
namespace {

// The next `count` moments after `from`, in UTC.
std::string moments(std::string_view text, std::string_view from, int count) {
  const auto schedule = parse_schedule(text);
  if (!schedule) return "no schedule";
  const TimeZone zone = TimeZone::named("Europe/Amsterdam");
  std::string out;
  Instant after = parse_instant(from).value();
  for (int i = 0; i < count; ++i) {
    const auto next = next_moment(*schedule, zone, after);
    if (!next) return out + "never";
    out += format_instant(*next).substr(0, 16) + "\n";
    after = *next + Milliseconds{1};
  }
  return out;
}

TEST_CASE("the forms of a schedule") {
  for (const char* good : {"daily 10:00", "mon 10:00", "1st 09:00", "2nd 09:00", "3rd 09:00", "11th 09:00",
                           "21st 00:00", "31st 23:59", "last 09:00", "2026-12-01 09:00"}) {
    CAPTURE(good);
    CHECK(parse_schedule(good).has_value());
  }
  for (const char* bad :
       {"", "10:00", "daily", "daily 25:00", "monday 10:00", "1th 09:00", "11st 09:00", "32nd 09:00",
        "0th 09:00", "01st 09:00", "2026-02-30 09:00", "2026-12-01", "daily  10:00", "last 9:00"}) {
    CAPTURE(bad);
    CHECK_FALSE(parse_schedule(bad).has_value());
  }
}

TEST_CASE("every day and every week, by the shop's clock on both sides of a change") {
  CHECK(moments("daily 10:00", "2026-03-28T08:00:00Z", 3) ==
        "2026-03-28T09:00\n2026-03-29T08:00\n2026-03-30T08:00\n");
  CHECK(moments("sun 02:30", "2026-03-24T00:00:00Z", 2) == "2026-03-29T01:00\n2026-04-05T00:30\n");
  CHECK(moments("daily 02:30", "2026-10-25T00:00:00Z", 2) == "2026-10-25T00:30\n2026-10-26T01:30\n");
  CHECK(moments("sun 02:30", "2026-10-20T00:00:00Z", 2) == "2026-10-25T00:30\n2026-11-01T01:30\n");
}

TEST_CASE("a day of the month that a month lacks is its last day, also in a leap year") {
  CHECK(moments("31st 09:00", "2028-01-31T08:00:00Z", 4) ==
        "2028-01-31T08:00\n2028-02-29T08:00\n2028-03-31T07:00\n2028-04-30T07:00\n");
  CHECK(moments("last 09:00", "2026-02-01T00:00:00Z", 1) == "2026-02-28T08:00\n");
  CHECK(moments("1st 09:00", "2026-12-01T08:00:01Z", 2) == "2027-01-01T08:00\n2027-02-01T08:00\n");
}

TEST_CASE("a date is one moment") {
  CHECK(moments("2026-12-01 09:00", "2026-12-01T08:00:00Z", 2) == "2026-12-01T08:00\nnever");
  CHECK(moments("2026-12-01 09:00", "2026-12-01T08:00:00.001Z", 1) == "never");
}

}  // namespace
}  // namespace lifecycled
