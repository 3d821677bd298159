// The daemon: builds every part and passes it in, runs the loops, and stops in order. main's own; one a
// process.
#pragma once

#include <memory>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "cli/checked_configuration.hpp"
#include "cli/workplace.hpp"

namespace lifecycled {

struct ServiceParts {
  std::filesystem::path configuration_file;
  ProgramPlaces places;
  const Clock& clock;
  Random& random;
  Log log;
};

// Runs until SIGTERM or SIGINT; returns the exit status. `workplace` is locked and `checked` has no errors.
int run_service(const ServiceParts& parts, Workplace& workplace, CheckedConfiguration checked);

}  // namespace lifecycled
