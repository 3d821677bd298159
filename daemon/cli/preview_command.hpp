// `lifecycled preview` and `lifecycled send-test`: their options, and what they print. main's own.
#pragma once

#include <functional>
#include <string>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "cli/preview.hpp"

namespace CLI {
class App;
}

namespace lifecycled {

// What both take from the command line.
struct PreviewCommand {
  std::string configuration_file;
  PreviewRequest request;
  std::string out_file;  // ends with .html, .txt or .json
  bool open = false;     // in the browser of whoever sits there
  bool json = false;
  std::string to;
};

// `run` becomes what the chosen one of them does; the references outlive the app.
void add_message_commands(CLI::App& app, PreviewCommand& into, std::function<int()>& run, const Clock& clock,
                          Random& random);

}  // namespace lifecycled
