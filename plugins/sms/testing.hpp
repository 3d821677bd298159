// For the tests of the drivers: a message, and what a driver makes of answers and requests.
#pragma once

#include <string>

#include "provider.hpp"
#include "support/testing.hpp"

namespace sms::testing {

using plugin_support::testing::header_of;
using plugin_support::testing::Sent;

inline Outgoing outgoing() {
  Outgoing message;
  message.to = "+31612345678";
  message.from = "Test Shop";
  message.text = {"Your parcel is here", true, 1};
  message.key = "key-1";
  return message;
}

inline Judgement judged(const Provider& provider, int status, const std::string& body,
                        const Outgoing& message = outgoing(), uint32_t retry_after_ms = 0) {
  const plugin_support::testing::Answer answer(status, body, retry_after_ms);
  return provider.judged(message, answer.response());
}

inline Received received(const Provider& provider, const Sent& sent) {
  return plugin_support::testing::received(
      sent, [&](const lifecycled::plugin::WebhookRequest& request) { return provider.receive(request); });
}

}  // namespace sms::testing
