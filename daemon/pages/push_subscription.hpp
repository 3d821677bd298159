// A browser's subscription (W3C Push API) as a page is handed it, and the channel that will write to it.
// Anybody can make one up: what is kept leads to a push service that browsers have, or that the shop names.
// Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "config/settings.hpp"

namespace lifecycled {

struct PushChannel {
  std::string name;
  std::string key;                    // that browsers subscribe with (RFC 8292)
  std::vector<std::string> services;  // hosts beside the known ones
  std::vector<std::string> sites;     // origins beside the shop's own whose pages may ask
};
// The first channel that reaches browsers and says its public key.
std::optional<PushChannel> push_channel(const std::vector<ChannelSettings>& channels);

// In the one form in which it is kept and compared; nothing for what is none, or leads elsewhere.
std::optional<std::string> push_subscription(const boost::json::value& told, const PushChannel& channel);

// "https://shop.example" of an address, in small letters and without its usual port; "" for what has none.
std::string origin_of(std::string_view url);

}  // namespace lifecycled
