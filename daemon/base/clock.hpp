// Time as the daemon reads it. Whoever needs "now" is given a Clock; nobody else reads the system's.
// Safe to read from any thread.
#pragma once

#include <atomic>

#include "base/time.hpp"

namespace lifecycled {

using SteadyInstant = std::chrono::steady_clock::time_point;

// now() decides what is due; steady_now() measures time-outs and pace, which must not jump with the wall
// clock.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
  virtual SteadyInstant steady_now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Instant now() const override {
    return std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now());
  }
  SteadyInstant steady_now() const override { return std::chrono::steady_clock::now(); }
};

// The fake: stands still until it is moved. Setting it back imitates a clock that was wrong; steady time
// never goes back.
class VirtualClock final : public Clock {
 public:
  explicit VirtualClock(Instant start) : now_ms_(to_ms(start)) {}
  Instant now() const override { return from_ms(now_ms_); }
  SteadyInstant steady_now() const override { return SteadyInstant{Milliseconds{steady_ms_}}; }
  void set(Instant at) {
    const std::int64_t passed = to_ms(at) - now_ms_.exchange(to_ms(at));
    if (passed > 0) steady_ms_ += passed;
  }
  void advance(Milliseconds span) { set(now() + span); }

 private:
  std::atomic<std::int64_t> now_ms_;
  std::atomic<std::int64_t> steady_ms_{0};
};

}  // namespace lifecycled
