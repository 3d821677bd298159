// Signed links that a message carries. Any thread.
#pragma once

#include <memory>
#include <string>

#include "base/signed_token.hpp"
#include "store/customers.hpp"

namespace lifecycled {

struct MessageLinks {
  std::string unsubscribe;  // RFC 8058 one-click by POST, a page by GET
  std::string feedback;     // the page; with ?v=4 that value is chosen beforehand
  std::string preferences;
  std::string view_in_browser;
  std::string confirm;  // the page that asks for a yes to this address
  std::string nps;      // from 0 to 10; with ?v=9 that value is chosen beforehand
};

class LinkMaker {
 public:
  // `public_url` is what customers' browsers reach us by, without a slash at the end.
  LinkMaker(std::string public_url, std::shared_ptr<const TokenSigner> signer)
      : public_url_(std::move(public_url)), signer_(std::move(signer)) {}

  MessageLinks links(CustomerId customer, std::int64_t delivery, const std::string& channel,
                     const std::string& entry_key) const;

 private:
  std::string public_url_;
  std::shared_ptr<const TokenSigner> signer_;
};

}  // namespace lifecycled
