#include "channel/outcome.hpp"

#include "channel/channel.hpp"

namespace lifecycled {

std::string_view to_text(Outcome outcome) {
  switch (outcome) {
    case Outcome::Accepted:
      return "accepted";
    case Outcome::Delivered:
      return "delivered";
    case Outcome::Transient:
      return "transient";
    case Outcome::RateLimited:
      return "rate_limited";
    case Outcome::Rejected:
      return "rejected";
    case Outcome::InvalidAddress:
      return "invalid_address";
    case Outcome::ChannelDown:
      return "channel_down";
    case Outcome::InDoubt:
      return "in_doubt";
  }
  return "unknown";
}

std::string_view to_text(Scope scope) {
  switch (scope) {
    case Scope::Message:
      return "message";
    case Scope::Destination:
      return "destination";
    case Scope::Channel:
      return "channel";
  }
  return "unknown";
}

std::string_view to_text(ChannelState state) {
  switch (state) {
    case ChannelState::Starting:
      return "starting";
    case ChannelState::Ready:
      return "ready";
    case ChannelState::Restarting:
      return "restarting";
    case ChannelState::Down:
      return "down";
    case ChannelState::Stopping:
      return "stopping";
    case ChannelState::Stopped:
      return "stopped";
  }
  return "unknown";
}

std::optional<Outcome> outcome_from_number(std::int32_t number) {
  if (number < 1 || number > 8) return std::nullopt;
  return static_cast<Outcome>(number);
}

std::optional<Scope> scope_from_number(std::int32_t number) {
  if (number < 1 || number > 3) return std::nullopt;
  return static_cast<Scope>(number);
}

std::optional<Outcome> outcome_from_text(std::string_view text) {
  for (std::int32_t n = 1; const auto outcome = outcome_from_number(n); ++n) {
    if (to_text(*outcome) == text) return outcome;
  }
  return std::nullopt;
}

std::optional<Scope> scope_from_text(std::string_view text) {
  for (std::int32_t n = 1; const auto scope = scope_from_number(n); ++n) {
    if (to_text(*scope) == text) return scope;
  }
  return std::nullopt;
}

}  // namespace lifecycled
