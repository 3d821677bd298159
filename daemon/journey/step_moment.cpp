#include "journey/step_moment.hpp"

#include <algorithm>

#include "journey/fact_values.hpp"

namespace lifecycled {

namespace {

// Before an hour of the customer's, a day of `after` is one of the calendar: the same time of day, though the
// clocks have changed in between.
Instant days_later(Instant since, Milliseconds after, const TimeZone& zone) {
  const auto days = std::chrono::duration_cast<std::chrono::days>(after);
  if (days.count() == 0) return since + after;
  const Milliseconds within_the_minute = since.time_since_epoch() % std::chrono::minutes{1};
  return zone.at(zone.day_of(since) + days, zone.time_of_day(since)) + within_the_minute + (after - days);
}

}  // namespace

std::optional<Instant> step_moment(const JourneyRun& run, const TimeZone& shop_zone) {
  const CampaignStep& step = run.step();
  const Milliseconds after = step.after.value_or(Milliseconds{0});
  Instant due = run.journey.since + after;
  if (!step.until && !step.at) return due;
  const TimeZone zone = run.zone(shop_zone);
  if (step.at) due = days_later(run.journey.since, after, zone);
  if (step.until) {
    const auto value = fact_value(run, step.until->fact);
    const auto date = value ? moment_in(*value, step.until->offset, zone) : std::nullopt;
    if (!date) return std::nullopt;
    due = std::max(due, *date);
  }
  if (!step.at) return due;
  const Instant hour =
      step.at->weekday ? zone.next(due, step.at->time, *step.at->weekday) : zone.next(due, step.at->time);
  return step.within && hour - due > *step.within ? due : hour;
}

bool follows_the_customer(const CampaignStep& step) {
  // A day begins when it does where the customer is, whoever named it.
  return step.at || step.until;
}

}  // namespace lifecycled
