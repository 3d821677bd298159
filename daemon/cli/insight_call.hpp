// `lifecycled map` and `lifecycled plan`: their options, and what they print. They read the database beside a
// running daemon and hold up nothing. main's own.
#pragma once

#include <functional>
#include <string>

#include "base/clock.hpp"

namespace CLI {
class App;
}

namespace lifecycled {

struct InsightCall {
  std::string configuration_file;
  std::string campaign, svg;
  bool json = false;
};

// `run` becomes what was chosen; the references outlive the app.
void add_insight_commands(CLI::App& app, InsightCall& into, std::function<int()>& run, const Clock& clock);

}  // namespace lifecycled
