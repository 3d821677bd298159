#include "store/reactions.hpp"

#include "store/optional_moment.hpp"

namespace lifecycled {
void Reactions::add_hit(DeliveryId delivery, const LinkHit& hit) {
  Query(database_, "INSERT INTO link_hits (delivery_id, target, at, is_machine) VALUES (?1, ?2, ?3, ?4)")
      .bind(delivery, hit.target, to_ms(hit.at), hit.is_machine)
      .run();
}

std::vector<LinkHit> Reactions::hits(DeliveryId delivery) {
  Query query(database_,
              "SELECT target, at, is_machine FROM link_hits WHERE delivery_id = ?1 ORDER BY at, id");
  query.bind(delivery);
  std::vector<LinkHit> out;
  while (query.step()) out.push_back({query.integer(0), from_ms(query.integer(1)), query.integer(2) != 0});
  return out;
}

void Reactions::remove_hits(DeliveryId delivery) {
  Query(database_, "DELETE FROM link_hits WHERE delivery_id = ?1").bind(delivery).run();
}

DeliveryReaction Reactions::find(DeliveryId delivery, TargetHash target) {
  Query query(database_,
              "SELECT people, machines, person_at, machine_at FROM delivery_reactions "
              "WHERE delivery_id = ?1 AND target = ?2");
  query.bind(delivery, target);
  if (!query.step()) return {};
  return {query.integer(0), query.integer(1), instant_or_none(query, 2), instant_or_none(query, 3)};
}

void Reactions::save(DeliveryId delivery, TargetHash target, const DeliveryReaction& reaction) {
  Query(database_,
        "INSERT OR REPLACE INTO delivery_reactions (delivery_id, target, people, machines, person_at, "
        "machine_at) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
      .bind(delivery, target, reaction.people, reaction.machines, ms_or_none(reaction.person_at),
            ms_or_none(reaction.machine_at))
      .run();
}

bool Reactions::is_clicked(DeliveryId delivery) {
  Query query(
      database_,
      "SELECT 1 FROM delivery_reactions WHERE delivery_id = ?1 AND target > 0 AND people > 0 LIMIT 1");
  query.bind(delivery);
  return query.step();
}

void Reactions::count(CampaignId campaign, const CampaignReactionRow& more) {
  Query(database_,
        "INSERT INTO campaign_reactions (campaign_id, message, channel, opened, clicked, clicks, "
        "machine_opens, "
        "machine_clicks) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (campaign_id, message, channel) "
        "DO UPDATE SET opened = opened + excluded.opened, clicked = clicked + excluded.clicked, "
        "clicks = clicks + excluded.clicks, machine_opens = machine_opens + excluded.machine_opens, "
        "machine_clicks = machine_clicks + excluded.machine_clicks")
      .bind(campaign, more.message, more.channel, more.opened, more.clicked, more.clicks, more.machine_opens,
            more.machine_clicks)
      .run();
}

std::vector<CampaignReactionRow> Reactions::of_campaign(CampaignId campaign) {
  Query query(database_,
              "SELECT message, channel, opened, clicked, clicks, machine_opens, machine_clicks "
              "FROM campaign_reactions WHERE campaign_id = ?1 ORDER BY message, channel");
  query.bind(campaign);
  std::vector<CampaignReactionRow> out;
  while (query.step()) {
    out.push_back({query.text(0), query.text(1), query.integer(2), query.integer(3), query.integer(4),
                   query.integer(5), query.integer(6)});
  }
  return out;
}

}  // namespace lifecycled
