// What is done to the database before the daemon runs and after it: a restored or copied one starts paused,
// who was erased since a backup is erased again. For service.cpp; nobody else has the database open by then.
#pragma once

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "cli/workplace.hpp"
#include "config/settings.hpp"

namespace lifecycled {

void ready_database(Workplace& workplace, const ConsentSettings& consent, const Clock& clock, Random& random,
                    Log log);
// A backup taken while the daemon ran must not pass for the file that it leaves.
void leave_database(Workplace& workplace, Random& random);

}  // namespace lifecycled
