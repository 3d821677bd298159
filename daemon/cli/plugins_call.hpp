// `lifecycled plugins`, `plugins describe|schema|new`: their options, and what they print. main's own.
#pragma once

#include <functional>
#include <string>

#include "cli/plugin_template.hpp"

namespace CLI {
class App;
}

namespace lifecycled {

struct PluginsCall {
  std::string configuration_file;
  std::string folder, type, out_file;
  NewPlugin fresh{"", ".", "c++"};
  bool json = false;
};

// When one of them was given, `run` becomes what it does; the references outlive the app.
void add_plugins_command(CLI::App& app, PluginsCall& into, std::function<int()>& run);

}  // namespace lifecycled
