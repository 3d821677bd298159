#include "intake/shop_signature.hpp"

#include <utility>

#include "base/crypto.hpp"
#include "base/hmac.hpp"
#include "base/text.hpp"
#include "intake/html_text.hpp"

namespace lifecycled {

ShopSignature::ShopSignature(ShopType type, const std::vector<std::string>& secrets, SignatureForm form)
    : form_(std::move(form)) {
  for (const std::string& secret : secrets) {
    // A key of no length would sign for everybody.
    if (secret.empty()) continue;
    secrets_.push_back(type == ShopType::WooCommerce ? html_decoded(secret) : secret);
  }
}

// What the shop sends with this body, in bytes.
std::string ShopSignature::right(const std::string& secret, std::string_view raw_body) const {
  switch (form_.algorithm) {
    case SignatureForm::Algorithm::Sha256:
      return hmac(HashKind::Sha256, secret, raw_body);
    case SignatureForm::Algorithm::Sha1:
      return hmac(HashKind::Sha1, secret, raw_body);
    case SignatureForm::Algorithm::Sha512:
      return hmac(HashKind::Sha512, secret, raw_body);
    case SignatureForm::Algorithm::Token:
      return secret;
  }
  return "";
}

bool ShopSignature::has_signed(std::string_view raw_body, std::string_view signature) const {
  std::string_view text = trimmed(signature);
  const bool has_prefix = text.starts_with(form_.prefix);
  if (has_prefix) text = trimmed(text.substr(form_.prefix.size()));
  const bool is_token = form_.algorithm == SignatureForm::Algorithm::Token;
  const bool is_hex = !is_token && form_.encoding == SignatureForm::Encoding::Hex;
  std::optional<std::string> given;
  if (is_token) given = text;
  if (is_hex) given = lower_ascii(text);
  if (!is_token && !is_hex) given = from_base64(text);
  bool fits = false;
  for (const std::string& secret : secrets_) {
    const std::string wanted = right(secret, raw_body);
    const bool is_it = given && equal_in_constant_time(is_hex ? to_hex(wanted) : wanted, *given);
    fits = fits || is_it;
  }
  return fits && has_prefix;
}

}  // namespace lifecycled
