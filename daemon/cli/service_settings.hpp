// What the daemon makes of its settings when it starts: keys, the server's limits, its address. Plain
// functions.
#pragma once

#include <string>
#include <vector>

#include "base/random.hpp"
#include "config/load.hpp"
#include "intake/write_keys.hpp"
#include "web/http_server.hpp"
#include "web/key_budgets.hpp"
#include "web/shop_routes.hpp"

namespace lifecycled {

// These two throw std::runtime_error for a key that cannot be read.
WriteKeys intake_keys(const Settings& settings);
KeyBudgets key_budgets(const WriteKeys& keys, const KeyRates& rates);
std::vector<ShopRoute> shop_routes(const std::vector<ShopIntake>& shops);
HttpServerSettings server_settings(const HttpSettings& http, Random& random);
// What links begin with.
std::string public_url_of(const HttpSettings& http);
// Whether something differs that is built once, at the start.
bool needs_restart(const Configuration& started_with, const Configuration& next);

}  // namespace lifecycled
