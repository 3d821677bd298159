// `lifecycled connect woocommerce|shopify|generic [NAME]`: its options, and what it does. main's own.
#pragma once

#include <functional>
#include <string>

#include "base/random.hpp"

namespace CLI {
class App;
}

namespace lifecycled {

struct ConnectCall {
  std::string configuration_file;
  std::string type, name;  // "" = the type's
  bool json = false;
};

// When it was given, `run` becomes what it does; the references outlive the app.
void add_connect_command(CLI::App& app, ConnectCall& into, std::function<int()>& run, Random& random);

}  // namespace lifecycled
