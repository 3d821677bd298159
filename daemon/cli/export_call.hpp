// `lifecycled export`: its options, and what it writes. main's own.
#pragma once

#include <functional>
#include <string>

namespace CLI {
class App;
}

namespace lifecycled {

struct ExportCall {
  std::string configuration_file;
  std::string what = "all";
  std::string folder;  // "" = standard output
};

// When it was given, `run` becomes what it does; the references outlive the app.
void add_export_command(CLI::App& app, ExportCall& into, std::function<int()>& run);

}  // namespace lifecycled
