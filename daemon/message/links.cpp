#include "message/links.hpp"

#include "base/link_payload.hpp"

namespace lifecycled {

MessageLinks LinkMaker::links(CustomerId customer, std::int64_t delivery, const std::string& channel,
                              const std::string& entry_key) const {
  const std::string unsubscribe = to_payload(UnsubscribeLink{customer, delivery, channel});
  const std::string rating = to_payload(RatingLink{customer, delivery, entry_key});
  const std::string view = to_payload(ViewLink{customer, delivery});
  return {public_url_ + "/u/" + signer_->sign(unsubscribe_purpose, unsubscribe),
          public_url_ + "/r/" + signer_->sign(rating_purpose, rating),
          public_url_ + "/p/" + signer_->sign(preferences_purpose, unsubscribe),
          public_url_ + "/v/" + signer_->sign(view_purpose, view),
          public_url_ + "/c/" + signer_->sign(confirm_purpose, unsubscribe),
          public_url_ + "/n/" + signer_->sign(nps_purpose, rating),
          public_url_ + "/e/" + signer_->sign(review_purpose, rating),
          public_url_ + "/w/" + signer_->sign(push_purpose, view),
          public_url_ + "/a/" + signer_->sign(address_purpose, view)};
}

std::string LinkMaker::order(const std::string& order_key) const {
  return is_order_key(order_key) ? public_url_ + "/o/" + signer_->sign(order_purpose, order_key) : "";
}

std::string LinkMaker::order_rating(const std::string& order_key) const {
  return is_order_key(order_key) ? public_url_ + "/r/" + signer_->sign(order_rating_purpose, order_key) : "";
}

}  // namespace lifecycled
