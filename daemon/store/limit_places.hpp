// The places of campaigns' daily limits: how many of today's are taken, and who waits in line for one. The
// line is clustered in the order in which it is served, so that the next one is its first row. Runs on the
// thread that owns the connection.
#pragma once

#include <cstdint>
#include <optional>

#include "store/journeys.hpp"

namespace lifecycled {

struct PlaceInLine {
  CampaignId campaign = 0;
  double worth = 0;  // by serve_first, when it joined: more goes first
  Instant asked_at;  // among equals, earlier goes first
  JourneyId journey = 0;
};

class LimitPlaces {
 public:
  explicit LimitPlaces(Database& database) : database_(database) {}

  // Days are numbers of the shop's days.
  std::int64_t left(CampaignId campaign, std::int64_t today, std::int64_t per_day);
  void take(CampaignId campaign, std::int64_t today);

  void join(const PlaceInLine& place);
  void leave(JourneyId journey);
  std::optional<PlaceInLine> find(JourneyId journey);
  std::optional<PlaceInLine> first(CampaignId campaign);
  // How many are served before this one; counts to `most` only.
  std::int64_t count_ahead(const PlaceInLine& place, std::int64_t most);

 private:
  Database& database_;
};

}  // namespace lifecycled
