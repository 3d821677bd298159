// A provider of SMS as a driver: what it wants to be told, what its answers mean, and what it tells later.
// Knows nothing of tickets; the channel (channel.hpp) does the rest. [channel]
#pragma once

#include <string>

#include "support/judgement.hpp"
#include "text.hpp"

namespace sms {

using plugin_support::Judgement;
using plugin_support::Received;

// One SMS that may be sent.
struct Outgoing {
  std::string to;    // E.164
  std::string from;  // a good sender, or ""
  SmsText text;
  std::string key;               // the same for every attempt
  bool has_usual_sender = true;  // not one for this country alone
};

class Provider {
 public:
  virtual ~Provider() = default;
  // "": it can be sent; else why nothing can be, until the shop changes its settings.
  virtual std::string missing(const Outgoing& message) const = 0;
  virtual lifecycled::plugin::HttpRequest request(const Outgoing& message) const = 0;
  virtual Judgement judged(const Outgoing& message,
                           const lifecycled::plugin::HttpResponse& response) const = 0;
  virtual Received receive(const lifecycled::plugin::WebhookRequest& request) const = 0;
};

}  // namespace sms
