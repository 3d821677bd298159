// From a checked channel to what its child process is started with: the same for the daemon and for a test
// message. Any thread.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>

#include "channel/remote_channel.hpp"
#include "cli/channel_check.hpp"

namespace lifecycled {

// All but the options, which hold secrets: with_secrets() reads those when the channel starts.
RemoteChannelSettings remote_settings(const ReadyChannel& channel, const std::filesystem::path& plugin_host,
                                      const std::filesystem::path& ledger);

// Throws what is wrong with a secret, for people.
OptionValues with_secrets(const ReadyChannel& channel);

// Another number when a secret's content has changed, as a token's does that is made anew each hour; tells
// nothing of it. Nothing: a secret cannot be read.
std::optional<std::size_t> mark_of_secrets(const ReadyChannel& channel);

}  // namespace lifecycled
