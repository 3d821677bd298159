#include "answers.hpp"

#include <algorithm>

#include "support/judgement.hpp"

namespace webpush {
namespace {

using namespace lifecycled::plugin;

// FCM: "the VAPID credentials in the authorization header do not correspond to the credentials used to create
// the subscriptions". Mozilla: "VAPID public key mismatch". Apple: "VapidPkHashMismatch".
bool is_about_other_key(std::string body) {
  for (char& c : body)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return body.find("mismatch") != body.npos || body.find("do not correspond") != body.npos;
}

}  // namespace

Result result_of(const HttpResponse& response, bool has_accepted, const std::string& why,
                 const std::string& pace_key) {
  Result result = usual_result(response, why.c_str());
  result.pace_key = pace_key.c_str();
  switch (response.status()) {
    case 404:
    case 410:
      // RFC 8030, 7.3, and what every service says of a subscription that is over.
      result.outcome = LC_INVALID_ADDRESS;
      result.scope = LC_SCOPE_MESSAGE;
      break;
    case 401:
    case 403:
      // Anybody can subscribe with a key of his own and hand us that, so one such answer must not stop the
      // channel. Nor is the address wrong for ever: the shop may have put a wrong key here.
      if (is_about_other_key(response.body())) {
        result.outcome = LC_REJECTED;
        result.scope = LC_SCOPE_MESSAGE;
      } else if (has_accepted) {
        result.outcome = LC_TRANSIENT;
        result.scope = LC_SCOPE_MESSAGE;
      }
      break;
    case 402:
      result.outcome = LC_REJECTED;
      result.scope = LC_SCOPE_MESSAGE;
      break;
    default:
      if (response.status() >= 300 && response.status() < 400) {
        // A subscription that leads elsewhere is that subscription's own matter.
        result.outcome = LC_REJECTED;
        result.scope = LC_SCOPE_MESSAGE;
      } else if (result.outcome == LC_RATE_LIMITED || result.scope == LC_SCOPE_CHANNEL) {
        // One service that is slow or ill says nothing about the others.
        result.scope = LC_SCOPE_DESTINATION;
      }
  }
  return result;
}

std::string why_of(const HttpResponse& response, const std::string& endpoint) {
  if (response.status() <= 0) return response.error();
  std::string text = "the push service answered " + std::to_string(response.status());
  if (response.is_success()) return text;
  std::string said = response.body();
  // What follows the host is a capability: whoever knows it can write there.
  const std::string secret = endpoint.substr(std::min(endpoint.size(), endpoint.find('/', 8)));
  if (secret.size() < 4 || said.find(secret.substr(1)) == said.npos) {
    said = plugin_support::quoted(said);
    if (!said.empty()) text += ": " + said;
  }
  return text;
}

}  // namespace webpush
