// Tells public addresses of the internet from all others: loopback, private networks, the cloud's metadata
// service and the like, which a plugin's requests must not reach unless the shop says so. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

struct sockaddr;

namespace lifecycled {

// What the address is for, such as "private use"; "" when it is a public one. An IPv6 address that carries an
// IPv4 address is judged by that one.
std::string_view special_use(const sockaddr& address);

// The same for the host of a URL; "" as well for a name, of which only the lookup tells more. "localhost" and
// what ends in ".localhost" are names for loopback (RFC 6761, 6.3).
std::string_view special_use(const std::string& host);

// Without the port; "" for a family that is not IP.
std::string address_text(const sockaddr& address);

}  // namespace lifecycled
