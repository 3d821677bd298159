// Whether a webhook comes from the shop: base64(HMAC-SHA256(raw body, secret)), as WooCommerce and Shopify
// sign, or as its table says. Constant after construction; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/shop_intake.hpp"

namespace lifecycled {

class ShopSignature {
 public:
  // Several secrets while one takes the place of another. WooCommerce signs with what its page shows, and
  // that is kept as HTML: "a&amp;b" signs as "a&b".
  ShopSignature(ShopType type, const std::vector<std::string>& secrets, SignatureForm form = {});

  // Takes the same time whichever secret fits and wherever a wrong signature differs.
  bool has_signed(std::string_view raw_body, std::string_view signature) const;

 private:
  std::string right(const std::string& secret, std::string_view raw_body) const;
  std::vector<std::string> secrets_;
  SignatureForm form_;
};

}  // namespace lifecycled
