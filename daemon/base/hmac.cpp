#include "base/hmac.hpp"

#include <array>
#include <stdexcept>

#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace lifecycled {
namespace {

const EVP_MD* algorithm_of(HashKind kind) {
  switch (kind) {
    case HashKind::Sha1:
      return EVP_sha1();
    case HashKind::Sha256:
      return EVP_sha256();
    case HashKind::Sha512:
      return EVP_sha512();
  }
  return nullptr;
}

}  // namespace

std::string hmac(HashKind kind, std::string_view key, std::string_view data) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned size = 0;
  if (!HMAC(algorithm_of(kind), key.data(), static_cast<int>(key.size()),
            reinterpret_cast<const unsigned char*>(data.data()), data.size(), out.data(), &size)) {
    throw std::runtime_error("OpenSSL cannot compute this HMAC");
  }
  return {reinterpret_cast<const char*>(out.data()), size};
}

}  // namespace lifecycled
