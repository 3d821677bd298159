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
  std::string review;   // of the order's products
  std::string push;     // the page that asks for browser notifications
  std::string
      address;  // confirms the address that this delivery goes to, where it is to become the customer's
};

class LinkMaker {
 public:
  // `public_url` is what customers' browsers reach us by, without a slash at the end.
  LinkMaker(std::string public_url, std::shared_ptr<const TokenSigner> signer)
      : public_url_(std::move(public_url)), signer_(std::move(signer)) {}

  MessageLinks links(CustomerId customer, std::int64_t delivery, const std::string& channel,
                     const std::string& entry_key) const;
  // The page that says where an order is; "" for an id that no link can carry.
  std::string order(const std::string& order_key) const;
  // The rating page of an order, also before we know of it: for what travels in the parcel.
  std::string order_rating(const std::string& order_key) const;

 private:
  std::string public_url_;
  std::shared_ptr<const TokenSigner> signer_;
};

}  // namespace lifecycled
