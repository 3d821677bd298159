// What the short links of a message carry: message/ writes them, web/ reads them. Packed, since an SMS pays
// for each character: the delivery's number in groups of seven bits, then for a link 48 bits of its target's
// SHA-256. Such links lie in mailboxes for years, so their form never changes. Plain values; anyone, any
// thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lifecycled {

// Purposes for TokenSigner's short tokens.
constexpr std::string_view click_purpose = "click";
constexpr std::string_view open_purpose = "open";

// 48 bits of the SHA-256 of the address that a link leads to; never 0.
using TargetHash = std::int64_t;
TargetHash target_hash(std::string_view url);

struct TrackedLink {
  std::int64_t delivery = 0;
  TargetHash target = 0;
  friend bool operator==(const TrackedLink&, const TrackedLink&) = default;
};

std::string to_payload(const TrackedLink& link);
// Nothing for bytes that to_payload() would not have written.
std::optional<TrackedLink> tracked_link(std::string_view payload);

// Of the picture that tells that a mail was opened.
std::string open_payload(std::int64_t delivery);
std::optional<std::int64_t> opened_delivery(std::string_view payload);

}  // namespace lifecycled
