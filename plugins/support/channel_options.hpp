// Options that go into a URL or a header as they are. Each throws ConfigError, which blames its key.
// [control]
#pragma once

#include <string>

#include "lifecycled/channel.hpp"

namespace plugin_support {

// Without blanks, line breaks and letters outside ASCII; may be empty.
std::string clean_text_of(const lifecycled::plugin::Config& config, const char* key);
// An address of the provider's, without the slash at its end.
std::string base_url_of(const lifecycled::plugin::Config& config, const char* key);
// An address of ours that a provider is given: https or http, without a query.
std::string callback_url_of(const lifecycled::plugin::Config& config);
// Of 16 characters at least, since whoever guesses it speaks for the provider.
std::string shared_secret_of(const lifecycled::plugin::Config& config, const char* key);

}  // namespace plugin_support
