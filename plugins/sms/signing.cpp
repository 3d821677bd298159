#include "signing.hpp"

#include <algorithm>
#include <set>

#include "lifecycled/ext/webhook.hpp"
#include "support/hmac.hpp"

namespace sms {
namespace {

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

std::string twilio_signature(const std::string& auth_token, const std::string& url, const Fields& body) {
  std::string text = url;
  // As Twilio's own libraries do: a field that comes twice with one value counts once.
  for (const auto& [name, value] : std::set<Fields::value_type>(body.begin(), body.end()))
    text += name + value;
  return plugin_support::to_base64(plugin_support::hmac_sha1(auth_token, text));
}

bool is_signed_by_twilio(const std::string& signature, const std::string& auth_token, const std::string& url,
                         const Fields& body) {
  using lifecycled::plugin::is_same_secret;
  const bool as_given = is_same_secret(signature, twilio_signature(auth_token, url, body));
  return is_same_secret(signature, twilio_signature(auth_token, with_or_without_port(url), body)) || as_given;
}

}  // namespace sms
