#include "journey/step_moment.hpp"

#include <algorithm>

#include "journey/fact_values.hpp"

namespace lifecycled {

std::optional<Instant> step_moment(const JourneyRun& run, const TimeZone& shop_zone) {
  const CampaignStep& step = run.step();
  Instant due = run.journey.since + step.after.value_or(Milliseconds{0});
  if (!step.until && !step.at) return due;
  const TimeZone zone = run.zone(shop_zone);
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
