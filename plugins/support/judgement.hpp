// What a provider's answer means and what its own requests lead to, with texts of their own. [channel]
#pragma once

#include <string>
#include <vector>

#include "lifecycled/ext/http.hpp"
#include "lifecycled/ext/report.hpp"
#include "lifecycled/ext/webhook.hpp"

namespace plugin_support {

struct Judgement {
  lc_outcome outcome = LC_IN_DOUBT;
  int32_t scope = LC_SCOPE_MESSAGE;
  uint32_t retry_after_ms = 0;
  std::string provider_message_id = {}, detail = {};
  std::vector<lifecycled::plugin::Report> reports = {};  // what the answer tells beside
};

// usual_result() with its texts, to be refined by the provider's own words.
Judgement usual_judgement(const lifecycled::plugin::HttpResponse& response);
// Of a message that is not handed to the provider at all.
Judgement refused(lc_outcome outcome, std::string why);
// What it tells beside is reported first, so that it is known when the ticket is completed.
void complete(lifecycled::plugin::Ticket ticket, const Judgement& judgement,
              const lifecycled::plugin::Reporter& reporter);

// What a request of the provider's leads to. A refusal (401) is one that anybody may have made up.
struct Received {
  lifecycled::plugin::WebhookReply reply;
  std::vector<lifecycled::plugin::Report> reports = {};
};

// What a provider says, short enough for a log, or "".
std::string quoted(const std::string& said);
// The same without a phone number, +31612345678 or 31612345678, which is nobody's business in a log.
std::string without_number(std::string text, const std::string& e164);

}  // namespace plugin_support
