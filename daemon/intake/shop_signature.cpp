#include "intake/shop_signature.hpp"

#include "base/crypto.hpp"
#include "base/text.hpp"
#include "intake/html_text.hpp"

namespace lifecycled {

ShopSignature::ShopSignature(ShopType type, const std::vector<std::string>& secrets) {
  for (const std::string& secret : secrets) {
    // A key of no length would sign for everybody.
    if (secret.empty()) continue;
    secrets_.push_back(type == ShopType::WooCommerce ? html_decoded(secret) : secret);
  }
}

bool ShopSignature::has_signed(std::string_view raw_body, std::string_view signature) const {
  const auto given = from_base64(trimmed(signature));
  bool fits = false;
  for (const std::string& secret : secrets_) {
    const Digest right = hmac_sha256(secret, raw_body);
    const bool is_it = given && equal_in_constant_time(bytes_of(right), *given);
    fits = fits || is_it;
  }
  return fits;
}

}  // namespace lifecycled
