// Twilio's Programmable Messaging as a provider: POST .../Messages.json, signed status callbacks and replies.
// [channel]
#pragma once

#include <cstdint>
#include <string>

#include "provider.hpp"

namespace sms {

struct TwilioSettings {
  std::string base_url, account_sid, auth_token;
  std::string api_key, api_key_secret;  // "": the account's own token signs in
  std::string messaging_service;        // "": each message has a sender
  std::string callback_url;             // "": no status is asked for
  std::int64_t validity_seconds = 0;
};

class Twilio final : public Provider {
 public:
  explicit Twilio(TwilioSettings settings);

  std::string missing(const Outgoing& message) const override;
  lifecycled::plugin::HttpRequest request(const Outgoing& message) const override;
  Judgement judged(const Outgoing& message, const lifecycled::plugin::HttpResponse& response) const override;
  Received receive(const lifecycled::plugin::WebhookRequest& request) const override;

 private:
  TwilioSettings settings_;
  std::string messages_url_, authorization_;
};

}  // namespace sms
