#include "delivery/pace.hpp"

#include <algorithm>

namespace lifecycled {
namespace {
constexpr double burst_seconds = 0.25;   // a bucket holds a quarter of a second's worth, and at least one
constexpr double unlimited_start = 100;  // what "half of unlimited" begins from
constexpr double growth_per_success = 0.01;
}  // namespace

Pace::Pace(const Clock& clock, double per_second)
    : clock_(clock),
      configured_(per_second),
      rate_(per_second),
      tokens_(std::max(1.0, per_second * burst_seconds)),
      filled_at_(clock.steady_now()) {}

void Pace::set_limit(double per_second) {
  refill();
  configured_ = per_second;
  rate_ = per_second;
}

void Pace::refill() {
  const SteadyInstant now = clock_.steady_now();
  const double passed = std::chrono::duration<double>(now - filled_at_).count();
  tokens_ = std::min(tokens_ + passed * rate_, std::max(1.0, rate_ * burst_seconds));
  filled_at_ = now;
}

std::size_t Pace::take(std::size_t wanted) {
  if (is_paused()) return 0;
  paused_until_.reset();
  if (rate_ <= 0) return wanted;
  refill();
  const auto taken = std::min(wanted, static_cast<std::size_t>(tokens_));
  tokens_ -= static_cast<double>(taken);
  return taken;
}

std::optional<Milliseconds> Pace::wait() const {
  const SteadyInstant now = clock_.steady_now();
  if (paused_until_ && now < *paused_until_) {
    return std::chrono::duration_cast<Milliseconds>(*paused_until_ - now) + Milliseconds{1};
  }
  if (rate_ <= 0) return std::nullopt;
  const double available = tokens_ + std::chrono::duration<double>(now - filled_at_).count() * rate_;
  if (available >= 1) return std::nullopt;
  return Milliseconds{static_cast<std::int64_t>((1 - available) / rate_ * 1000) + 1};
}

void Pace::pause(Milliseconds span) {
  const SteadyInstant until = clock_.steady_now() + span;
  if (!paused_until_ || *paused_until_ < until) paused_until_ = until;
}

void Pace::pause_key(const std::string& key, Milliseconds span) {
  const Instant now = clock_.now();
  std::erase_if(keys_, [&](const auto& entry) { return entry.second <= now; });
  Instant& until = keys_[key];
  until = std::max(until, now + span);
}

void Pace::give_back(std::size_t count) {
  if (rate_ > 0) tokens_ += static_cast<double>(count);
}

void Pace::slow_down() {
  refill();
  rate_ = std::max(1.0, (rate_ > 0 ? rate_ : unlimited_start) / 2);
  tokens_ = std::min(tokens_, 1.0);
}

void Pace::succeeded(std::size_t count) {
  if (rate_ == configured_) return;
  rate_ += static_cast<double>(count) * growth_per_success * rate_;
  if (configured_ > 0) rate_ = std::min(rate_, configured_);
  if (configured_ <= 0 && rate_ > 100 * unlimited_start) rate_ = 0;
}

}  // namespace lifecycled
