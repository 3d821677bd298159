// What the shop allows one channel's child process beyond sending, as set in [channel.NAME]; the same keys
// for every plugin. Plain data; any thread.
#pragma once

#include <string>

namespace lifecycled {

struct ChannelRules {
  // The host's HTTP service may connect to private addresses: loopback, RFC 1918, link-local and the like.
  bool allow_private_addresses = false;
  // The plugin may run although this kernel cannot fence it.
  bool allow_unfenced = false;
  // The daemon's own, which no plugin may reach; also while it is only asked about its options.
  std::string state_folder;
  std::string proxy;  // for the host's HTTP service, such as "http://proxy.example.org:3128"; "" = none

  bool operator==(const ChannelRules&) const = default;
};

}  // namespace lifecycled
