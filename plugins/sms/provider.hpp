// A provider of SMS as a driver: what it wants to be told, what its answers mean, and what it tells later.
// Knows nothing of tickets; the channel (channel.hpp) does the rest. [channel]
#pragma once

#include <string>
#include <vector>

#include "lifecycled/ext/http.hpp"
#include "lifecycled/ext/report.hpp"
#include "lifecycled/ext/webhook.hpp"
#include "text.hpp"

namespace sms {

// One SMS that may be sent.
struct Outgoing {
  std::string to;    // E.164
  std::string from;  // a good sender, or ""
  SmsText text;
  std::string key;               // the same for every attempt
  bool has_usual_sender = true;  // not one for this country alone
};

// What an answer means, with texts of its own.
struct Judgement {
  lc_outcome outcome = LC_IN_DOUBT;
  int32_t scope = LC_SCOPE_MESSAGE;
  uint32_t retry_after_ms = 0;
  std::string provider_message_id = {}, detail = {};
  std::vector<lifecycled::plugin::Report> reports = {};  // what the answer tells beside
};

// What a request of the provider's leads to. A refusal (401) is one that anybody may have made up.
struct Received {
  lifecycled::plugin::WebhookReply reply;
  std::vector<lifecycled::plugin::Report> reports = {};
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

// usual_result() with its texts, to be refined by the provider's own words.
Judgement usual_judgement(const lifecycled::plugin::HttpResponse& response);
// What a provider says, short enough for a log, or "".
std::string quoted(const std::string& said);

}  // namespace sms
