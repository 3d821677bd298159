// `lifecycled campaigns move`: its options, and what it prints. main's own.
#pragma once

#include <functional>
#include <string>

#include "base/clock.hpp"
#include "base/random.hpp"

namespace CLI {
class App;
}

namespace lifecycled {

struct MoveCall {
  std::string configuration_file;
  std::string campaign;
  bool only_plans = false;
  bool json = false;
};

// Below `campaigns`. When it was given, `run` becomes what it does; the references outlive the app.
void add_move_command(CLI::App& campaigns, MoveCall& into, std::function<int()>& run, const Clock& clock,
                      Random& random);

}  // namespace lifecycled
