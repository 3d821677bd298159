#include "base/time_zones.hpp"

#include <stdexcept>

#include <doctest/doctest.h>

using namespace lifecycled;
using namespace std::chrono_literals;

TEST_CASE("ten o'clock is ten o'clock on both sides of the change of clocks") {
  const auto amsterdam = TimeZone::named("Europe/Amsterdam");
  // Summer time begins on 2026-03-29 and ends on 2026-10-25.
  CHECK(amsterdam.next(*parse_instant("2026-03-28T12:00:00Z"), 10h) ==
        *parse_instant("2026-03-29T08:00:00Z"));
  CHECK(amsterdam.next(*parse_instant("2026-03-28T08:00:00Z"), 10h) ==
        *parse_instant("2026-03-28T09:00:00Z"));
  CHECK(amsterdam.next(*parse_instant("2026-10-24T12:00:00Z"), 10h) ==
        *parse_instant("2026-10-25T09:00:00Z"));
}

TEST_CASE("a skipped time means the moment of the change, a doubled one the first of the two") {
  const auto amsterdam = TimeZone::named("Europe/Amsterdam");
  CHECK(amsterdam.next(*parse_instant("2026-03-28T23:00:00Z"), 2h + 30min) ==
        *parse_instant("2026-03-29T01:00:00Z"));
  CHECK(amsterdam.next(*parse_instant("2026-10-24T23:00:00Z"), 2h + 30min) ==
        *parse_instant("2026-10-25T00:30:00Z"));
}

TEST_CASE("the second of two equal hours is a moment of its own for whoever comes after the first") {
  const auto amsterdam = TimeZone::named("Europe/Amsterdam");
  CHECK(amsterdam.next(*parse_instant("2026-10-25T00:30:00.001Z"), 2h + 30min) ==
        *parse_instant("2026-10-25T01:30:00Z"));
  CHECK(amsterdam.next(*parse_instant("2026-10-25T00:45:00Z"), 2h + 30min, std::chrono::Sunday) ==
        *parse_instant("2026-10-25T01:30:00Z"));
  CHECK(amsterdam.next(*parse_instant("2026-10-25T01:30:00.001Z"), 2h + 30min) ==
        *parse_instant("2026-10-26T01:30:00Z"));
  // Sao Paulo's midnight became 23:00 of the day before: that Saturday's last hour came twice.
  const auto sao_paulo = TimeZone::named("America/Sao_Paulo");
  CHECK(sao_paulo.next(*parse_instant("2018-02-18T01:45:00Z"), 23h + 30min) ==
        *parse_instant("2018-02-18T02:30:00Z"));
  // Newfoundland went from 00:01 of Sunday back to 23:01 of Saturday.
  const auto st_johns = TimeZone::named("America/St_Johns");
  CHECK(st_johns.next(*parse_instant("2010-11-07T02:30:30Z"), 23h + 30min) ==
        *parse_instant("2010-11-07T03:00:00Z"));
}

TEST_CASE("weekdays are the customer's, and a moment that is now counts") {
  const auto taipei = TimeZone::named("Asia/Taipei");
  const Instant sunday_evening_utc = *parse_instant("2026-11-22T18:00:00Z");  // Monday 02:00 in Taipei
  CHECK(taipei.next(sunday_evening_utc, 10h, std::chrono::Monday) == *parse_instant("2026-11-23T02:00:00Z"));
  CHECK(taipei.next(sunday_evening_utc, 1h, std::chrono::Monday) == *parse_instant("2026-11-29T17:00:00Z"));
  CHECK(taipei.next(*parse_instant("2026-11-23T02:00:00Z"), 10h) == *parse_instant("2026-11-23T02:00:00Z"));
}

TEST_CASE("an unknown zone is named in the mistake") {
  CHECK_FALSE(TimeZone::exists("Europe/Amsterdm"));
  CHECK_THROWS_WITH_AS(TimeZone::named("Europe/Amsterdm"),
                       "unknown time zone \"Europe/Amsterdm\"; use an IANA name such as \"Europe/Amsterdam\"",
                       std::invalid_argument);
}
