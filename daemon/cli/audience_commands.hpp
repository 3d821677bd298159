// `lifecycled stages`, `gaps`, `segments` and `segment`: their options, and what they print. main's own.
#pragma once

#include <functional>
#include <string>

#include "base/clock.hpp"
#include "base/random.hpp"

namespace CLI {
class App;
}

namespace lifecycled {

// What they take from the command line.
struct AudienceCommand {
  std::string configuration_file;
  bool json = false;
  std::string at, segment, customer, svg_file;
};

// `run` becomes what the chosen one of them does; the references outlive the app.
void add_audience_commands(CLI::App& app, AudienceCommand& into, std::function<int()>& run,
                           const Clock& clock, Random& random);

}  // namespace lifecycled
