#include "channel/receipt.hpp"

#include <array>

namespace lifecycled {
namespace {
constexpr std::array<std::string_view, 13> names{
    "sent",   "delivered",  "read",         "opened",       "clicked", "bounced_hard", "bounced_soft",
    "failed", "complained", "unsubscribed", "resubscribed", "replied", "postponed"};
}

std::optional<ReceiptKind> receipt_kind_from_number(std::int32_t number) {
  if (number < 1 || number > static_cast<std::int32_t>(names.size())) return std::nullopt;
  return static_cast<ReceiptKind>(number);
}

std::string_view to_text(ReceiptKind kind) { return names.at(static_cast<std::size_t>(kind) - 1); }

}  // namespace lifecycled
