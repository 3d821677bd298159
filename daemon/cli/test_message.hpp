// One message through the real channel to an address of the operator's choice, by a child process of its own:
// a running daemon is neither asked nor disturbed, and nothing is written to the database. Blocks until the
// plugin has answered.
#pragma once

#include <string>

#include "base/random.hpp"
#include "cli/checked_configuration.hpp"
#include "cli/preview.hpp"

namespace lifecycled {

struct TestResult {
  bool sent = false;
  std::string words;  // what became of it, for people
};

// Throws CommandError when it may not be sent at all: no such channel, no address, not among only_to.
TestResult send_test_message(const CheckedConfiguration& checked, const ProgramPlaces& places,
                             const Preview& preview, const std::string& to, const std::string& message,
                             Random& random, const Clock& clock);

}  // namespace lifecycled
