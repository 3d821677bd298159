// What decides, assembled from a configuration: reactor, outbox, stock. The same for the daemon and for
// commands that run without one.
#pragma once

#include <memory>

#include "base/clock.hpp"
#include "config/load.hpp"
#include "delivery/stock.hpp"
#include "journey/reactor.hpp"

namespace lifecycled {

// On the thread that owns the connection; stores new campaign versions.
std::unique_ptr<Reactor> make_reactor(Database& database, const Configuration& configuration, Random& random,
                                      Instant now, const Log& log);
std::shared_ptr<Outbox> make_outbox(const Configuration& configuration, Random& random);
std::shared_ptr<const DeliveryStock> make_stock(const Configuration& configuration,
                                                const std::string& public_url,
                                                std::shared_ptr<const TokenSigner> signer,
                                                const Clock& clock);

}  // namespace lifecycled
