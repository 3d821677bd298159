#include "store/campaign_moves.hpp"

#include <algorithm>

namespace lifecycled {
namespace {

std::optional<CampaignMove> move_row(Query& query) {
  if (!query.step()) return std::nullopt;
  return CampaignMove{query.integer(0), query.integer(1), query.integer(2), query.integer(3)};
}

}  // namespace

bool CampaignMoves::begin(CampaignId campaign, VersionId to) {
  return Query(database_,
               "INSERT INTO campaign_moves (campaign_id, version_id, after_journey) VALUES (?1, ?2, 0) "
               "ON CONFLICT (campaign_id) DO UPDATE SET version_id = excluded.version_id, after_journey = 0, "
               "moved = 0 WHERE version_id <> excluded.version_id")
             .bind(campaign, to)
             .run() > 0;
}

std::optional<CampaignMove> CampaignMoves::first() {
  Query query(database_,
              "SELECT campaign_id, version_id, after_journey, moved FROM campaign_moves "
              "ORDER BY campaign_id LIMIT 1");
  return move_row(query);
}

std::optional<CampaignMove> CampaignMoves::find(CampaignId campaign) {
  Query query(
      database_,
      "SELECT campaign_id, version_id, after_journey, moved FROM campaign_moves WHERE campaign_id = ?1");
  query.bind(campaign);
  return move_row(query);
}

void CampaignMoves::save(const CampaignMove& move) {
  Query(database_, "UPDATE campaign_moves SET after_journey = ?2, moved = ?3 WHERE campaign_id = ?1")
      .bind(move.campaign, move.after, move.moved)
      .run();
}

void CampaignMoves::end(CampaignId campaign) {
  Query(database_, "DELETE FROM campaign_moves WHERE campaign_id = ?1").bind(campaign).run();
}

std::vector<JourneyRow> CampaignMoves::inside(CampaignId campaign, JourneyId after, std::size_t limit) {
  std::vector<JourneyId> ids;
  {
    Query query(database_,
                "SELECT id FROM journeys WHERE campaign_id = ?1 AND ended_at IS NULL AND id > ?2 "
                "ORDER BY id LIMIT ?3");
    query.bind(campaign, after, limit);
    while (query.step()) ids.push_back(query.integer(0));
  }
  std::vector<JourneyRow> out;
  for (const JourneyId id : ids) out.push_back(*Journeys(database_).find(id));
  return out;
}

// Moved twice without a step between: the steps are still those of the first version.
void CampaignMoves::note_version(JourneyId journey, const EarlierVersion& version) {
  Query(
      database_,
      "INSERT OR IGNORE INTO journey_versions (journey_id, steps, version_id, until) VALUES (?1, ?2, ?3, ?4)")
      .bind(journey, version.steps, version.version, to_ms(version.until))
      .run();
}

std::vector<EarlierVersion> CampaignMoves::earlier(JourneyId journey) {
  Query query(database_,
              "SELECT steps, version_id, until FROM journey_versions WHERE journey_id = ?1 ORDER BY steps");
  query.bind(journey);
  std::vector<EarlierVersion> out;
  while (query.step()) out.push_back({query.integer(0), query.integer(1), from_ms(query.integer(2))});
  return out;
}

VersionId version_of_step(const JourneyRow& journey, const std::vector<EarlierVersion>& earlier,
                          std::int64_t number) {
  const auto found =
      std::ranges::find_if(earlier, [&](const EarlierVersion& one) { return number < one.steps; });
  return found == earlier.end() ? journey.version : found->version;
}

}  // namespace lifecycled
