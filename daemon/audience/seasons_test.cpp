#include "audience/seasons.hpp"

#include <doctest/doctest.h>

#include "base/time.hpp"
#include "base/time_zones.hpp"

using namespace lifecycled;

namespace {

std::optional<std::int64_t> season(std::initializer_list<const char*> dates) {
  std::vector<std::int64_t> days;
  for (const char* date : dates) days.push_back(to_number(LocalDay{parse_date(date).value()}));
  return season_of(days);
}

}  // namespace

TEST_CASE("purchases in the same weeks of each year are a season") {
  CHECK(season({"2023-12-01", "2023-12-20", "2024-12-10"}) == 20);
  CHECK(season({"2023-12-20", "2025-01-05", "2025-12-28"}) == 17);  // over the turn of the year
  CHECK(season({"2024-02-29", "2025-02-28", "2026-03-01"}) == 3);
  CHECK(season({"2023-05-01", "2024-05-01", "2025-05-01"}) == 1);
}

TEST_CASE("others are no seasonal shoppers") {
  CHECK_FALSE(season({}));
  CHECK_FALSE(season({"2023-12-01", "2024-12-01"}));                // may be chance
  CHECK_FALSE(season({"2024-12-01", "2024-12-05", "2024-12-20"}));  // one season only
  CHECK_FALSE(season({"2024-12-20", "2024-12-31", "2025-01-05"}));  // still the same
  CHECK_FALSE(season({"2023-12-01", "2024-06-01", "2024-12-01"}));
  CHECK_FALSE(season({"2023-11-01", "2023-12-27", "2024-12-01"}));  // longer than eight weeks
  CHECK(season({"2023-11-01", "2023-12-26", "2024-12-01"}) == 56);
}
