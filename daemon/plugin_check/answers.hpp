// One message and one scripted answer: what the checks of a plugin that sends by the host's HTTP service ask
// for most. One thread.
#pragma once

#include <string>
#include <vector>

#include "plugin_check/check.hpp"
#include "plugin_check/trial.hpp"

namespace lifecycled::plugin_check {

// The usual options, with a provider that answers so.
Trial::Settings answering(Subject& subject, ScriptedProvider::Script script);
// Ends the check, as skipped, when the plugin has sent nothing by the host's HTTP service.
void require_requests(Trial& trial);
// What becomes of one message when the provider answers so.
AttemptResult outcome_of(Subject& subject, ScriptedProvider::Script script);
// Ends the check when the outcome is none of those wanted.
Finding expect_outcome(const AttemptResult& result, const std::vector<Outcome>& wanted,
                       const std::string& after);

}  // namespace lifecycled::plugin_check
