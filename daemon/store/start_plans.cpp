#include "store/start_plans.hpp"

#include "store/optional_moment.hpp"
#include "store/timers.hpp"

namespace lifecycled {
namespace {

StartPlan row(const Query& query) {
  StartPlan plan{query.integer(0), query.text(1), query.integer_or_none(2), std::nullopt};
  plan.due_at = instant_or_none(query, 3);
  return plan;
}

}  // namespace

std::optional<StartPlan> StartPlans::find(CampaignId campaign) {
  Query query(database_,
              "SELECT campaign_id, setting, fill_after, due_at FROM start_plans WHERE campaign_id = ?1");
  query.bind(campaign);
  if (!query.step()) return std::nullopt;
  return row(query);
}

std::vector<StartPlan> StartPlans::all() {
  Query query(database_,
              "SELECT campaign_id, setting, fill_after, due_at FROM start_plans ORDER BY campaign_id");
  std::vector<StartPlan> out;
  while (query.step()) out.push_back(row(query));
  return out;
}

void StartPlans::save(const StartPlan& plan) {
  cancel_timer(plan.campaign, plan.due_at);
  const auto due = plan.due_at ? std::optional(to_ms(*plan.due_at)) : std::nullopt;
  Query(
      database_,
      "INSERT OR REPLACE INTO start_plans (campaign_id, setting, fill_after, due_at) VALUES (?1, ?2, ?3, ?4)")
      .bind(plan.campaign, plan.setting, plan.fill_after, due)
      .run();
  if (plan.due_at) Timers(database_).set({*plan.due_at, TimerKind::Schedule, plan.campaign});
}

void StartPlans::remove(CampaignId campaign) {
  cancel_timer(campaign, std::nullopt);
  Query(database_, "DELETE FROM start_plans WHERE campaign_id = ?1").bind(campaign).run();
}

void StartPlans::cancel_timer(CampaignId campaign, const std::optional<Instant>& but) {
  const auto before = find(campaign);
  if (before && before->due_at && before->due_at != but)
    Timers(database_).cancel({*before->due_at, TimerKind::Schedule, campaign});
}

}  // namespace lifecycled
