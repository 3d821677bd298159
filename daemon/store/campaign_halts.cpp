#include "store/campaign_halts.hpp"

namespace lifecycled {
namespace {

std::string word(std::string_view what, Instant at, const std::string& by, const std::string& reason) {
  std::string out = std::string(what) + " since " + format_instant(at);
  if (!by.empty()) out += " by " + by;
  if (!reason.empty()) out += ": " + reason;
  return out;
}

}  // namespace

std::string to_text(const Halt& halt) {
  std::string out;
  if (halt.paused_at) out = word("paused", *halt.paused_at, halt.paused_by, halt.pause_reason);
  if (halt.ended_at) {
    if (!out.empty()) out += "; ";
    out += word(halt.lets_out ? "ended (those inside go on)" : "ended", *halt.ended_at, halt.ended_by,
                halt.end_reason);
  }
  return out;
}

Halt CampaignHalts::of(CampaignId campaign) {
  Query query(database_,
              "SELECT paused_at, paused_by, pause_reason, stopped_at, stopped_by, stop_reason, lets_out "
              "FROM campaigns WHERE id = ?1");
  query.bind(campaign);
  Halt halt;
  if (!query.step()) return halt;
  if (!query.is_null(0)) {
    halt.paused_at = from_ms(query.integer(0));
    halt.paused_by = query.text(1);
    halt.pause_reason = query.text(2);
  }
  if (!query.is_null(3)) {
    halt.ended_at = from_ms(query.integer(3));
    halt.ended_by = query.text(4);
    halt.end_reason = query.text(5);
    halt.lets_out = query.integer(6) != 0;
  }
  return halt;
}

bool CampaignHalts::pause(CampaignId campaign, Instant now, std::string_view by, std::string_view reason) {
  return Query(database_,
               "UPDATE campaigns SET paused_at = ?2, paused_by = ?3, pause_reason = ?4 "
               "WHERE id = ?1 AND paused_at IS NULL")
             .bind(campaign, to_ms(now), by, reason)
             .run() > 0;
}

bool CampaignHalts::resume(CampaignId campaign) {
  const int paused = Query(database_,
                           "UPDATE campaigns SET paused_at = NULL, paused_by = '', pause_reason = '', "
                           "unsettled = 1 WHERE id = ?1 AND paused_at IS NOT NULL")
                         .bind(campaign)
                         .run();
  if (paused > 0) return true;
  return Query(database_,
               "UPDATE campaigns SET stopped_at = NULL, stopped_by = '', stop_reason = '', lets_out = 0 "
               "WHERE id = ?1 AND stopped_at IS NOT NULL")
             .bind(campaign)
             .run() > 0;
}

void CampaignHalts::end(CampaignId campaign, Instant now, std::string_view by, std::string_view reason,
                        bool lets_out) {
  Query(database_,
        "UPDATE campaigns SET paused_at = NULL, paused_by = '', pause_reason = '', stopped_at = ?2, "
        "stopped_by = ?3, stop_reason = ?4, lets_out = ?5, unsettled = 1 WHERE id = ?1")
      .bind(campaign, to_ms(now), by, reason, lets_out)
      .run();
}

void CampaignHalts::hold(CampaignId campaign, std::int64_t kind, std::int64_t subject) {
  Query(database_, "INSERT OR IGNORE INTO held (campaign_id, kind, subject) VALUES (?1, ?2, ?3)")
      .bind(campaign, kind, subject)
      .run();
}

std::int64_t CampaignHalts::count_held(CampaignId campaign) {
  Query query(database_, "SELECT count(*) FROM held WHERE campaign_id = ?1");
  query.bind(campaign);
  return query.step() ? query.integer(0) : 0;
}

std::int64_t CampaignHalts::count_inside(CampaignId campaign) {
  Query query(database_, "SELECT count(*) FROM journeys WHERE campaign_id = ?1 AND ended_at IS NULL");
  query.bind(campaign);
  return query.step() ? query.integer(0) : 0;
}

std::optional<CampaignId> CampaignHalts::first_unsettled() {
  Query query(database_, "SELECT id FROM campaigns WHERE unsettled = 1 ORDER BY id LIMIT 1");
  if (!query.step()) return std::nullopt;
  return query.integer(0);
}

void CampaignHalts::note_settled(CampaignId campaign) {
  Query(database_, "UPDATE campaigns SET unsettled = 0 WHERE id = ?1").bind(campaign).run();
}

std::vector<std::int64_t> CampaignHalts::take(CampaignId campaign, std::int64_t kind, std::size_t limit) {
  std::vector<std::int64_t> out;
  {
    Query query(database_,
                "SELECT subject FROM held WHERE campaign_id = ?1 AND kind = ?2 ORDER BY subject LIMIT ?3");
    query.bind(campaign, kind, limit);
    while (query.step()) out.push_back(query.integer(0));
  }
  if (out.empty()) return out;
  Query(database_, "DELETE FROM held WHERE campaign_id = ?1 AND kind = ?2 AND subject <= ?3")
      .bind(campaign, kind, out.back())
      .run();
  return out;
}

std::vector<JourneyId> CampaignHalts::inside(CampaignId campaign, std::size_t limit) {
  Query query(database_,
              "SELECT id FROM journeys WHERE campaign_id = ?1 AND ended_at IS NULL ORDER BY id LIMIT ?2");
  query.bind(campaign, limit);
  std::vector<JourneyId> out;
  while (query.step()) out.push_back(query.integer(0));
  return out;
}

}  // namespace lifecycled
