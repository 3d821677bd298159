#include "support/channel_options.hpp"

#include <algorithm>

namespace plugin_support {

using namespace lifecycled::plugin;

std::string clean_text_of(const Config& config, const char* key) {
  std::string text = config.text(key);
  const bool is_clean = std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7F'; });
  if (!is_clean) throw ConfigError(key, "has a blank, a line break or a letter outside ASCII in it");
  return text;
}

std::string base_url_of(const Config& config, const char* key) {
  std::string url = clean_text_of(config, key);
  while (!url.empty() && url.back() == '/') url.pop_back();
  return url;
}

std::string callback_url_of(const Config& config) {
  std::string url = base_url_of(config, "callback_url");
  if (url.find_first_of("?#") != url.npos)
    throw ConfigError("callback_url", "must end with the channel's path: .../webhooks/NAME");
  return url;
}

std::string shared_secret_of(const Config& config, const char* key) {
  constexpr std::size_t shortest_secret = 16;
  std::string secret = clean_text_of(config, key);
  if (secret.size() < shortest_secret)
    throw ConfigError(key, "must have 16 characters at least; make one with: openssl rand -hex 24");
  return secret;
}

}  // namespace plugin_support
