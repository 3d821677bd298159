#include "journey/halted_campaigns.hpp"

#include "store/timers.hpp"

namespace lifecycled {

bool HaltedCampaigns::settle_some(Database& database, Instant now, std::size_t limit) {
  CampaignHalts halts(database);
  const auto campaign = halts.first_unsettled();
  if (!campaign) return false;
  const Halt halt = halts.of(*campaign);
  if (halt.is_over()) {
    if (end_journeys(database, *campaign, now, limit) > 0) return true;
  } else if (halt.paused_at) {
    // Paused again before all were told.
    halts.note_settled(*campaign);
    return true;
  }
  if (wake_journeys(database, *campaign, now, limit) > 0) return true;
  // The gates are asked anew, and let it go or withhold it.
  if (wake_deliveries(database, *campaign, now, limit) > 0) return true;
  halts.note_settled(*campaign);
  return true;
}

std::vector<std::string> HaltedCampaigns::take_channels() {
  std::vector<std::string> out(channels_.begin(), channels_.end());
  channels_.clear();
  return out;
}

std::size_t HaltedCampaigns::end_journeys(Database& database, CampaignId campaign, Instant now,
                                          std::size_t limit) {
  Journeys journeys(database);
  const auto inside = CampaignHalts(database).inside(campaign, limit);
  for (const JourneyId id : inside) {
    const auto journey = journeys.find(id);
    if (journey->due_at) Timers(database).cancel({*journey->due_at, TimerKind::Journey, id});
    journeys.end(id, JourneyEnd::CampaignEnded, now, std::nullopt);
  }
  return inside.size();
}

// Its moment has come long ago: it is due now, and its step decides what is to be done.
std::size_t HaltedCampaigns::wake_journeys(Database& database, CampaignId campaign, Instant now,
                                           std::size_t limit) {
  Journeys journeys(database);
  const auto held = CampaignHalts(database).take_held(campaign, limit);
  for (const JourneyId id : held) {
    auto journey = journeys.find(id);
    if (!journey || journey->ended_at) continue;
    journey->due_at = now;
    journeys.save(*journey);
    Timers(database).set({now, TimerKind::Journey, id});
  }
  return held.size();
}

std::size_t HaltedCampaigns::wake_deliveries(Database& database, CampaignId campaign, Instant now,
                                             std::size_t limit) {
  Deliveries deliveries(database);
  const auto held = CampaignHalts(database).take_held_deliveries(campaign, limit);
  for (const DeliveryId id : held) {
    const auto delivery = deliveries.find(id);
    if (!delivery || !delivery->due_at) continue;
    deliveries.postpone(*delivery, now, "");
    channels_.insert(delivery->channel);
  }
  return held.size();
}

}  // namespace lifecycled
