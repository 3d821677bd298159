// What a step does to what we know: set a property, join or leave a list, emit an event. In the caller's
// transaction, on the writer thread.
#pragma once

#include <string>

#include "base/log.hpp"
#include "journey/journey_run.hpp"

namespace lifecycled {

// What came of it, for the journey's history.
struct StepNote {
  StepResult result = StepResult::Passed;
  std::string detail;
};

class StepActions {
 public:
  explicit StepActions(Log log) : log_(std::move(log)) {}

  StepNote set(JourneyRun& run, const SetAction& action);
  StepNote list(JourneyRun& run, const ListAction& action);
  StepNote emit(JourneyRun& run, const EmitAction& action);

 private:
  // False when the chain of events that cause each other has become too long: nothing is appended then.
  bool append(const JourneyRun& run, std::string_view name, std::string body);

  Log log_;
};

}  // namespace lifecycled
