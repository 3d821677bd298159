// OpenSSL's objects as values that free themselves, and the curve and the hash that web push is made of
// (P-256, HMAC with SHA-256). Nothing outlives a call, so that the library can be unloaded. Any thread.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include <openssl/evp.h>

namespace webpush {

template <auto Free>
struct FreeBy {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, FreeBy<&EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, FreeBy<&EVP_PKEY_CTX_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, FreeBy<&EVP_CIPHER_CTX_free>>;

// OpenSSL refused what it never should.
struct CryptoError : std::runtime_error {
  using std::runtime_error::runtime_error;
};
inline void require(bool went_well, const char* what) {
  if (!went_well) throw CryptoError(std::string("OpenSSL: ") + what);
}

constexpr std::size_t public_key_size = 65, private_key_size = 32;

// P-256 with what OpenSSL looks up for it kept: to look it up for each message took 30 microseconds of 110
// (OpenSSL 3.0). One thread at a time.
class Curve {
 public:
  Curve();
  Key new_key();
  // An uncompressed point (0x04, X, Y). Null: not that, or not on the curve.
  Key public_key(std::string_view point) const;

 private:
  KeyContext making_;
  Key parameters_;
};
// Of the number alone. Null: 0, not below the order of the curve, or not 32 bytes.
Key private_key(std::string_view number);
std::string point_of(const EVP_PKEY* key);
// ECDH: the X of the product, 32 bytes.
std::string shared_secret(EVP_PKEY* ours, EVP_PKEY* theirs);

std::string hmac_sha256(std::string_view key, std::string_view text);
// RFC 5869, 2.3, for at most 32 bytes.
std::string hkdf_expand(std::string_view key, std::string_view info, std::size_t size);

std::string random_bytes(std::size_t count);

}  // namespace webpush
