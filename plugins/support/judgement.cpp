#include "support/judgement.hpp"

#include <utility>

namespace plugin_support {

using namespace lifecycled::plugin;

Judgement usual_judgement(const HttpResponse& response) {
  const Result usual = usual_result(response);
  Judgement out;
  out.outcome = usual.outcome;
  out.scope = usual.scope;
  out.retry_after_ms = usual.retry_after_ms;
  out.detail =
      response.status() > 0 ? "the provider answered " + std::to_string(response.status()) : response.error();
  return out;
}

Judgement refused(lc_outcome outcome, std::string why) {
  Judgement out;
  out.outcome = outcome;
  out.scope = outcome == LC_CHANNEL_DOWN ? LC_SCOPE_CHANNEL : LC_SCOPE_MESSAGE;
  out.detail = std::move(why);
  return out;
}

void complete(Ticket ticket, const Judgement& judgement, const Reporter& reporter) {
  if (!judgement.reports.empty()) reporter.report(judgement.reports);
  Result result(judgement.outcome, judgement.detail.c_str());
  result.scope = judgement.scope;
  result.retry_after_ms = judgement.retry_after_ms;
  result.provider_message_id = judgement.provider_message_id.c_str();
  ticket.complete(result);
}

std::string quoted(const std::string& said) {
  constexpr std::size_t longest = 200;
  const std::string line = one_line(said.c_str());
  return line.size() <= longest ? line : one_line(line.substr(0, longest).c_str()) + "...";
}

std::string without_number(std::string text, const std::string& e164) {
  const std::string digits = e164.size() > 1 ? e164.substr(1) : e164;
  for (const std::string& form : {e164, digits}) {
    if (form.empty()) continue;
    for (std::size_t found; (found = text.find(form)) != text.npos;) text.replace(found, form.size(), "(it)");
  }
  return text;
}

}  // namespace plugin_support
