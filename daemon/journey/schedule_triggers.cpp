#include "journey/schedule_triggers.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "store/campaign_halts.hpp"
#include "store/segment_runs.hpp"
#include "store/start_plans.hpp"

namespace lifecycled {

ScheduleTriggers::ScheduleTriggers(Database& database, CampaignSet& campaigns, TimeZone shop_zone,
                                   Instant now)
    : campaigns_(campaigns), shop_zone_(shop_zone) {
  StartPlans plans(database);
  for (const CampaignProgram* program : campaigns_.all()) {
    const auto& schedule = program->definition.trigger.schedule;
    const auto row = Campaigns(database).find(program->definition.name);
    if (!schedule || !row || !row->live_since) continue;
    const std::string setting =
        fmt::format("schedule {} {} {}", schedule->text, to_ms(*row->live_since), shop_zone_.name());
    const auto plan = plans.find(program->campaign);
    if (plan && plan->setting == setting) continue;
    plans.save({program->campaign, setting, std::nullopt, next_moment(schedule->when, shop_zone_, now)});
  }
  for (const StartPlan& plan : plans.all()) {
    if (!plan.setting.starts_with("schedule ")) continue;
    const CampaignProgram* program = campaigns_.current(plan.campaign);
    if (!program || !program->definition.live || !program->definition.trigger.schedule)
      plans.remove(plan.campaign);
  }
}

void ScheduleTriggers::timer_fired(Database& database, CampaignId campaign, Instant due_at, Instant now) {
  StartPlans plans(database);
  auto plan = plans.find(campaign);
  const CampaignProgram* program = campaigns_.current(campaign);
  if (!plan || plan->due_at != due_at || !program || !program->definition.trigger.schedule) return;
  const CampaignTrigger& trigger = program->definition.trigger;
  // Of several that were missed, the latest.
  auto latest = next_moment(trigger.schedule->when, shop_zone_, std::max(due_at, now - trigger.max_age));
  while (latest) {
    const auto later = next_moment(trigger.schedule->when, shop_zone_, *latest + Milliseconds{1});
    if (!later || *later > now) break;
    latest = later;
  }
  if (latest && *latest <= now && !CampaignHalts(database).of(campaign).lets_nobody_in()) {
    SegmentRuns(database).add(
        {0, campaign, trigger.schedule->segment.name, entry_key(*latest, shop_zone_), false, 0, 0, 0});
  }
  plan->due_at = next_moment(trigger.schedule->when, shop_zone_, now + Milliseconds{1});
  plans.save(*plan);
}

std::string ScheduleTriggers::entry_key(Instant moment, const TimeZone& shop_zone) {
  const std::chrono::year_month_day day{shop_zone.day_of(moment)};
  const auto minutes = shop_zone.time_of_day(moment).count();
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}", static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()), minutes / 60,
                     minutes % 60);
}

}  // namespace lifecycled
