#include "relays.hpp"

#include <algorithm>

namespace email {
namespace {

// Long enough that not every mail waits for a dead relay's time-out, short enough that the first is soon the
// first again.
constexpr auto pause_of_a_relay = std::chrono::seconds(30);

}  // namespace

std::optional<std::size_t> Relays::choose(const std::vector<std::size_t>& tried, Clock::time_point now) {
  const std::scoped_lock lock(mutex_);
  std::optional<std::size_t> resting;
  for (std::size_t relay = 0; relay < rests_until_.size(); ++relay) {
    if (std::find(tried.begin(), tried.end(), relay) != tried.end()) continue;
    if (rests_until_[relay] <= now) return relay;
    if (!resting) resting = relay;
  }
  return resting;
}

void Relays::rest(std::size_t relay, Clock::time_point now) {
  const std::scoped_lock lock(mutex_);
  rests_until_[relay] = now + pause_of_a_relay;
}

void Relays::works(std::size_t relay) {
  const std::scoped_lock lock(mutex_);
  rests_until_[relay] = {};
}

void Relays::connects(std::size_t relay) {
  const std::scoped_lock lock(mutex_);
  ++connected_[relay];
}

void Relays::disconnects(std::size_t relay) {
  const std::scoped_lock lock(mutex_);
  --connected_[relay];
}

std::size_t Relays::connected(std::size_t relay) {
  const std::scoped_lock lock(mutex_);
  return connected_[relay];
}

}  // namespace email
