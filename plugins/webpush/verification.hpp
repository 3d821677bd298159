// Whether a token is signed as a push service checks it (RFC 8292, RFC 7518): for tests.
#pragma once

#include <string>
#include <string_view>

#include <openssl/bn.h>
#include <openssl/ecdsa.h>

#include "base64url.hpp"
#include "openssl_parts.hpp"

namespace webpush {

inline bool is_signed_by(std::string_view point, std::string_view token) {
  const auto dot = token.rfind('.');
  const std::string raw = from_base64url(token.substr(dot + 1)).value_or("");
  const std::string_view text = token.substr(0, dot);
  const Key key = Curve().public_key(point);
  if (raw.size() != 64 || key == nullptr) return false;
  const auto* bytes = reinterpret_cast<const unsigned char*>(raw.data());
  const std::unique_ptr<ECDSA_SIG, FreeBy<&ECDSA_SIG_free>> signature(ECDSA_SIG_new());
  ECDSA_SIG_set0(signature.get(), BN_bin2bn(bytes, 32, nullptr), BN_bin2bn(bytes + 32, 32, nullptr));
  unsigned char der[80];
  unsigned char* end = der;
  const int size = i2d_ECDSA_SIG(signature.get(), &end);
  const std::unique_ptr<EVP_MD_CTX, FreeBy<&EVP_MD_CTX_free>> context(EVP_MD_CTX_new());
  return EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), der, static_cast<std::size_t>(size),
                          reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1;
}

}  // namespace webpush
