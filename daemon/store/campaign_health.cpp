#include "store/campaign_health.hpp"

namespace lifecycled {

std::optional<CampaignHealthRow> CampaignHealth::find(CampaignId campaign) {
  Query query(database_,
              "SELECT since, sent, failed, unsubscribed, complained FROM campaign_health WHERE campaign_id = "
              "?1");
  query.bind(campaign);
  if (!query.step()) return std::nullopt;
  return CampaignHealthRow{from_ms(query.integer(0)), query.integer(1), query.integer(2), query.integer(3),
                           query.integer(4)};
}

void CampaignHealth::begin(CampaignId campaign, Instant now) {
  Query(database_, "INSERT OR REPLACE INTO campaign_health (campaign_id, since) VALUES (?1, ?2)")
      .bind(campaign, to_ms(now))
      .run();
}

void CampaignHealth::count(CampaignId campaign, Kind kind) {
  Query(
      database_,
      "UPDATE campaign_health SET sent = sent + ?2, failed = failed + ?3, unsubscribed = unsubscribed + ?4, "
      "complained = complained + ?5 WHERE campaign_id = ?1")
      .bind(campaign, kind == Kind::Sent, kind == Kind::Failed, kind == Kind::Unsubscribed,
            kind == Kind::Complained)
      .run();
}

std::optional<CampaignId> CampaignHealth::campaign_of(DeliveryId delivery) {
  Query query(
      database_,
      "SELECT m.campaign_id FROM deliveries d JOIN messages m ON m.id = d.message_id WHERE d.id = ?1");
  query.bind(delivery);
  if (!query.step()) return std::nullopt;
  return query.integer_or_none(0);
}

}  // namespace lifecycled
