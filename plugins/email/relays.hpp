// Which of several relays is used: the first, unless it has failed a moment ago; and how many connections
// each has allowed. [any]
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <mutex>
#include <optional>
#include <vector>

namespace email {

class Relays {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Relays(std::size_t count) : rests_until_(count), connected_(count) {}

  // The first that does not rest and is not among those tried; if all rest, the first not tried; nothing when
  // all were.
  std::optional<std::size_t> choose(const std::vector<std::size_t>& tried, Clock::time_point now);
  // It did not answer, or not as a relay should: the others go first for a while.
  void rest(std::size_t relay, Clock::time_point now);
  void works(std::size_t relay);

  // Connections that have been greeted and let in.
  void connects(std::size_t relay);
  void disconnects(std::size_t relay);
  std::size_t connected(std::size_t relay);

  // Somebody who sends just now.
  class User {
   public:
    explicit User(Relays& relays) : relays_(relays) { ++relays_.users_; }
    ~User() { --relays_.users_; }
    User(const User&) = delete;
    User& operator=(const User&) = delete;

   private:
    Relays& relays_;
  };
  bool is_used_by_others() const { return users_ > 1; }

 private:
  std::atomic<int> users_ = 0;
  std::mutex mutex_;
  // guarded by mutex_
  std::vector<Clock::time_point> rests_until_;
  std::vector<std::size_t> connected_;
};

}  // namespace email
