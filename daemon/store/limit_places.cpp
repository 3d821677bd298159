#include "store/limit_places.hpp"

#include <algorithm>

namespace lifecycled {
namespace {

PlaceInLine row(const Query& query) {
  return {query.integer(0), -query.real(1), from_ms(query.integer(2)), query.integer(3)};
}

}  // namespace

std::int64_t LimitPlaces::left(CampaignId campaign, std::int64_t today, std::int64_t per_day) {
  Query query(database_, "SELECT limit_day, limit_used FROM campaigns WHERE id = ?1");
  query.bind(campaign);
  if (!query.step() || query.is_null(0) || query.integer(0) < today) return per_day;
  // An earlier program handed out days ahead: until they have come, today has nothing left.
  if (query.integer(0) > today) return 0;
  return std::max<std::int64_t>(0, per_day - query.integer(1));
}

void LimitPlaces::take(CampaignId campaign, std::int64_t today) {
  Query(database_,
        "UPDATE campaigns SET limit_used = iif(limit_day = ?2, limit_used, 0) + 1, limit_day = ?2 "
        "WHERE id = ?1")
      .bind(campaign, today)
      .run();
}

void LimitPlaces::join(const PlaceInLine& place) {
  Query(database_,
        "INSERT INTO limit_line (campaign_id, below, asked_at, journey_id) VALUES (?1, ?2, ?3, ?4)")
      .bind(place.campaign, -place.worth, to_ms(place.asked_at), place.journey)
      .run();
}

void LimitPlaces::leave(JourneyId journey) {
  Query(database_, "DELETE FROM limit_line WHERE journey_id = ?1").bind(journey).run();
}

std::optional<PlaceInLine> LimitPlaces::find(JourneyId journey) {
  Query query(database_,
              "SELECT campaign_id, below, asked_at, journey_id FROM limit_line WHERE journey_id = ?1");
  query.bind(journey);
  if (!query.step()) return std::nullopt;
  return row(query);
}

std::optional<PlaceInLine> LimitPlaces::first(CampaignId campaign) {
  Query query(database_,
              "SELECT campaign_id, below, asked_at, journey_id FROM limit_line WHERE campaign_id = ?1 "
              "ORDER BY below, asked_at, journey_id LIMIT 1");
  query.bind(campaign);
  if (!query.step()) return std::nullopt;
  return row(query);
}

std::int64_t LimitPlaces::count_ahead(const PlaceInLine& place, std::int64_t most) {
  Query query(database_,
              "SELECT count(*) FROM (SELECT 1 FROM limit_line WHERE campaign_id = ?1 AND "
              "(below, asked_at, journey_id) < (?2, ?3, ?4) LIMIT ?5)");
  query.bind(place.campaign, -place.worth, to_ms(place.asked_at), place.journey, most);
  return query.step() ? query.integer(0) : 0;
}

}  // namespace lifecycled
