#include "store/campaign_counts.hpp"

namespace lifecycled {
namespace {

std::vector<StandingCount> standing_rows(Query& query) {
  std::vector<StandingCount> out;
  while (query.step()) {
    StandingCount row{query.integer(0), query.integer(1), std::nullopt, query.text(4), query.integer(3)};
    if (!query.is_null(2)) row.end = static_cast<JourneyEnd>(query.integer(2));
    out.push_back(row);
  }
  return out;
}

}  // namespace

std::vector<CampaignVersion> CampaignCounts::versions(CampaignId campaign) {
  Query query(database_, "SELECT id, source FROM campaign_versions WHERE campaign_id = ?1 ORDER BY id");
  query.bind(campaign);
  std::vector<CampaignVersion> out;
  while (query.step()) out.push_back({query.integer(0), query.text(1)});
  return out;
}

std::vector<StandingCount> CampaignCounts::standing(CampaignId campaign) {
  Query query(database_,
              "SELECT version_id, step, end_reason, count(*), '' FROM journeys WHERE campaign_id = ?1 "
              "GROUP BY version_id, step, end_reason");
  query.bind(campaign);
  return standing_rows(query);
}

std::vector<StandingCount> CampaignCounts::inside(CampaignId campaign) {
  Query query(database_,
              "SELECT version_id, step, NULL, count(*), path FROM journeys WHERE campaign_id = ?1 "
              "AND ended_at IS NULL GROUP BY version_id, step, path");
  query.bind(campaign);
  return standing_rows(query);
}

// A journey whose steps are forgotten by now says of no way that it went there. Whoever has taken no further
// step stands at the journey's own, or left by the step just taken (6:
// StepExit). The version of a step is that of the first row of journey_versions that reaches beyond it.
std::vector<MoveCount> CampaignCounts::moves(CampaignId campaign) {
  std::vector<MoveCount> out;
  {
    Query starts(database_,
                 "SELECT j.version_id, iif(s.step IS NULL, j.version_id, coalesce((SELECT v.version_id FROM "
                 "journey_versions v WHERE v.journey_id = j.id AND v.steps > 0 ORDER BY v.steps LIMIT 1), "
                 "j.version_id)), coalesce(s.step, j.step), count(*) FROM journeys j "
                 "LEFT JOIN journey_steps s ON s.journey_id = j.id AND s.number = 0 "
                 "WHERE j.campaign_id = ?1 AND j.forgotten = 0 GROUP BY 1, 2, 3");
    starts.bind(campaign);
    while (starts.step()) {
      out.push_back({starts.integer(0), starts.integer(1), starts.integer(1), -1, starts.integer(2),
                     StepResult::Passed, starts.integer(3)});
    }
  }
  Query moves(database_,
              "SELECT j.version_id, coalesce((SELECT v.version_id FROM journey_versions v WHERE "
              "v.journey_id = j.id AND v.steps > a.number ORDER BY v.steps LIMIT 1), j.version_id), "
              "coalesce((SELECT v.version_id FROM journey_versions v WHERE v.journey_id = j.id AND "
              "v.steps > a.number + 1 ORDER BY v.steps LIMIT 1), j.version_id), a.step, "
              "coalesce(b.step, iif(j.end_reason = 6, -1, j.step)), a.result, count(*), a.waited, "
              "iif(a.waited = '' AND (a.result <> 1 OR a.detail = ''), coalesce(e.name, ''), NULL) "
              "FROM journeys j JOIN journey_steps a ON a.journey_id = j.id "
              "LEFT JOIN journey_steps b ON b.journey_id = a.journey_id AND b.number = a.number + 1 "
              "LEFT JOIN events e ON e.id = j.heard_event_id "
              "WHERE j.campaign_id = ?1 GROUP BY 1, 2, 3, 4, 5, 6, 8, 9");
  moves.bind(campaign);
  while (moves.step()) {
    out.push_back({moves.integer(0), moves.integer(1), moves.integer(2), moves.integer(3), moves.integer(4),
                   static_cast<StepResult>(moves.integer(5)), moves.integer(6), moves.text(7),
                   moves.is_null(8) ? std::nullopt : std::optional(moves.text(8))});
  }
  return out;
}

std::vector<QuietTrigger> CampaignCounts::quiet(CampaignId campaign, CustomerId customer) {
  Query query(database_,
              "SELECT id, campaign_id, customer_id, entry_key, event_id, due_at FROM quiet_triggers "
              "WHERE campaign_id = ?1 AND customer_id = ?2");
  query.bind(campaign, customer);
  std::vector<QuietTrigger> out;
  while (query.step()) {
    out.push_back({query.integer(0), query.integer(1), query.integer(2), query.text(3), query.integer(4),
                   from_ms(query.integer(5))});
  }
  return out;
}

std::int64_t CampaignCounts::customers_with(const std::string& date) {
  const auto count = [](Query& query) { return query.step() ? query.integer(0) : 0; };
  if (date == "known_since") return Customers(database_).count();
  if (date == "first_order_at" || date == "last_order_at") {
    Query query(database_, "SELECT count(*) FROM customers WHERE last_order_at IS NOT NULL");
    return count(query);
  }
  // Names with a quote are no properties that a campaign can name.
  if (date.find('"') != std::string::npos) return 0;
  Query query(database_, "SELECT count(*) FROM customers WHERE json_extract(properties, ?1) IS NOT NULL");
  query.bind("$.\"" + date + "\"");
  return count(query);
}

std::vector<std::string> CampaignCounts::property_names(std::size_t customers) {
  Query query(database_,
              "SELECT p.key FROM (SELECT properties FROM customers ORDER BY id DESC LIMIT ?1) c, "
              "json_each(c.properties) p");
  query.bind(customers);
  std::vector<std::string> out;
  while (query.step()) out.push_back(query.text(0));
  return out;
}

std::vector<StageMove> CampaignCounts::stage_moves(Instant since) {
  Query query(database_,
              "SELECT json_extract(body, '$.previous'), json_extract(body, '$.stage'), count(*) FROM events "
              "WHERE id >= coalesce((SELECT first_event_id FROM event_days WHERE day >= ?1 ORDER BY day "
              "LIMIT 1), 0) AND name = 'Stage Entered' AND occurred_at >= ?2 GROUP BY 1, 2");
  query.bind(to_ms(since) / 86'400'000 - 1, to_ms(since));
  std::vector<StageMove> out;
  while (query.step()) out.push_back({query.text(0), query.text(1), query.integer(2)});
  return out;
}

}  // namespace lifecycled
