// What came back of messages by their short links: hits that wait to be judged, and what people and machines
// did, counted apart. Runs on the thread that owns the connection.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/tracked_link.hpp"
#include "store/campaigns.hpp"
#include "store/deliveries.hpp"

namespace lifecycled {

// The target of a hit on the picture in a mail.
constexpr TargetHash opened_target = 0;

struct LinkHit {
  TargetHash target = opened_target;
  Instant at;
  bool is_machine = false;  // by what it said itself
};

// Of one delivery and one of its links.
struct DeliveryReaction {
  std::int64_t people = 0, machines = 0;
  std::optional<Instant> person_at, machine_at;  // the latest that became an event
};

struct CampaignReactionRow {
  std::string message, channel;
  std::int64_t opened = 0, clicked = 0;  // deliveries
  std::int64_t clicks = 0;
  std::int64_t machine_opens = 0, machine_clicks = 0;
};

class Reactions {
 public:
  explicit Reactions(Database& database) : database_(database) {}

  void add_hit(DeliveryId delivery, const LinkHit& hit);
  // Earliest first.
  std::vector<LinkHit> hits(DeliveryId delivery);
  void remove_hits(DeliveryId delivery);

  DeliveryReaction find(DeliveryId delivery, TargetHash target);
  void save(DeliveryId delivery, TargetHash target, const DeliveryReaction& reaction);
  // Whether a person has followed any link of it.
  bool is_clicked(DeliveryId delivery);

  // Adds to what the row counts.
  void count(CampaignId campaign, const CampaignReactionRow& more);
  std::vector<CampaignReactionRow> of_campaign(CampaignId campaign);

 private:
  Database& database_;
};

}  // namespace lifecycled
