// `lifecycled suppress add|remove|list|check|import`: their options, and what they print. main's own.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/random.hpp"

namespace CLI {
class App;
}

namespace lifecycled {

struct SuppressCall {
  std::string configuration_file;
  std::vector<std::string> things;
  std::string file;
  int limit = 20;
  bool json = false;
};

// When one of them was given, `run` becomes what it does; the references outlive the app.
void add_suppress_commands(CLI::App& app, SuppressCall& into, std::function<int()>& run, const Clock& clock,
                           Random& random);

}  // namespace lifecycled
