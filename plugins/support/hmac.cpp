#include "support/hmac.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "lifecycled/ext/webhook.hpp"

namespace plugin_support {
namespace {

std::string hmac(const EVP_MD* hash, const std::string& key, const std::string& text) {
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  HMAC(hash, key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
       text.size(), mac, &size);
  return {reinterpret_cast<const char*>(mac), size};
}

}  // namespace

std::string to_base64(const std::string& bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
  text.resize(static_cast<std::size_t>(EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                                       reinterpret_cast<const unsigned char*>(bytes.data()),
                                                       static_cast<int>(bytes.size()))));
  return text;
}

std::string hmac_sha1(const std::string& key, const std::string& text) { return hmac(EVP_sha1(), key, text); }

std::string hmac_sha256(const std::string& key, const std::string& text) {
  return hmac(EVP_sha256(), key, text);
}

std::string hmac_sha256_hex(const std::string& key, const std::string& text) {
  const std::string mac = hmac_sha256(key, text);
  return lifecycled::plugin::to_hex(reinterpret_cast<const unsigned char*>(mac.data()), mac.size());
}

}  // namespace plugin_support
