// What became of one attempt to send one message, as the plugin classified it. The daemon alone decides what
// follows. Plain values; any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lifecycled {

// The numbers are those of plugin_api/include/lifecycled/channel.h; they reach the disk, so do not change
// them.
enum class Outcome : std::int32_t {
  Accepted = 1,        // the provider took it; receipts may follow
  Delivered = 2,       // it reached the recipient; nothing more will be heard
  Transient = 3,       // failed for now: back off and try again
  RateLimited = 4,     // too fast: pause, slow down, count no attempt
  Rejected = 5,        // this message will never be accepted
  InvalidAddress = 6,  // nothing to this address will ever be accepted
  ChannelDown = 7,     // not the message's fault, such as a revoked key
  InDoubt = 8,         // the answer was lost: it may or may not have been accepted
};

// Whom the outcome concerns: this message, everything to the same pace key, or the whole channel.
enum class Scope : std::int32_t { Message = 1, Destination = 2, Channel = 3 };

struct AttemptResult {
  Outcome outcome = Outcome::InDoubt;
  Scope scope = Scope::Message;
  std::string pace_key;                      // the recipient's domain, the relay; "" = the channel as a whole
  std::chrono::milliseconds retry_after{0};  // 0: the daemon chooses
  std::string provider_message_id;           // what later receipts will refer to
  std::string detail;                        // one line for the operator
  std::int64_t cost_micros = 0;              // millionths of one unit of cost_currency
  std::string cost_currency;                 // "EUR"; "" = unknown
  bool was_handed_over = true;               // false: the plugin said so by itself, no provider saw it
};

std::string_view to_text(Outcome outcome);  // "accepted", "invalid_address", ...
std::string_view to_text(Scope scope);      // "message", "destination", "channel"
std::optional<Outcome> outcome_from_text(std::string_view text);
std::optional<Scope> scope_from_text(std::string_view text);

// What a plugin handed over as a number; a number that means nothing is no outcome.
std::optional<Outcome> outcome_from_number(std::int32_t number);
std::optional<Scope> scope_from_number(std::int32_t number);

}  // namespace lifecycled
