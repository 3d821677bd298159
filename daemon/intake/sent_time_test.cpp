#include "intake/sent_time.hpp"

#include <doctest/doctest.h>

using namespace lifecycled;

TEST_CASE("times as clients write them") {
  const auto at = [](std::string_view text) {
    const auto instant = parse_sent_time(text);
    return instant ? format_instant(*instant) : "none";
  };
  CHECK(at("2026-01-31T09:00:00.123Z") == "2026-01-31T09:00:00.123Z");
  CHECK(at("2026-01-31T09:00:00+02:00") == "2026-01-31T07:00:00.000Z");
  CHECK(at("2026-01-31T09:00:00+0200") == "2026-01-31T07:00:00.000Z");
  CHECK(at("2026-01-31T09:00:00.5-0330") == "2026-01-31T12:30:00.500Z");
  CHECK(at("2026-01-31T09:00:00") == "2026-01-31T09:00:00.000Z");
  CHECK(at("2026-01-31 09:00") == "2026-01-31T09:00:00.000Z");
  CHECK(at("2026-01-31") == "2026-01-31T00:00:00.000Z");
  for (const char* text :
       {"", "now", "1769850000000", "31.01.2026", "2026-02-30", "2026-01-31T25:00:00Z", "0001-01-01",
        "2026-01-31T09:00:00Zulu", "2026-01-31T09:00:00+02", "9999-01-01T00:00:00Z"}) {
    CAPTURE(text);
    CHECK(at(text) == "none");
  }
}

TEST_CASE("a clock that is wrong is wrong for both of its times") {
  const Instant received = from_ms(1'000'000);
  CHECK(corrected_time({}, {}, received) == received);
  CHECK(corrected_time({}, from_ms(5), received) == received);
  CHECK(corrected_time(from_ms(400'000), {}, received) == from_ms(400'000));
  // An hour fast, sent ten seconds after it happened.
  CHECK(corrected_time(from_ms(4'600'000), from_ms(4'610'000), received) == from_ms(990'000));
  CHECK(corrected_time(from_ms(100), from_ms(10'100), received) == from_ms(990'000));
  // Nothing happens later than we hear of it.
  CHECK(corrected_time(from_ms(2'000'000), {}, received) == received);
  CHECK(corrected_time(from_ms(300), from_ms(200), received) == received);
}
