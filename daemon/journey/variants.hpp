// Tests of several messages: who gets which, and who of them reached the goal. In the caller's transaction,
// on the writer thread.
#pragma once

#include <string>

#include "journey/campaign_set.hpp"
#include "journey/journey_run.hpp"
#include "store/journey_variants.hpp"

namespace lifecycled {

// Held out where `message` is "".
struct VariantChoice {
  std::string message;
  bool is_held_out() const { return message.empty(); }
};

// By chance that stays; whoever has a variant keeps it for as long as the test has it.
VariantChoice choose_variant(const JourneyRun& run, const TestAction& test);
// The step has been taken.
void note_variant(const JourneyRun& run, const TestAction& test, const VariantChoice& choice);
// Goals count after the journey has ended too, so that a test may be its last step.
void note_variant_goals(Database& database, CampaignSet& campaigns, CustomerId customer,
                        const StoredEvent& event);

}  // namespace lifecycled
