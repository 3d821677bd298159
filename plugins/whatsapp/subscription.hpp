// Who may tell us something: Meta, which shows the token that the shop typed in when it subscribes, and signs
// with the app's secret ever after. Pure.
#pragma once

#include <string>

#include "lifecycled/ext/webhook.hpp"

namespace whatsapp {

// GET ?hub.mode=subscribe&hub.verify_token=...&hub.challenge=...: the challenge back, or 401.
lifecycled::plugin::WebhookReply handshake(const lifecycled::plugin::WebhookRequest& request,
                                           const std::string& verify_token);

// X-Hub-Signature-256: "sha256=" and HMAC-SHA256 in hex over the body as it came.
bool is_signed_by_meta(const lifecycled::plugin::WebhookRequest& request, const std::string& app_secret);

}  // namespace whatsapp
