#include "plugin_check/answers.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace lifecycled::plugin_check {

Trial::Settings answering(Subject& subject, ScriptedProvider::Script script) {
  Trial::Settings settings;
  settings.options = subject.option_values();
  settings.script = std::move(script);
  return settings;
}

void require_requests(Trial& trial) {
  if (trial.provider().requests().empty()) skip("it sends nothing by the host's HTTP service");
}

AttemptResult outcome_of(Subject& subject, ScriptedProvider::Script script) {
  Trial trial(subject, answering(subject, std::move(script)));
  const auto tickets = trial.submit(subject.messages(1));
  trial.settle();
  require_requests(trial);
  return trial.result_of(tickets[0]);
}

Finding expect_outcome(const AttemptResult& result, const std::vector<Outcome>& wanted,
                       const std::string& after) {
  if (std::ranges::find(wanted, result.outcome) != wanted.end()) return {Verdict::Success, shown(result)};
  std::vector<std::string> names;
  for (const Outcome outcome : wanted) names.emplace_back(to_text(outcome));
  fail(after + " must become " + join(names, " or ") + ", not " + shown(result));
}

}  // namespace lifecycled::plugin_check
