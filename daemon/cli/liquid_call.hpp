// The options of `lifecycled liquid`. Main thread.
#pragma once

#include <functional>
#include <string>

#include "cli/liquid_command.hpp"

namespace CLI {
class App;
}

namespace lifecycled {

struct LiquidCall {
  LiquidCommand command;
  std::string mode = "strict";
};

// When it was given, `run` becomes what it does; the references outlive the app.
void add_liquid_command(CLI::App& app, LiquidCall& into, std::function<int()>& run);

}  // namespace lifecycled
