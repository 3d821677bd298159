#include "journey/variants.hpp"

#include <algorithm>

#include "journey/journey_goal.hpp"
#include "journey/stable_share.hpp"

namespace lifecycled {
namespace {

TestOf test_of(const JourneyRun& run) { return {run.journey.campaign, run.step().id}; }

bool has_variant(const TestAction& test, std::string_view name) {
  if (name.empty()) return test.hold_out > 0;
  return std::ranges::any_of(
      test.variants, [&](const TestAction::Variant& variant) { return variant.message.name == name; });
}

}  // namespace

VariantChoice choose_variant(const JourneyRun& run, const TestAction& test) {
  if (const auto before = JourneyVariants(run.database).find(run.journey.customer, test_of(run));
      before && has_variant(test, before->variant)) {
    return {before->variant};
  }
  // Two draws: a larger hold-out takes from every variant alike.
  const std::string& campaign = run.campaign().name;
  const std::string& step = run.step().id;
  if (stable_share({"hold-out", campaign, step}, run.journey.customer) < test.hold_out) return {""};
  Share drawn = stable_share({"variant", campaign, step}, run.journey.customer);
  for (const auto& variant : test.variants) {
    if (drawn < variant.share) return {variant.message.name};
    drawn -= variant.share;
  }
  return {test.variants.back().message.name};
}

void note_variant(const JourneyRun& run, const TestAction& test, const VariantChoice& choice) {
  JourneyVariants variants(run.database);
  const TestOf of = test_of(run);
  const auto before = variants.find(run.journey.customer, of);
  if (before && before->variant == choice.message) {
    variants.enter_again(run.journey.customer, of, run.journey.id, run.now);
    return;
  }
  variants.enter(run.journey.customer, {of, choice.message, run.journey.id, run.now, std::nullopt});
  const std::int64_t tested = whole_share - test.hold_out;
  if (test.hold_out > 0) variants.expect(of, "", test.hold_out);
  for (const auto& variant : test.variants)
    variants.expect(of, variant.message.name, tested * variant.share / whole_share);
}

void note_variant_goals(Database& database, CampaignSet& campaigns, CustomerId customer,
                        const StoredEvent& event) {
  JourneyVariants variants(database);
  for (const VariantPerson& person : variants.open(customer)) {
    // What happened before the message, or instead of it, is not its doing.
    if (event.occurred_at < person.since) continue;
    const auto journey = Journeys(database).find(person.journey);
    if (!journey) continue;
    const CampaignProgram* program = campaigns.version(database, journey->campaign, journey->version);
    if (!program || journey->trigger_event == event.id) continue;
    const EventAtHand trigger(database, journey->trigger_event);
    if (is_goal(program->definition, *journey, trigger, event))
      variants.reach_goal(customer, person, event.occurred_at);
  }
}

}  // namespace lifecycled
