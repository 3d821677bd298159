// Kannel's sendsms as a provider, and hence any operator that speaks SMPP: POST to smsbox, delivery reports
// and replies by GET. Kannel signs nothing, so its addresses carry what only it was told. [channel]
#pragma once

#include <cstdint>
#include <string>

#include "provider.hpp"

namespace sms {

struct KannelSettings {
  std::string url, username, password;
  std::string smsc;            // "": Kannel chooses the route
  std::string callback_url;    // "": no report is asked for
  std::string webhook_secret;  // of reports and replies
  std::int64_t validity_seconds = 0;
};

class Kannel final : public Provider {
 public:
  explicit Kannel(KannelSettings settings) : settings_(std::move(settings)) {}

  std::string missing(const Outgoing& message) const override;
  lifecycled::plugin::HttpRequest request(const Outgoing& message) const override;
  Judgement judged(const Outgoing& message, const lifecycled::plugin::HttpResponse& response) const override;
  Received receive(const lifecycled::plugin::WebhookRequest& request) const override;

 private:
  std::string signature_of(const std::string& key) const;
  Received report_of(const lifecycled::plugin::WebhookRequest& request) const;
  Received reply_of(const lifecycled::plugin::WebhookRequest& request) const;

  KannelSettings settings_;
};

}  // namespace sms
