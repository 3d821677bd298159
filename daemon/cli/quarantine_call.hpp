// `lifecycled quarantine [list|show|replay|drop]`: their options, and what they print. main's own.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/clock.hpp"
#include "base/random.hpp"

namespace CLI {
class App;
}

namespace lifecycled {

struct QuarantineCall {
  std::string configuration_file;
  std::int64_t id = 0;
  std::string reason, since;
  int limit = 50;
  bool all = false, json = false;
};

// When one of them was given, `run` becomes what it does; the references outlive the app.
void add_quarantine_commands(CLI::App& app, QuarantineCall& into, std::function<int()>& run,
                             const Clock& clock, Random& random);

}  // namespace lifecycled
