// Puts short signed links in the place of a composed message's own, marks links to the shop for its web
// statistics, and adds the picture that tells that a mail was opened. Bytes that are no link stay as they
// are. Any thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/signed_token.hpp"
#include "message/composer.hpp"
#include "store/link_targets.hpp"

namespace lifecycled {

// What is done to one message: by the shop's settings, its campaign's and the customer's consent.
struct TrackingOf {
  std::int64_t delivery = 0;
  bool clicks = false;
  bool opens = false;
  // utm_source, utm_medium and utm_campaign of links to the shop; "" = not marked.
  std::string channel, campaign;
};

class LinkTracking {
 public:
  // `public_url` is what customers' browsers reach us by, `shop_url` the shop's own site, both without a
  // slash at the end.
  LinkTracking(std::string public_url, std::string shop_url, std::shared_ptr<const TokenSigner> signer)
      : public_url_(std::move(public_url)), shop_url_(std::move(shop_url)), signer_(std::move(signer)) {}

  // Whether another address has this hash already: the link is then left as it is.
  using IsTaken = std::function<bool(const LinkTarget&)>;
  // Changes html, text and url of the message. Returns where the new links lead, each target once.
  std::vector<LinkTarget> apply(ComposedMessage& message, const TrackingOf& how,
                                const IsTaken& is_taken) const;

 private:
  class Pass;
  std::string public_url_, shop_url_;
  std::shared_ptr<const TokenSigner> signer_;
};

// With utm_... behind what the query has already; one that the author has set stays.
std::string with_campaign_marks(const std::string& url, std::string_view channel, std::string_view campaign);

}  // namespace lifecycled
