#include "config/week_hours.hpp"

#include <doctest/doctest.h>

namespace lifecycled {
namespace {

std::string read(std::string_view text) {
  const auto hours = parse_week_hours(text);
  return hours ? to_text(*hours) : "not understood";
}

TEST_CASE("days of a week with their hours") {
  CHECK(read("08:00-21:00") ==
        "sun 08:00-21:00, mon 08:00-21:00, tue 08:00-21:00, wed 08:00-21:00, thu 08:00-21:00, fri "
        "08:00-21:00, sat 08:00-21:00");
  CHECK(read("mon 08:00-24:00") == "mon 08:00-24:00");
  CHECK(read("mon-wed 08:00-20:00,sat  09:00-18:00") ==
        "mon 08:00-20:00, tue 08:00-20:00, wed 08:00-20:00, sat 09:00-18:00");
  CHECK(read("fri-mon 09:30-12:00") == "sun 09:30-12:00, mon 09:30-12:00, fri 09:30-12:00, sat 09:30-12:00");
  CHECK(read(read("mon-wed 08:00-20:00, sat 09:00-18:00")) == read("mon-wed 08:00-20:00, sat 09:00-18:00"));
}

TEST_CASE("what is no such text") {
  for (const std::string_view text :
       {"", "always", "mon", "mon 08:00", "mon 22:00-08:00", "mon 08:00-08:00", "mon-xxx 08:00-09:00",
        "mon 08:00-20:00, mon 21:00-22:00", "mon 08:00-25:00", "8:00-20:00", "mon 08:00-20:00,"}) {
    CAPTURE(text);
    CHECK(read(text) == "not understood");
  }
}

}  // namespace
}  // namespace lifecycled
