#include "journey/daily_limits.hpp"

#include <algorithm>
#include <limits>

#include "store/campaign_halts.hpp"
#include "store/profile_condition.hpp"
#include "store/segment_runs.hpp"
#include "store/timers.hpp"

namespace lifecycled {
namespace {

constexpr int handed_out_at_once = 32;
// How often a line is looked at whose campaign is paused or switched off.
constexpr std::chrono::minutes while_halted{15};
constexpr std::chrono::seconds while_filling{1};

// A segment's members, or those who are inside already, are being let in a few at a time.
bool is_filling(Database& database, const CampaignProgram& program) {
  const auto run = SegmentRuns(database).first();
  if (run && run->campaign == program.campaign) return true;
  const auto row = Campaigns(database).find(program.definition.name);
  return row && row->fill_after;
}

}  // namespace

void DailyLimits::begin(Database& database, Instant now) {
  for (const CampaignProgram* program : campaigns_.all()) {
    if (LimitPlaces(database).first(program->campaign)) look_again(database, program->campaign, now);
  }
}

const std::optional<CampaignLimit>& DailyLimits::limit_of(CampaignId campaign) const {
  static const std::optional<CampaignLimit> none;
  const CampaignProgram* program = campaigns_.current(campaign);
  return program ? program->definition.limit : none;
}

bool DailyLimits::admit(JourneyRun& run) {
  const auto& limit = limit_of(run.journey.campaign);
  const std::int64_t today = to_number(shop_zone_.day_of(run.now));
  const bool has_place = run.journey.limit_day == today;
  run.journey.limit_day.reset();
  if (has_place) return true;
  LimitPlaces places(run.database);
  if (!limit) {
    leave(run.database, run.journey);
    return true;
  }
  const auto left = places.left(run.journey.campaign, today, limit->messages_per_day);
  const auto& column = campaigns_.current(run.journey.campaign)->definition.serve_first;
  if (left > 0 && !column && !places.first(run.journey.campaign)) {
    places.take(run.journey.campaign, today);
    return true;
  }
  if (!places.find(run.journey.id)) {
    const auto worth =
        column ? profile_number(run.database, column->name, run.journey.customer) : std::nullopt;
    places.join({run.journey.campaign, worth.value_or(0), run.now, run.journey.id});
  }
  // Of timers of one moment those of journeys come before this one: whoever is due now stands in line by
  // then.
  look_again(run.database, run.journey.campaign, left > 0 ? run.now : next_day(run.now));
  return false;
}

void DailyLimits::leave(Database& database, const JourneyRow& journey) {
  if (journey.phase == JourneyPhase::Slot) LimitPlaces(database).leave(journey.id);
}

void DailyLimits::timer_fired(Database& database, CampaignId campaign, Instant now) {
  const CampaignProgram* program = campaigns_.current(campaign);
  LimitPlaces places(database);
  if (!program || !places.first(campaign)) return;
  const Halt halt = CampaignHalts(database).of(campaign);
  if (!program->definition.live || halt.paused_at) return look_again(database, campaign, now + while_halted);
  if (program->definition.serve_first && is_filling(database, *program))
    return look_again(database, campaign, now + while_filling);

  const std::int64_t today = to_number(shop_zone_.day_of(now));
  auto left = program->definition.limit
                  ? places.left(campaign, today, program->definition.limit->messages_per_day)
                  : std::numeric_limits<std::int64_t>::max();
  for (int i = 0; i < handed_out_at_once && left > 0; ++i) {
    const auto next = places.first(campaign);
    if (!next) return;
    if (hand_out_one(database, *next, now)) --left;
  }
  if (places.first(campaign)) look_again(database, campaign, left > 0 ? now : next_day(now));
}

// False: whoever stood there has left the campaign by another way, and takes no place.
bool DailyLimits::hand_out_one(Database& database, const PlaceInLine& place, Instant now) {
  LimitPlaces places(database);
  places.leave(place.journey);
  auto journey = Journeys(database).find(place.journey);
  if (!journey || journey->ended_at) return false;
  const LocalDay today = shop_zone_.day_of(now);
  places.take(place.campaign, to_number(today));
  journey->limit_day = to_number(today);
  const Instant own_hour = shop_zone_.at(today, shop_zone_.time_of_day(place.asked_at));
  const Instant wakes_at = std::max(now, own_hour);
  // Else its time limit comes first and ends it.
  if (!journey->due_at || wakes_at < *journey->due_at) {
    Timers timers(database);
    if (journey->due_at) timers.cancel({*journey->due_at, TimerKind::Journey, journey->id});
    journey->due_at = wakes_at;
    timers.set({wakes_at, TimerKind::Journey, journey->id});
  }
  Journeys(database).save(*journey);
  return true;
}

void DailyLimits::look_again(Database& database, CampaignId campaign, Instant at) {
  Timers(database).set({at, TimerKind::Limit, campaign});
}

Instant DailyLimits::next_day(Instant now) const {
  const LocalDay tomorrow{shop_zone_.day_of(now) + std::chrono::days{1}};
  return shop_zone_.at(tomorrow, TimeOfDay{0});
}

}  // namespace lifecycled
