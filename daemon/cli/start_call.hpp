// `lifecycled start`: its options, and what it prints. main's own.
#pragma once

#include <functional>
#include <string>

#include "base/clock.hpp"
#include "base/random.hpp"

namespace CLI {
class App;
}

namespace lifecycled {

struct StartCall {
  std::string configuration_file;
  std::string campaign, customer, segment;
  bool again = false;
  bool json = false;
};

// `run` becomes what it does; the references outlive the app.
void add_start_command(CLI::App& app, StartCall& into, std::function<int()>& run, const Clock& clock,
                       Random& random);

}  // namespace lifecycled
