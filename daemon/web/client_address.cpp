#include "web/client_address.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/text.hpp"

namespace lifecycled {
namespace {

// What one proxy said of the connection it had.
struct Hop {
  std::optional<IpAddress> from;  // nothing: hidden, or unreadable
  std::string proto;
};

// "192.0.2.1", "192.0.2.1:4711", "2001:db8::1", "[2001:db8::1]:4711"; quotes are gone already.
std::optional<IpAddress> node_address(std::string_view node) {
  if (node.starts_with('[')) {
    const auto end = node.find(']');
    return end == node.npos ? std::nullopt : IpAddress::parse(node.substr(1, end - 1));
  }
  const auto colon = node.find(':');
  const bool has_port = colon != node.npos && node.find(':', colon + 1) == node.npos;
  return IpAddress::parse(has_port ? node.substr(0, colon) : node);
}

std::string_view unquoted(std::string_view text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') return text.substr(1, text.size() - 2);
  return text;
}

// `for=192.0.2.43;proto=https, for="[2001:db8::17]:4711"`: commas and semicolons inside quotes do not occur
// in what proxies write; who puts them there gets a hop that cannot be read, which ends the trust.
std::vector<Hop> forwarded_hops(std::string_view value) {
  std::vector<Hop> hops;
  for (const std::string_view element : split(value, ',')) {
    Hop hop;
    for (const std::string_view pair : split(element, ';')) {
      const auto equals = pair.find('=');
      if (equals == pair.npos) continue;
      const std::string name = lower_ascii(trimmed(pair.substr(0, equals)));
      const std::string_view given = unquoted(trimmed(pair.substr(equals + 1)));
      if (name == "for") hop.from = node_address(given);
      if (name == "proto") hop.proto = lower_ascii(given);
    }
    hops.push_back(std::move(hop));
  }
  return hops;
}

std::vector<Hop> x_forwarded_hops(std::string_view addresses, std::string_view protos) {
  std::vector<Hop> hops;
  for (const std::string_view node : split(addresses, ',')) hops.push_back({node_address(trimmed(node)), ""});
  const auto said = split(protos, ',');
  // One word, by the proxy next to us as a rule; or one for each hop.
  for (std::size_t i = 0; i < hops.size(); ++i) {
    hops[i].proto = lower_ascii(trimmed(said.size() == hops.size() ? said[i] : said.back()));
  }
  return hops;
}

using Trusts = std::function<bool(const IpAddress&)>;

// From the connection outwards: the first hop that is not ours, or the last that can be read. Who hides or
// garbles an address counts as the proxy that let it through.
ClientAddress outermost(ClientAddress client, const std::vector<Hop>& hops, const Trusts& is_trusted) {
  for (auto hop = hops.rbegin(); hop != hops.rend() && hop->from; ++hop) {
    client = {*hop->from, hop->proto == "https"};
    if (!is_trusted(*hop->from)) break;
  }
  return client;
}

}  // namespace

ClientAddress client_address(const Peer& peer, const std::vector<IpRange>& trusted, const Request& request) {
  const Trusts is_trusted = [&](const IpAddress& address) {
    return std::ranges::any_of(trusted, [&](const IpRange& range) { return range.contains(address); });
  };
  const ClientAddress nearest{peer.address, peer.has_tls};
  if (!peer.is_local_socket && !is_trusted(peer.address)) return nearest;

  const std::string standard = request.joined_header("forwarded");
  const std::string usual = request.joined_header("x-forwarded-for");
  const auto by_standard = outermost(nearest, forwarded_hops(standard), is_trusted);
  const auto by_usual =
      outermost(nearest, x_forwarded_hops(usual, request.joined_header("x-forwarded-proto")), is_trusted);
  if (standard.empty()) return by_usual;
  if (usual.empty()) return by_standard;
  return by_standard.address == by_usual.address ? by_standard : nearest;
}

}  // namespace lifecycled
