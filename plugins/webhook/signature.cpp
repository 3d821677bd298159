#include "signature.hpp"

#include <openssl/evp.h>

#include "support/hmac.hpp"

namespace webhook_plugin {
namespace {

constexpr const char* prefix = "whsec_";
constexpr std::size_t least_bytes = 24, most_bytes = 64;

std::string from_base64(const std::string& text) {
  if (text.empty() || text.size() % 4 != 0) throw SecretError("is not base64 after \"whsec_\"");
  std::string bytes(text.size() / 4 * 3, '\0');
  const int size =
      EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                      reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  if (size < 0) throw SecretError("is not base64 after \"whsec_\"");
  // OpenSSL counts the padding as bytes.
  std::size_t padding = 0;
  while (padding < 2 && text[text.size() - 1 - padding] == '=') ++padding;
  bytes.resize(static_cast<std::size_t>(size) - padding);
  return bytes;
}

std::string key_of(const std::string& secret) {
  if (secret.rfind(prefix, 0) != 0) {
    throw SecretError(
        "must begin with \"whsec_\"; make one with:  echo \"whsec_$(head -c 32 /dev/urandom | base64)\"");
  }
  std::string key = from_base64(secret.substr(std::char_traits<char>::length(prefix)));
  if (key.size() < least_bytes || key.size() > most_bytes)
    throw SecretError("must hold 24 to 64 bytes in base64 after \"whsec_\"");
  return key;
}

}  // namespace

Signer::Signer(const std::vector<std::string>& secrets) {
  for (const std::string& secret : secrets) {
    if (!secret.empty()) keys_.push_back(key_of(secret));
  }
}

std::string Signer::sign(const std::string& id, std::int64_t unix_seconds, const std::string& body) const {
  const std::string signed_text = id + "." + std::to_string(unix_seconds) + "." + body;
  std::string value;
  for (const std::string& key : keys_) {
    value += (value.empty() ? "v1," : " v1,") +
             plugin_support::to_base64(plugin_support::hmac_sha256(key, signed_text));
  }
  return value;
}

}  // namespace webhook_plugin
