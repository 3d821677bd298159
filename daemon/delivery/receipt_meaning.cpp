#include "delivery/receipt_meaning.hpp"

#include "journey/event_names.hpp"

namespace lifecycled {

int strength(DeliveryState state) {
  switch (state) {
    case DeliveryState::Queued:
    case DeliveryState::Sending:
    case DeliveryState::Retrying:
    case DeliveryState::Expired:
    case DeliveryState::InDoubt:
      return 0;
    case DeliveryState::Accepted:
      return 1;
    case DeliveryState::Delivered:
      return 2;
    case DeliveryState::Bounced:
    case DeliveryState::Failed:
      return 3;
    case DeliveryState::Read:
      return 4;
    case DeliveryState::Complained:
      return 5;
    case DeliveryState::Withheld:
      return 9;  // nothing has left, whatever anybody says
  }
  return 9;
}

std::optional<DeliveryState> state_after(ReceiptKind kind) {
  switch (kind) {
    case ReceiptKind::Sent:
      return DeliveryState::Accepted;
    case ReceiptKind::Delivered:
    case ReceiptKind::Opened:
    case ReceiptKind::Clicked:
      return DeliveryState::Delivered;
    case ReceiptKind::Read:
      return DeliveryState::Read;
    case ReceiptKind::BouncedHard:
    case ReceiptKind::BouncedSoft:
      return DeliveryState::Bounced;
    case ReceiptKind::Failed:
      return DeliveryState::Failed;
    case ReceiptKind::Complained:
      return DeliveryState::Complained;
    case ReceiptKind::Unsubscribed:
    case ReceiptKind::Resubscribed:
    case ReceiptKind::Replied:
    case ReceiptKind::Postponed:  // what it comes to depends on how long the message lives
      return std::nullopt;
  }
  return std::nullopt;
}

std::string_view event_name(ReceiptKind kind) {
  switch (kind) {
    case ReceiptKind::Delivered:
      return event_names::message_delivered;
    case ReceiptKind::Read:
      return event_names::message_read;
    case ReceiptKind::Opened:
      return event_names::message_opened;
    case ReceiptKind::Clicked:
      return event_names::message_clicked;
    case ReceiptKind::BouncedHard:
    case ReceiptKind::BouncedSoft:
      return event_names::message_bounced;
    case ReceiptKind::Failed:
      return event_names::message_failed;
    case ReceiptKind::Complained:
      return event_names::message_complained;
    case ReceiptKind::Replied:
      return event_names::reply_received;
    case ReceiptKind::Sent:
    case ReceiptKind::Unsubscribed:
    case ReceiptKind::Resubscribed:
    case ReceiptKind::Postponed:
      return "";
  }
  return "";
}

}  // namespace lifecycled
