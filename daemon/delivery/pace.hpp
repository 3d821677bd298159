// How fast a channel may go: a token bucket for the whole, pauses for the channel and for each pace key (a
// recipient's domain, a relay). In memory, on steady time; one a channel, on the io thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace lifecycled {

class Pace {
 public:
  // `per_second` of 0: as fast as the channel takes it.
  Pace(const Clock& clock, double per_second);

  // How many may leave now, at most `wanted`; they count as gone.
  std::size_t take(std::size_t wanted);
  // When the next one may leave; nothing if now.
  std::optional<Milliseconds> wait() const;

  void pause(Milliseconds span);
  bool is_paused() const { return paused_until_ && clock_.steady_now() < *paused_until_; }
  void pause_key(const std::string& key, Milliseconds span);
  // Destinations that asked to be left alone, and until when.
  const std::map<std::string, Instant, std::less<>>& held_keys() const { return keys_; }
  // Tokens taken and not needed.
  void give_back(std::size_t count);
  // After a provider said "too fast": half of what it was. It grows back by success.
  void slow_down();
  void succeeded(std::size_t count);
  // The plugin's own word on how fast it may go.
  void set_limit(double per_second);
  double per_second() const { return rate_; }

 private:
  void refill();

  const Clock& clock_;
  double configured_;
  double rate_;
  double tokens_ = 0;
  SteadyInstant filled_at_;
  std::optional<SteadyInstant> paused_until_;
  std::map<std::string, Instant, std::less<>> keys_;
};

}  // namespace lifecycled
