// One configured channel of whatever provider: looks at the number and the text, sends by the host's HTTP,
// and hands on what the provider tells. Keeps nothing. [channel]
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "provider.hpp"
#include "sender.hpp"
#include "support/countries.hpp"
#include "text.hpp"

namespace sms {

class SmsChannel : public lifecycled::plugin::Channel {
 public:
  SmsChannel(lifecycled::plugin::Host host, const lifecycled::plugin::Config& config,
             std::unique_ptr<const Provider> provider);

  void describe(lc_capabilities& c) const override;
  void submit(std::vector<lifecycled::plugin::Message> messages) override;
  lifecycled::plugin::WebhookReply receive(const lifecycled::plugin::WebhookRequest& request);
  const void* extension(const char* id) override { return lifecycled::plugin::webhook<SmsChannel>(id); }

 private:
  void send(lifecycled::plugin::Message& message) const;
  void answered(lifecycled::plugin::Ticket ticket, const Outgoing& message,
                const lifecycled::plugin::HttpResponse& response) const;

  const lifecycled::plugin::Http http_;
  const lifecycled::plugin::Reporter reporter_;
  const std::unique_ptr<const Provider> provider_;
  const Senders senders_;
  const SmsTexts texts_;
  const plugin_support::Countries countries_;
  const uint32_t timeout_ms_, in_flight_;
  const bool hears_;
};

}  // namespace sms
