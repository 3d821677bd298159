#include "subscription.hpp"

#include "support/hmac.hpp"

namespace whatsapp {

using namespace lifecycled::plugin;

WebhookReply handshake(const WebhookRequest& request, const std::string& verify_token) {
  // Meta's is ten digits; more would make us say whatever somebody who knows the token likes.
  constexpr std::size_t longest_challenge = 128;
  if (request.parameter("hub.mode") != "subscribe" ||
      !is_same_secret(request.parameter("hub.verify_token"), verify_token))
    return WebhookReply(401, "wrong verify_token\n");
  const std::string challenge = request.parameter("hub.challenge");
  if (challenge.empty() || challenge.size() > longest_challenge) return WebhookReply(400, "no challenge\n");
  return WebhookReply(200, challenge);
}

bool is_signed_by_meta(const WebhookRequest& request, const std::string& app_secret) {
  return is_same_secret(request.header("x-hub-signature-256"),
                        "sha256=" + plugin_support::hmac_sha256_hex(app_secret, request.body()));
}

}  // namespace whatsapp
