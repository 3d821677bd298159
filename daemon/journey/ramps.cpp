#include "journey/ramps.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "config/value_forms.hpp"
#include "journey/event_names.hpp"
#include "journey/stable_share.hpp"
#include "store/campaign_halts.hpp"
#include "store/timers.hpp"

namespace lifecycled {
namespace {

// Below so many messages one answer more or less would decide.
constexpr std::int64_t fewest_messages = 50;

std::size_t stage_of(const CampaignRamp& ramp, Instant live_since, Instant now) {
  const auto stage = std::max<std::int64_t>(0, (now - live_since) / ramp.every);
  return std::min(static_cast<std::size_t>(stage), ramp.shares.size() - 1);
}

std::optional<CampaignHealth::Kind> kind_of(const StoredEvent& event) {
  using Kind = CampaignHealth::Kind;
  if (event.name == event_names::message_sent) return Kind::Sent;
  if (event.name == event_names::message_failed || event.name == event_names::message_bounced)
    return Kind::Failed;
  if (event.name == event_names::message_complained) return Kind::Complained;
  if (event.name == event_names::consent_withdrawn) return Kind::Unsubscribed;
  return std::nullopt;
}

}  // namespace

Share ramp_share(const CampaignRamp& ramp, Instant live_since, Instant now) {
  return ramp.shares[stage_of(ramp, live_since, now)];
}

std::optional<Instant> ramp_grows_at(const CampaignRamp& ramp, Instant live_since, Instant now) {
  const std::size_t next = stage_of(ramp, live_since, now) + 1;
  if (next >= ramp.shares.size()) return std::nullopt;
  return live_since + ramp.every * static_cast<std::int64_t>(next);
}

std::optional<std::string> ramp_objection(const CampaignRamp::StopAt& limits,
                                          const CampaignHealthRow& health) {
  const std::int64_t tried = health.sent + health.failed;
  if (tried < fewest_messages) return std::nullopt;
  const auto passed = [&](const std::optional<Share>& limit, std::int64_t count,
                          std::string_view what) -> std::optional<std::string> {
    if (!limit || count * std::int64_t{whole_share} <= tried * std::int64_t{*limit}) return std::nullopt;
    return fmt::format("{} of {} messages {}, more than {}", count, tried, what, format_share(*limit));
  };
  if (auto why = passed(limits.complaints, health.complained, "drew a complaint")) return why;
  if (auto why = passed(limits.unsubscribes, health.unsubscribed, "made the customer unsubscribe"))
    return why;
  return passed(limits.failures, health.failed, "failed");
}

void Ramps::begin(Database& database, Instant now) {
  Campaigns campaigns(database);
  CampaignHealth health(database);
  for (const CampaignProgram* program : campaigns_.all()) {
    if (!program->definition.ramp || !program->definition.live) continue;
    const auto row = campaigns.find(program->definition.name);
    if (!row || !row->live_since) continue;
    const auto counted = health.find(program->campaign);
    if (!counted || counted->since < *row->live_since) health.begin(program->campaign, *row->live_since);
    set_timer(database, *program, *row->live_since, now);
  }
}

void Ramps::set_timer(Database& database, const CampaignProgram& program, Instant live_since, Instant now) {
  if (const auto grows_at = ramp_grows_at(*program.definition.ramp, live_since, now))
    Timers(database).set({*grows_at, TimerKind::Ramp, program.campaign});
}

void Ramps::timer_fired(Database& database, CampaignId campaign, Instant now) {
  const CampaignProgram* program = campaigns_.current(campaign);
  if (!program || !program->definition.ramp || !program->definition.live) return;
  Campaigns campaigns(database);
  const auto row = campaigns.find(program->definition.name);
  if (!row || !row->live_since) return;
  // Those who stood inside and were not among the first are asked again.
  if (program->definition.trigger.start_existing) campaigns.set_fill(campaign, 0);
  set_timer(database, *program, *row->live_since, now);
}

void Ramps::on_event(Database& database, const StoredEvent& event, Instant now) {
  const auto kind = event.delivery ? kind_of(event) : std::nullopt;
  if (!kind) return;
  CampaignHealth health(database);
  const auto campaign = health.campaign_of(*event.delivery);
  const CampaignProgram* program = campaign ? campaigns_.current(*campaign) : nullptr;
  if (!program || !program->definition.ramp) return;
  health.count(*campaign, *kind);
  const auto counted = health.find(*campaign);
  const auto why = counted ? ramp_objection(program->definition.ramp->stop_at, *counted) : std::nullopt;
  if (!why || !CampaignHalts(database).pause(*campaign, now, "its ramp", *why)) return;
  log_.error("campaign.stopped_itself", {{"campaign", program->definition.name}, {"reason", *why}});
}

std::optional<std::string> Ramps::objection(Database& database, const CampaignProgram& program,
                                            CustomerId customer, Instant now) {
  const auto& ramp = program.definition.ramp;
  if (!ramp) return std::nullopt;
  const auto row = Campaigns(database).find(program.definition.name);
  if (!row || !row->live_since) return std::nullopt;
  const Share share = ramp_share(*ramp, *row->live_since, now);
  if (stable_share({"ramp", program.definition.name}, customer) < share) return std::nullopt;
  return fmt::format("the campaign begins with {} of the customers, and this one is not among them yet",
                     format_share(share));
}

}  // namespace lifecycled
