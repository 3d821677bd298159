#include "signing.hpp"

#include <algorithm>
#include <set>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "lifecycled/ext/webhook.hpp"

namespace sms {
namespace {

std::string hmac(const EVP_MD* hash, const std::string& key, const std::string& text) {
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  HMAC(hash, key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
       text.size(), mac, &size);
  return {reinterpret_cast<const char*>(mac), size};
}

// "https://shop.example:443/x" and "https://shop.example/x" are one address.
std::string with_or_without_port(const std::string& url) {
  const std::size_t scheme = url.find("://");
  if (scheme == url.npos) return url;
  const std::size_t host = scheme + 3, end = std::min(url.find_first_of("/?", host), url.size());
  const std::string standard = url.compare(0, scheme, "https") == 0 ? ":443" : ":80";
  const std::size_t colon = url.rfind(':', end - 1);
  if (colon == url.npos || colon < host || url.find(']', colon) < end)
    return url.substr(0, end) + standard + url.substr(end);
  return url.substr(0, colon) + url.substr(end);
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

std::string hmac_sha256_hex(const std::string& key, const std::string& text) {
  const std::string mac = hmac(EVP_sha256(), key, text);
  return lifecycled::plugin::to_hex(reinterpret_cast<const unsigned char*>(mac.data()), mac.size());
}

std::string twilio_signature(const std::string& auth_token, const std::string& url, const Fields& body) {
  std::string text = url;
  // As Twilio's own libraries do: a field that comes twice with one value counts once.
  for (const auto& [name, value] : std::set<Fields::value_type>(body.begin(), body.end()))
    text += name + value;
  return to_base64(hmac_sha1(auth_token, text));
}

bool is_signed_by_twilio(const std::string& signature, const std::string& auth_token, const std::string& url,
                         const Fields& body) {
  using lifecycled::plugin::is_same_secret;
  const bool as_given = is_same_secret(signature, twilio_signature(auth_token, url, body));
  return is_same_secret(signature, twilio_signature(auth_token, with_or_without_port(url), body)) || as_given;
}

}  // namespace sms
