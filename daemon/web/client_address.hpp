// Who sent a request: the other end of the connection or, where that is one of our own proxies, whom the
// proxies name. Any thread.
#pragma once

#include <vector>

#include "base/ip_address.hpp"
#include "web/request.hpp"

namespace lifecycled {

// The other end of a connection.
struct Peer {
  IpAddress address;
  bool is_local_socket = false;  // a Unix socket: only a proxy of this machine comes that way
  bool has_tls = false;
};

struct ClientAddress {
  IpAddress address;
  bool is_https = false;  // as the client sees it
};

// `trusted` are our proxies. What the headers say is believed from the connection outwards, hop by hop, and
// no further than the first hop that is not ours: whatever stands before it, anybody can have written there.
// They are X-Forwarded-For with X-Forwarded-Proto, or RFC 7239's Forwarded. A proxy writes the one and lets
// the other pass as it came from the client, and we cannot know which: where both are there and name
// different addresses, neither is believed.
ClientAddress client_address(const Peer& peer, const std::vector<IpRange>& trusted, const Request& request);

}  // namespace lifecycled
