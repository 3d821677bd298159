// What a provider tells later about a message that it has accepted, or about a customer of the channel:
// lc_report of the plugin ABI, on its way to the store. Plain data; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lifecycled {

// The numbers are those of lifecycled/ext/report.h.
enum class ReceiptKind : std::int32_t {
  Sent = 1,
  Delivered = 2,
  Read = 3,
  Opened = 4,
  Clicked = 5,
  BouncedHard = 6,
  BouncedSoft = 7,
  Failed = 8,
  Complained = 9,
  Unsubscribed = 10,
  Resubscribed = 11,
  Replied = 12,
  Postponed = 13,
};
std::optional<ReceiptKind> receipt_kind_from_number(std::int32_t number);
std::string_view to_text(ReceiptKind kind);  // "delivered", "bounced_hard", ...

struct Receipt {
  ReceiptKind kind = ReceiptKind::Sent;
  // Whom it concerns: one of these three at least.
  std::string provider_message_id, idempotency_key, address;
  std::string event_id;         // the provider's; the same one counts once
  std::int64_t at_unix_ms = 0;  // never 0 once it has left the child
  std::string code, detail;     // for the operator
  std::string text;             // of a reply
  std::string url;              // of a click
  std::int64_t cost_micros = 0;
  std::string cost_currency;
};

}  // namespace lifecycled
