// What the signed links to customers carry: message/ writes them, web/ reads them. The texts stand inside
// tokens that were already sent, so their form never changes. Plain values; anyone, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lifecycled {

// Purposes for TokenSigner: a link of one kind never does the work of another.
constexpr std::string_view unsubscribe_purpose = "unsubscribe";
constexpr std::string_view preferences_purpose = "preferences";  // carries an UnsubscribeLink
constexpr std::string_view confirm_purpose = "confirm";          // carries an UnsubscribeLink
constexpr std::string_view rating_purpose = "rating";
constexpr std::string_view nps_purpose = "nps";  // carries a RatingLink
constexpr std::string_view view_purpose = "view";
constexpr std::string_view review_purpose = "review";              // carries a RatingLink
constexpr std::string_view address_purpose = "address";            // carries a ViewLink
constexpr std::string_view push_purpose = "push";                  // carries a ViewLink
constexpr std::string_view order_purpose = "order";                // carries the order's id alone
constexpr std::string_view order_rating_purpose = "order-rating";  // carries the order's id alone
constexpr std::size_t most_order_key_bytes = 100;                  // so that a QR code holds the link

// "CUSTOMER.DELIVERY.CHANNEL"
struct UnsubscribeLink {
  std::int64_t customer = 0;
  std::int64_t delivery = 0;  // 0: from no delivery of ours, as in a preview
  std::string channel;
  friend bool operator==(const UnsubscribeLink&, const UnsubscribeLink&) = default;
};

// "CUSTOMER.DELIVERY.ENTRYKEY"
struct RatingLink {
  std::int64_t customer = 0;
  std::int64_t delivery = 0;
  std::string
      entry_key;  // what the journey is one per, the order's id as a rule; may be empty, may hold dots
  friend bool operator==(const RatingLink&, const RatingLink&) = default;
};

// "CUSTOMER.DELIVERY."
struct ViewLink {
  std::int64_t customer = 0;
  std::int64_t delivery = 0;
  friend bool operator==(const ViewLink&, const ViewLink&) = default;
};

std::string to_payload(const UnsubscribeLink& link);
std::string to_payload(const RatingLink& link);
std::string to_payload(const ViewLink& link);
// Nothing for a text of another form.
std::optional<UnsubscribeLink> unsubscribe_link(std::string_view payload);
std::optional<RatingLink> rating_link(std::string_view payload);
std::optional<ViewLink> view_link(std::string_view payload);
// As view_link, also for a link from no delivery of ours.
std::optional<ViewLink> customer_link(std::string_view payload);
// Whether a link can carry this order id.
bool is_order_key(std::string_view key);

}  // namespace lifecycled
