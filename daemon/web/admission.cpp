#include "web/admission.hpp"

#include <algorithm>
#include <utility>

namespace lifecycled {
namespace {

// Whoever floods us must not flood the log.
constexpr Milliseconds between_lines{10'000};

bool is_failed_guess(Throttle throttle, unsigned status) {
  switch (throttle) {
    case Throttle::Requests:
      return status == 401 || status == 403 || status == 404;
    case Throttle::Failures:
      return status == 400 || status == 401 || status == 403 || status == 404;
    case Throttle::FailedKeys:
      return status == 401 || status == 404;
    case Throttle::Never:
      return false;
  }
  return false;
}

}  // namespace

Admission::Admission(const HttpServerSettings& settings, Log log)
    : trusted_(settings.trusted_proxies),
      most_connections_(settings.most_connections_per_client),
      budgets_(settings.per_client, settings.address_key),
      log_(std::move(log)) {}

bool Admission::is_trusted(const Peer& peer) const {
  return peer.is_local_socket ||
         std::ranges::any_of(trusted_, [&](const IpRange& range) { return range.contains(peer.address); });
}

bool Admission::enter(const Peer& peer, SteadyInstant now) {
  if (is_trusted(peer) || peer.address.is_loopback()) return true;
  std::uint32_t& count = connections_[peer.address.line()];
  if (count < most_connections_) {
    ++count;
    return true;
  }
  tell(peer.address, now);
  return false;
}

void Admission::leave(const Peer& peer) {
  const auto found = connections_.find(peer.address.line());
  if (found != connections_.end() && --found->second == 0) connections_.erase(found);
}

std::optional<Milliseconds> Admission::before(Throttle throttle, const Peer& peer, const IpAddress& client,
                                              SteadyInstant now) {
  // A proxy on loopback that nobody has told us of would make one client of all of them.
  if (peer.address.is_loopback() && !is_trusted(peer)) return std::nullopt;
  std::optional<Milliseconds> wait;
  switch (throttle) {
    case Throttle::Requests:
      wait = budgets_.spend(client, now);
      break;
    case Throttle::Failures:
      wait = budgets_.wait_of(client, now);
      break;
    case Throttle::FailedKeys:
    case Throttle::Never:
      break;
  }
  if (wait) tell(client, now);
  return wait;
}

std::optional<Milliseconds> Admission::after(Throttle throttle, const Peer& peer, const IpAddress& client,
                                             unsigned status, SteadyInstant now) {
  if (!is_failed_guess(throttle, status) || (peer.address.is_loopback() && !is_trusted(peer)))
    return std::nullopt;
  const auto wait = throttle == Throttle::FailedKeys ? budgets_.spend(client, now) : std::nullopt;
  budgets_.charge_failure(client, now);
  if (wait) tell(client, now);
  return wait;
}

void Admission::tell(const IpAddress& client, SteadyInstant now) {
  ++refused_;
  if (told_at_ && now - *told_at_ < between_lines) return;
  told_at_ = now;
  log_.warning("web.client_limited", {{"client", client.masked()}, {"refused", std::exchange(refused_, 0)}});
}

}  // namespace lifecycled
