// A channel whose plugin lives in a child process, lifecycled-plugin-host. The child may crash, hang, leak or
// lie: every ticket still comes back exactly once, and the child is started again with back-off. Called, and
// calls back, on the io thread only.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "channel/channel.hpp"
#include "channel/channel_rules.hpp"
#include "channel/option_values.hpp"

namespace boost::asio {
class io_context;
}

namespace lifecycled {

class Clock;

struct RemoteChannelSettings {
  std::string name;  // of [channel.NAME]
  std::filesystem::path host_program;
  std::filesystem::path plugin;
  std::string type;      // as in type = "email"; "" = the plugin's only one
  OptionValues options;  // checked, complete, secrets resolved (plugin_info.hpp)
  ChannelRules rules;
  std::vector<std::string> secret_keys;  // options that no log line may show
  // Where options stand, for what the plugin refuses: "lifecycled.toml:7:11"; "" is the channel's table.
  std::map<std::string, std::string> option_places;
  std::filesystem::path ledger;  // channel-NAME.lock in the state folder (ledger.hpp)

  // Default: as long as RFC 5321, 4.5.3.2.6, lets a mail server think after the final dot, and a little more.
  std::chrono::milliseconds attempt_limit = std::chrono::minutes(11);
  std::chrono::milliseconds start_limit = std::chrono::seconds(20);
  std::chrono::milliseconds silence_limit =
      std::chrono::seconds(15);  // without an answer to a ping: hung, killed
  std::chrono::milliseconds stop_limit = std::chrono::seconds(10);
  // As long as most providers wait for the answer to a webhook.
  std::chrono::milliseconds webhook_limit = std::chrono::seconds(8);
  std::chrono::milliseconds first_pause = std::chrono::milliseconds(200);  // before a restart; doubles
  std::chrono::milliseconds longest_pause = std::chrono::seconds(60);
  std::size_t crashes_until_down = 5;
  std::chrono::milliseconds crash_window = std::chrono::minutes(10);
};

std::unique_ptr<Channel> make_remote_channel(boost::asio::io_context& io, const Clock& clock,
                                             RemoteChannelSettings settings, ChannelEvents& events);

}  // namespace lifecycled
