// `lifecycled import customers|orders|events|consents FILE`: its options, and what it prints. main's own.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cli/import_command.hpp"

namespace CLI {
class App;
}

namespace lifecycled {

struct ImportCall {
  std::string configuration_file;
  ImportRequest request;
  std::vector<std::string> maps;  // "THEIRS=OURS"
  bool json = false;
};

// When one of them was given, `run` becomes what it does; the references outlive the app.
void add_import_command(CLI::App& app, ImportCall& into, std::function<int()>& run, const Clock& clock,
                        Random& random);

}  // namespace lifecycled
