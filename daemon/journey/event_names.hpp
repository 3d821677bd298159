// Names of the events that the daemon itself appends to the log. What they carry is described in
// config/events.toml.
#pragma once

#include <algorithm>
#include <array>
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
constexpr std::string_view message_opened_by_machine = "Message Opened By Machine";
constexpr std::string_view message_clicked_by_machine = "Message Clicked By Machine";
constexpr std::string_view message_bounced = "Message Bounced";
constexpr std::string_view message_complained = "Message Complained";
constexpr std::string_view reply_received = "Reply Received";
constexpr std::string_view consent_asked = "Consent Asked";
constexpr std::string_view consent_given = "Consent Given";
constexpr std::string_view consent_withdrawn = "Consent Withdrawn";
constexpr std::string_view segment_entered = "Segment Entered";
constexpr std::string_view segment_left = "Segment Left";
constexpr std::string_view customer_identified = "Customer Identified";
constexpr std::string_view property_set = "Property Set";
constexpr std::string_view list_joined = "List Joined";
constexpr std::string_view list_left = "List Left";

// Refused from outside, and from a campaign's `emit`.
inline constexpr std::array our_own{std::string_view("Customer Identified"),
                                    std::string_view("Stage Entered"),
                                    std::string_view("Stage Left"),
                                    std::string_view("Segment Entered"),
                                    std::string_view("Segment Left"),
                                    std::string_view("Journey Started"),
                                    std::string_view("Journey Ended"),
                                    std::string_view("Message Sent"),
                                    std::string_view("Message Delivered"),
                                    std::string_view("Message Opened"),
                                    std::string_view("Message Clicked"),
                                    std::string_view("Message Opened By Machine"),
                                    std::string_view("Message Clicked By Machine"),
                                    std::string_view("Message Bounced"),
                                    std::string_view("Message Complained"),
                                    std::string_view("Message Failed"),
                                    std::string_view("Message Expired"),
                                    std::string_view("Message Withheld"),
                                    std::string_view("Message Read"),
                                    std::string_view("Reply Received"),
                                    std::string_view("Property Set"),
                                    std::string_view("List Joined"),
                                    std::string_view("List Left")};
inline bool is_our_own(std::string_view name) { return std::ranges::find(our_own, name) != our_own.end(); }

// From these facts follow that only the customer or the shop can vouch for: a campaign must not make up a
// consent or an order.
inline constexpr std::array vouched_for{
    std::string_view("Consent Given"),   std::string_view("Consent Withdrawn"),
    std::string_view("Feedback Given"),  std::string_view("Order Completed"),
    std::string_view("Order Cancelled"), std::string_view("Order Refunded")};
inline bool is_vouched_for(std::string_view name) {
  return std::ranges::find(vouched_for, name) != vouched_for.end();
}
}  // namespace event_names

// Events that may come without a customer: they go to all whom the product concerns.
constexpr bool is_product_news(std::string_view event) {
  return event == "Product Back In Stock" || event == "Product Price Dropped";
}

}  // namespace lifecycled
