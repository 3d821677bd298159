#include "answers.hpp"

#include "errors.hpp"
#include "support/json_fields.hpp"

namespace whatsapp {
namespace {

namespace json = boost::json;
using namespace lifecycled::plugin;
using namespace plugin_support;

// "Object with ID '...' does not exist": the number's id in the path is another's, or none.
constexpr std::int64_t invalid_parameter = 100, no_such_object = 33;

// What Meta says in detail, else in short.
std::string said_in(const json::value& error) {
  const json::value* data = member(error, "error_data");
  const std::string details = data != nullptr ? text_at(*data, "details") : "";
  return details.empty() ? text_at(error, "message") : details;
}

void judge_acceptance(const json::value& root, Judgement& out) {
  for (const json::value& message : array_at(root, "messages")) {
    out.provider_message_id = text_at(message, "id");
    if (text_at(message, "message_status") == "held_for_quality_assessment")
      out.detail = "WhatsApp holds it back to look at the template's quality";
    break;
  }
  if (!out.provider_message_id.empty()) return;
  out.outcome = LC_IN_DOUBT;
  out.detail = "WhatsApp's answer names no message";
}

}  // namespace

std::string error_text(std::int64_t code, const std::string& said) {
  const ErrorMeaning* meaning = meaning_of(code);
  return "WhatsApp's error " + std::to_string(code) +
         (meaning != nullptr ? std::string(" (") + meaning->name + ")" : "") +
         (said.empty() ? "" : ": " + quoted(said));
}

Judgement judged(const HttpResponse& response, const std::string& to, const std::string& key) {
  Judgement out = usual_judgement(response);
  if (response.status() <= 0) return out;
  json::error_code none;
  const json::value root = json::parse(response.body(), none);
  if (response.is_success()) {
    judge_acceptance(root, out);
    return out;
  }
  // The number's id stands in the path: without it there is nothing.
  if (response.status() == 404 || response.status() == 405 || response.status() == 410) {
    out.outcome = LC_CHANNEL_DOWN;
    out.scope = LC_SCOPE_CHANNEL;
  }
  const json::value* error = member(root, "error");
  const json::value* code_field = error != nullptr ? member(*error, "code") : nullptr;
  if (code_field == nullptr || !code_field->is_int64()) return out;
  std::int64_t code = code_field->get_int64();
  out.detail = error_text(code, without_number(said_in(*error), to));
  if (code == invalid_parameter && number_at(*error, "error_subcode") == no_such_object)
    code = no_such_object;
  // An answer that was not waited for says nothing of what became of the message, whatever else it says.
  if (out.outcome == LC_IN_DOUBT) return out;
  if (const ErrorMeaning* meaning = meaning_of(code)) {
    out.outcome = meaning->outcome;
    out.scope = meaning->scope;
    if (out.retry_after_ms == 0) out.retry_after_ms = meaning->retry_after_ms;
  }
  if (code == stopped_marketing_code) {
    Report stop(LC_REPORT_UNSUBSCRIBED);
    stop.address = to;
    stop.event_id = "refused:" + key;
    stop.code = std::to_string(code);
    out.reports.push_back(stop);
  }
  return out;
}

}  // namespace whatsapp
