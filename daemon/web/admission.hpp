// Who may come in, and how often: connections and requests by client address. What programs of this machine
// send is not counted, nor connections of our proxies. Made by the server; io thread.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "web/client_address.hpp"
#include "web/client_budgets.hpp"
#include "web/http_server.hpp"
#include "web/router.hpp"

namespace lifecycled {

class Admission {
 public:
  Admission(const HttpServerSettings& settings, Log log);

  // True: the connection may stay, and leave() is called at its end.
  bool enter(const Peer& peer, SteadyInstant now);
  void leave(const Peer& peer);

  // Before the handler: nothing, or how long the client has to wait.
  std::optional<Milliseconds> before(Throttle throttle, const Peer& peer, const IpAddress& client,
                                     SteadyInstant now);
  // After it: the same for an answer that tells a guess failed and must not be given any more.
  std::optional<Milliseconds> after(Throttle throttle, const Peer& peer, const IpAddress& client,
                                    unsigned status, SteadyInstant now);

 private:
  bool is_trusted(const Peer& peer) const;
  void tell(const IpAddress& client, SteadyInstant now);

  std::vector<IpRange> trusted_;
  std::uint32_t most_connections_;
  ClientBudgets budgets_;
  Log log_;
  std::map<IpAddress, std::uint32_t> connections_;  // bounded by those of the server
  std::uint64_t refused_ = 0;
  std::optional<SteadyInstant> told_at_;
};

}  // namespace lifecycled
