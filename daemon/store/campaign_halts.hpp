// Campaigns that are paused or have been ended, beside what their files say: by whom, when, why, and who
// waits for them to go on. Read anew each time, so that whoever commits a pause is obeyed from there on. Runs
// on the thread that owns the connection.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/deliveries.hpp"
#include "store/journeys.hpp"

namespace lifecycled {

struct Halt {
  std::optional<Instant> paused_at;
  std::string paused_by, pause_reason;
  std::optional<Instant> ended_at;
  std::string ended_by, end_reason;
  bool lets_out = false;  // ended, but those inside go on until they are through

  bool lets_nobody_in() const { return paused_at || ended_at; }
  bool is_over() const { return ended_at && !lets_out; }  // also for those inside
};
// "paused since 2026-03-05T12:00:00.000Z by anna: wrong price", "" where nothing stands in the way.
std::string to_text(const Halt& halt);

class CampaignHalts {
 public:
  explicit CampaignHalts(Database& database) : database_(database) {}

  Halt of(CampaignId campaign);
  // False when it was paused before: the first word stays.
  bool pause(CampaignId campaign, Instant now, std::string_view by, std::string_view reason);
  // Ends a pause, else an end; false when there was neither. Whoever waited goes on, in slices.
  bool resume(CampaignId campaign);
  // Ends a pause, too.
  void end(CampaignId campaign, Instant now, std::string_view by, std::string_view reason, bool lets_out);

  // Their moment came while the campaign was paused.
  void hold(CampaignId campaign, JourneyId journey) { hold(campaign, journey_kind, journey); }
  void hold_delivery(CampaignId campaign, DeliveryId delivery) { hold(campaign, delivery_kind, delivery); }
  std::int64_t count_held(CampaignId campaign);

  // A campaign of which somebody must still be told that it goes on or is over.
  std::optional<CampaignId> first_unsettled();
  void note_settled(CampaignId campaign);
  std::vector<JourneyId> take_held(CampaignId campaign, std::size_t limit) {
    return take(campaign, journey_kind, limit);
  }
  std::vector<DeliveryId> take_held_deliveries(CampaignId campaign, std::size_t limit) {
    return take(campaign, delivery_kind, limit);
  }
  std::int64_t count_inside(CampaignId campaign);  // a report
  // Of those running, the first.
  std::vector<JourneyId> inside(CampaignId campaign, std::size_t limit);

 private:
  static constexpr std::int64_t journey_kind = 1, delivery_kind = 2;
  void hold(CampaignId campaign, std::int64_t kind, std::int64_t subject);
  std::vector<std::int64_t> take(CampaignId campaign, std::int64_t kind, std::size_t limit);

  Database& database_;
};

}  // namespace lifecycled
