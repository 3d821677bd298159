// A channel whose plugin is loaded into this process: for tests and for the checker. A crash of the plugin is
// ours. Called, and calls back, on the io thread only.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "channel/channel.hpp"
#include "channel/option_values.hpp"

namespace boost::asio {
class io_context;
}

namespace lifecycled {

class HttpService;

struct LoadedChannelSettings {
  std::filesystem::path plugin;
  std::string type;  // "" = the plugin's only one
  OptionValues options;
  HttpService* http = nullptr;  // null: the plugin is offered none
};

std::unique_ptr<Channel> make_loaded_channel(boost::asio::io_context& io, LoadedChannelSettings settings,
                                             ChannelEvents& events);

}  // namespace lifecycled
