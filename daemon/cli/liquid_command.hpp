// `lifecycled liquid FILE`: renders any Liquid file with any JSON, so that the engine can be used and tried
// on its own. Needs no configuration and no database.
#pragma once

#include <iosfwd>
#include <string>

#include "cli/liquid_request.hpp"

namespace lifecycled {

struct LiquidCommand {
  std::string file = "-";  // of the template; - is standard input
  std::string data;        // a JSON file, - is standard input; "" = no data
  std::string partials;    // a folder; "" = none
  bool batch = false;
  LiquidOptions options;
};

// The exit status: 1 with what is wrong on `errors`. Throws CommandError for what cannot be read.
int run_liquid(const LiquidCommand& command, std::istream& in, std::ostream& out, std::ostream& errors);

}  // namespace lifecycled
