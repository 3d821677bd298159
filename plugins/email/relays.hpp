// Which of several relays is used: the first, unless it has failed a moment ago. [any]
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <optional>
#include <vector>

namespace email {

class Relays {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Relays(std::size_t count) : rests_until_(count) {}

  // The first that does not rest and is not among those tried; if all rest, the first not tried; nothing when
  // all were.
  std::optional<std::size_t> choose(const std::vector<std::size_t>& tried, Clock::time_point now);
  // It did not answer, or not as a relay should: the others go first for a while.
  void rest(std::size_t relay, Clock::time_point now);
  void works(std::size_t relay);

 private:
  std::mutex mutex_;
  std::vector<Clock::time_point> rests_until_;  // guarded by mutex_
};

}  // namespace email
