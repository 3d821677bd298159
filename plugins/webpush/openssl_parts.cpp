#include "openssl_parts.hpp"

#include <algorithm>
#include <array>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

namespace webpush {
namespace {

constexpr std::size_t block_size = 64;

using Group = std::unique_ptr<EC_GROUP, FreeBy<&EC_GROUP_free>>;
using Point = std::unique_ptr<EC_POINT, FreeBy<&EC_POINT_free>>;
using Number = std::unique_ptr<BIGNUM, FreeBy<&BN_clear_free>>;
using Params = std::unique_ptr<OSSL_PARAM, FreeBy<&OSSL_PARAM_free>>;
using ParamBuilder = std::unique_ptr<OSSL_PARAM_BLD, FreeBy<&OSSL_PARAM_BLD_free>>;

const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* raw(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

Key key_pair(std::string_view point, const BIGNUM* secret) {
  const ParamBuilder builder(OSSL_PARAM_BLD_new());
  require(builder != nullptr, "out of memory");
  require(OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) == 1 &&
              OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                               point.size()) == 1 &&
              OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, secret) == 1,
          "cannot describe a key");
  const Params params(OSSL_PARAM_BLD_to_param(builder.get()));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  require(params != nullptr && context != nullptr && EVP_PKEY_fromdata_init(context.get()) == 1,
          "cannot take a key");
  EVP_PKEY* key = nullptr;
  if (EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEYPAIR, params.get()) != 1) return nullptr;
  return Key(key);
}

}  // namespace

Curve::Curve()
    : making_(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr)), parameters_(EVP_EC_gen("P-256")) {
  require(making_ != nullptr && parameters_ != nullptr && EVP_PKEY_keygen_init(making_.get()) == 1 &&
              EVP_PKEY_CTX_set_group_name(making_.get(), "P-256") == 1,
          "has no P-256");
}

Key Curve::new_key() {
  EVP_PKEY* key = nullptr;
  require(EVP_PKEY_generate(making_.get(), &key) == 1, "cannot make a key");
  return Key(key);
}

Key Curve::public_key(std::string_view point) const {
  if (point.size() != public_key_size || point[0] != '\x04') return nullptr;
  Key key(EVP_PKEY_new());
  require(key != nullptr && EVP_PKEY_copy_parameters(key.get(), parameters_.get()) == 1, "cannot take a key");
  // OpenSSL reads a point only if it lies on the curve; P-256 has no smaller subgroup.
  if (EVP_PKEY_set1_encoded_public_key(key.get(), raw(point), point.size()) != 1) {
    ERR_clear_error();
    return nullptr;
  }
  return key;
}

Key private_key(std::string_view number) {
  if (number.size() != private_key_size) return nullptr;
  const Group curve(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
  require(curve != nullptr, "has no P-256");
  const Number secret(BN_bin2bn(raw(number), private_key_size, nullptr));
  const Point point(EC_POINT_new(curve.get()));
  require(secret != nullptr && point != nullptr, "out of memory");
  if (BN_is_zero(secret.get()) || BN_cmp(secret.get(), EC_GROUP_get0_order(curve.get())) >= 0) return nullptr;
  BN_set_flags(secret.get(), BN_FLG_CONSTTIME);
  std::string text(public_key_size, '\0');
  require(EC_POINT_mul(curve.get(), point.get(), secret.get(), nullptr, nullptr, nullptr) == 1 &&
              EC_POINT_point2oct(curve.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED, raw(text),
                                 text.size(), nullptr) == text.size(),
          "cannot multiply");
  return key_pair(text, secret.get());
}

std::string point_of(const EVP_PKEY* key) {
  std::string text(public_key_size, '\0');
  std::size_t size = 0;
  require(EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, raw(text), text.size(), &size) == 1 &&
              size == public_key_size,
          "cannot write a point");
  return text;
}

std::string shared_secret(EVP_PKEY* ours, EVP_PKEY* theirs) {
  const KeyContext context(EVP_PKEY_CTX_new(ours, nullptr));
  std::string secret(32, '\0');
  std::size_t size = secret.size();
  // Their point was checked when it was read.
  require(context != nullptr && EVP_PKEY_derive_init(context.get()) == 1 &&
              EVP_PKEY_derive_set_peer_ex(context.get(), theirs, 0) == 1 &&
              EVP_PKEY_derive(context.get(), raw(secret), &size) == 1 && size == secret.size(),
          "cannot agree on a secret");
  return secret;
}

// By hand from the hash: through EVP_MAC the set-up alone takes longer than these two or three blocks.
std::string hmac_sha256(std::string_view key, std::string_view text) {
  std::array<unsigned char, block_size> padded{};
  if (key.size() > block_size) {
    SHA256(raw(key), key.size(), padded.data());
  } else {
    std::copy(key.begin(), key.end(), padded.begin());
  }
  std::string inner, outer;
  inner.reserve(block_size + text.size());
  outer.reserve(block_size + SHA256_DIGEST_LENGTH);
  for (const unsigned char byte : padded) {
    inner += static_cast<char>(byte ^ 0x36);
    outer += static_cast<char>(byte ^ 0x5c);
  }
  inner += text;
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(raw(inner), inner.size(), digest.data());
  outer.append(reinterpret_cast<const char*>(digest.data()), digest.size());
  SHA256(raw(outer), outer.size(), digest.data());
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

std::string hkdf_expand(std::string_view key, std::string_view info, std::size_t size) {
  std::string text(info);
  text += '\x01';
  std::string out = hmac_sha256(key, text);
  out.resize(size);
  return out;
}

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  require(RAND_bytes(raw(bytes), static_cast<int>(count)) == 1, "has no randomness");
  return bytes;
}

}  // namespace webpush
