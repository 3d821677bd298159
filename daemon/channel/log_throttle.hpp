// Lets a plugin say something, not everything: a burst, then a few lines a second; what is held back is
// counted. One thread at a time.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <utility>

namespace lifecycled {

class LogThrottle {
 public:
  using Instant = std::chrono::steady_clock::time_point;

  bool lets_pass(Instant now) {
    const std::chrono::duration<double> passed = now - last_;
    last_ = now;
    tokens_ = std::min(burst, tokens_ + passed.count() * per_second);
    if (tokens_ < 1) {
      ++held_back_;
      return false;
    }
    tokens_ -= 1;
    return true;
  }
  // How many were held back since this was last asked.
  std::uint64_t take_held_back() { return std::exchange(held_back_, 0); }

 private:
  static constexpr double burst = 100, per_second = 20;
  double tokens_ = burst;
  std::uint64_t held_back_ = 0;
  Instant last_{};
};

}  // namespace lifecycled
