// Names of the events that the daemon itself appends to the log. What they carry is described in
// config/events.toml.
#pragma once

#include <cstdint>
#include <string_view>

namespace lifecycled {

// A message that causes an event that causes a message ...: beyond this depth the chain stops with a clear
// word.
constexpr std::int64_t deepest_chain = 16;

namespace event_names {
constexpr std::string_view stage_entered = "Stage Entered";
constexpr std::string_view message_sent = "Message Sent";
constexpr std::string_view message_failed = "Message Failed";
constexpr std::string_view message_delivered = "Message Delivered";
constexpr std::string_view message_read = "Message Read";
constexpr std::string_view message_opened = "Message Opened";
constexpr std::string_view message_clicked = "Message Clicked";
constexpr std::string_view message_bounced = "Message Bounced";
constexpr std::string_view message_complained = "Message Complained";
constexpr std::string_view reply_received = "Reply Received";
constexpr std::string_view consent_given = "Consent Given";
constexpr std::string_view consent_withdrawn = "Consent Withdrawn";
constexpr std::string_view segment_entered = "Segment Entered";
constexpr std::string_view segment_left = "Segment Left";
}  // namespace event_names

// Events that may come without a customer: they go to all whom the product concerns.
constexpr bool is_product_news(std::string_view event) {
  return event == "Product Back In Stock" || event == "Product Price Dropped";
}

}  // namespace lifecycled
