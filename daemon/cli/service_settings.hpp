// What the daemon makes of its settings when it starts: keys, the server's limits, its address. Plain
// functions.
#pragma once

#include <string>

#include "base/random.hpp"
#include "config/settings.hpp"
#include "intake/write_keys.hpp"
#include "web/http_server.hpp"

namespace lifecycled {

// Throws std::runtime_error for a key that cannot be read.
WriteKeys intake_keys(const Settings& settings);
HttpServerSettings server_settings(const HttpSettings& http, Random& random);
// What links begin with.
std::string public_url_of(const HttpSettings& http);
// Whether something differs that is built once, at the start.
bool needs_restart(const Settings& now, const Settings& next);

}  // namespace lifecycled
