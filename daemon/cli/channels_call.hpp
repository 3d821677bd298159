// `lifecycled channels`, `channels stop|resume NAME`: its options, and what it prints. main's own.
#pragma once

#include <functional>
#include <string>

#include "base/clock.hpp"
#include "base/random.hpp"

namespace CLI {
class App;
}

namespace lifecycled {

struct ChannelsCall {
  std::string configuration_file;
  std::string act, channel, why;
  bool json = false;
};

// When one of them was given, `run` becomes what it does; the references outlive the app.
void add_channels_command(CLI::App& app, ChannelsCall& into, std::function<int()>& run, const Clock& clock,
                          Random& random);

}  // namespace lifecycled
