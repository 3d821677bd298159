#include "plugin_host/address_guard.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace lifecycled {
namespace {

using Ipv4 = std::uint32_t;  // host byte order
using Ipv6 = std::array<std::uint8_t, 16>;

struct Ipv4Range {
  Ipv4 first;
  int bits;
  std::string_view use;
};

constexpr Ipv4 ipv4(unsigned a, unsigned b, unsigned c, unsigned d) { return a << 24 | b << 16 | c << 8 | d; }

// IANA's registry of special-purpose IPv4 addresses (RFC 6890), and multicast (RFC 5771). The anycast
// services in it, of AS112 and AMT, are of no use to a plugin either.
constexpr Ipv4Range ipv4_ranges[] = {
    {ipv4(0, 0, 0, 0), 8, "\"this network\""},
    {ipv4(10, 0, 0, 0), 8, "private use"},
    {ipv4(100, 64, 0, 0), 10, "shared address space"},
    {ipv4(127, 0, 0, 0), 8, "loopback"},
    {ipv4(169, 254, 0, 0), 16, "link local"},  // with the cloud's metadata, 169.254.169.254
    {ipv4(172, 16, 0, 0), 12, "private use"},
    {ipv4(192, 0, 0, 0), 24, "protocol assignments"},
    {ipv4(192, 0, 2, 0), 24, "documentation"},
    {ipv4(192, 31, 196, 0), 24, "AS112"},
    {ipv4(192, 52, 193, 0), 24, "AMT"},
    {ipv4(192, 88, 99, 0), 24, "6to4 relay"},
    {ipv4(192, 168, 0, 0), 16, "private use"},
    {ipv4(192, 175, 48, 0), 24, "AS112"},
    {ipv4(198, 18, 0, 0), 15, "benchmarking"},
    {ipv4(198, 51, 100, 0), 24, "documentation"},
    {ipv4(203, 0, 113, 0), 24, "documentation"},
    {ipv4(224, 0, 0, 0), 4, "multicast"},
    {ipv4(255, 255, 255, 255), 32, "broadcast"},
    {ipv4(240, 0, 0, 0), 4, "reserved"},
};

struct Ipv6Range {
  std::array<std::uint16_t, 6> first;
  int bits;
  std::string_view use;
  int carries_ipv4_at = -1;  // byte at which an IPv4 address stands that decides
};

// IANA's registry of special-purpose IPv6 addresses. Whatever lies outside 2000::/3 is not in use on the
// internet, so its entries are here for their names alone.
constexpr Ipv6Range ipv6_ranges[] = {
    {{0, 0, 0, 0, 0, 0xffff}, 96, "IPv4-mapped", 12},
    {{0x64, 0xff9b, 0, 0, 0, 0}, 96, "NAT64", 12},
    {{0x2002}, 16, "6to4", 2},
    {{0x64, 0xff9b, 1}, 48, "local NAT64"},
    {{0x100}, 64, "discard only"},
    {{0x2001, 0}, 32, "Teredo"},
    {{0x2001, 0}, 23, "protocol assignments"},
    {{0x2001, 0xdb8}, 32, "documentation"},
    {{0x2620, 0x4f, 0x8000}, 48, "AS112"},
    {{0x3fff}, 20, "documentation"},
    {{0xfc00}, 7, "unique local"},
    {{0xfe80}, 10, "link local"},
    {{0xfec0}, 10, "site local"},
    {{0xff00}, 8, "multicast"},
};

bool has_prefix(const Ipv6& address, const std::array<std::uint16_t, 6>& first, int bits) {
  for (int bit = 0; bit < bits; ++bit) {
    const int ours = address[bit / 8] >> (7 - bit % 8) & 1, theirs = first[bit / 16] >> (15 - bit % 16) & 1;
    if (ours != theirs) return false;
  }
  return true;
}

std::string_view use_of(Ipv4 address) {
  for (const auto& range : ipv4_ranges) {
    const Ipv4 mask = ~Ipv4(0) << (32 - range.bits);
    if ((address & mask) == range.first) return range.use;
  }
  return "";
}

Ipv4 carried(const Ipv6& address, int at) {
  return ipv4(address[at], address[at + 1], address[at + 2], address[at + 3]);
}

std::string_view use_of(const Ipv6& address) {
  Ipv6 loopback{};
  if (address == loopback) return "unspecified";
  loopback[15] = 1;
  if (address == loopback) return "loopback";
  for (const auto& range : ipv6_ranges) {
    if (!has_prefix(address, range.first, range.bits)) continue;
    return range.carries_ipv4_at < 0 ? range.use : use_of(carried(address, range.carries_ipv4_at));
  }
  return has_prefix(address, {0x2000}, 3) ? "" : "not in use on the internet";
}

Ipv6 bytes_of(const in6_addr& address) {
  Ipv6 bytes;
  std::memcpy(bytes.data(), &address, bytes.size());
  return bytes;
}

}  // namespace

std::string_view special_use(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in v4;
    std::memcpy(&v4, &address, sizeof v4);
    return use_of(ntohl(v4.sin_addr.s_addr));
  }
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 v6;
    std::memcpy(&v6, &address, sizeof v6);
    return use_of(bytes_of(v6.sin6_addr));
  }
  return "not of the internet";
}

std::string_view special_use(const std::string& host) {
  std::string name = host;
  if (name.size() > 1 && name.front() == '[' && name.back() == ']') name = name.substr(1, name.size() - 2);
  if (const auto zone = name.find('%'); zone != name.npos) name.resize(zone);
  if (name.ends_with('.')) name.pop_back();
  std::ranges::transform(name, name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
  if (name == "localhost" || name.ends_with(".localhost")) return "loopback";

  in6_addr v6;
  if (::inet_pton(AF_INET6, name.c_str(), &v6) == 1) return use_of(bytes_of(v6));
  // Takes "127.1", "0x7f000001" and the like too, as those do who connect.
  in_addr v4;
  if (::inet_aton(name.c_str(), &v4) == 1) return use_of(ntohl(v4.s_addr));
  return "";
}

std::string address_text(const sockaddr& address) {
  char text[INET6_ADDRSTRLEN] = "";
  if (address.sa_family == AF_INET) {
    sockaddr_in v4;
    std::memcpy(&v4, &address, sizeof v4);
    ::inet_ntop(AF_INET, &v4.sin_addr, text, sizeof text);
  } else if (address.sa_family == AF_INET6) {
    sockaddr_in6 v6;
    std::memcpy(&v6, &address, sizeof v6);
    ::inet_ntop(AF_INET6, &v6.sin6_addr, text, sizeof text);
  }
  return text;
}

}  // namespace lifecycled
