#include "twilio.hpp"

#include "signing.hpp"
#include "support/hmac.hpp"
#include "support/json_fields.hpp"
#include "twilio_errors.hpp"

namespace sms {
namespace {

using namespace lifecycled::plugin;
using namespace plugin_support;
namespace json = boost::json;

// Twilio sends what an answer holds as an SMS: this one holds nothing.
constexpr const char* no_answer = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response/>";

std::int64_t code_of(const std::string& text) {
  std::int64_t number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9' || number > 1'000'000'000) return 0;
    number = number * 10 + (c - '0');
  }
  return number;
}

// Nothing for the steps on the way, such as "queued".
int32_t kind_of(const std::string& status, std::int64_t code) {
  if (status == "sent") return LC_REPORT_SENT;
  if (status == "delivered") return LC_REPORT_DELIVERED;
  if (status == "read") return LC_REPORT_READ;
  if (status == "undelivered" || status == "failed" || status == "canceled") return report_of_failure(code);
  return 0;
}

std::vector<Report> of_status(const Fields& body, const std::string& status, const std::string& key) {
  const std::string code = value_of(body, "ErrorCode"), sid = value_of(body, "MessageSid");
  const int32_t kind = kind_of(status, code_of(code));
  if (kind == 0 || sid.empty()) return {};
  Report report(kind);
  report.provider_message_id = sid;
  report.idempotency_key = key;
  report.event_id = sid + ":" + status;
  report.code = code;
  if (!code.empty()) report.detail = "Twilio's error " + code + ", " + status;
  std::vector<Report> reports{report};
  if (code_of(code) == unsubscribed_code) {
    Report stop(LC_REPORT_UNSUBSCRIBED);
    stop.address = value_of(body, "To");
    stop.event_id = sid + ":unsubscribed";
    reports.push_back(stop);
  }
  return reports;
}

// A service with Advanced Opt-Out says by itself what the words meant, and has answered them.
std::vector<Report> of_reply(const Fields& body) {
  const std::string wish = value_of(body, "OptOutType");
  Report report(wish == "STOP"    ? LC_REPORT_UNSUBSCRIBED
                : wish == "START" ? LC_REPORT_RESUBSCRIBED
                                  : LC_REPORT_REPLIED);
  report.address = value_of(body, "From");
  report.event_id = value_of(body, "MessageSid");
  report.text = value_of(body, "Body");
  if (report.address.empty() || report.event_id.empty()) return {};
  return {report};
}

}  // namespace

Twilio::Twilio(TwilioSettings settings) : settings_(std::move(settings)) {
  messages_url_ = settings_.base_url + "/2010-04-01/Accounts/" + settings_.account_sid + "/Messages.json";
  const bool has_key = !settings_.api_key.empty();
  authorization_ = "Basic " + to_base64(has_key ? settings_.api_key + ":" + settings_.api_key_secret
                                                : settings_.account_sid + ":" + settings_.auth_token);
}

std::string Twilio::missing(const Outgoing& message) const {
  if (!message.from.empty() || !settings_.messaging_service.empty()) return "";
  return "the channel has neither a sender nor a messaging_service";
}

HttpRequest Twilio::request(const Outgoing& message) const {
  Fields fields{{"To", message.to}};
  if (!settings_.messaging_service.empty())
    fields.emplace_back("MessagingServiceSid", settings_.messaging_service);
  if (!message.from.empty()) fields.emplace_back("From", message.from);
  fields.emplace_back("Body", message.text.text);
  if (settings_.validity_seconds > 0)
    fields.emplace_back("ValidityPeriod", std::to_string(settings_.validity_seconds));
  if (!settings_.callback_url.empty())
    fields.emplace_back("StatusCallback",
                        settings_.callback_url + "/status?key=" + percent_encoded(message.key));
  HttpRequest request;
  request.url = messages_url_;
  request.headers = {{"Authorization", authorization_},
                     {"Content-Type", "application/x-www-form-urlencoded"},
                     {"Accept", "application/json"}};
  request.body = form_of(fields);
  return request;
}

Judgement Twilio::judged(const Outgoing& message, const HttpResponse& response) const {
  Judgement out = usual_judgement(response);
  if (response.status() <= 0) return out;
  json::error_code none;
  const json::value root = json::parse(response.body(), none);
  if (response.is_success()) {
    out.provider_message_id = text_at(root, "sid");
    if (!out.provider_message_id.empty()) return out;
    out.outcome = LC_IN_DOUBT;
    out.detail = "Twilio's answer names no message";
    return out;
  }
  const std::int64_t code = number_at(root, "code");
  if (code != 0) out.detail = "Twilio's error " + std::to_string(code);
  if (const std::string said = text_at(root, "message"); !said.empty())
    out.detail += ": " + quoted(without_number(said, message.to));
  // The account's number stands in the path: without it there is nothing.
  if (response.status() == 404 || response.status() == 405 || response.status() == 410) {
    out.outcome = LC_CHANNEL_DOWN;
    out.scope = LC_SCOPE_CHANNEL;
  }
  if (const auto meaning = meaning_of_refusal(code, message.has_usual_sender)) {
    out.outcome = meaning->outcome;
    out.scope = meaning->scope;
    if (meaning->has_unsubscribed) {
      Report stop(LC_REPORT_UNSUBSCRIBED);
      stop.address = message.to;
      stop.event_id = "refused:" + message.key;
      stop.code = std::to_string(code);
      out.reports.push_back(stop);
    }
  }
  return out;
}

Received Twilio::receive(const WebhookRequest& request) const {
  if (request.method() != "POST") return {WebhookReply(405, "only POST\n")};
  const Fields body = read_form(request.body());
  if (!is_signed_by_twilio(request.header("x-twilio-signature"), settings_.auth_token, request.url(), body))
    return {WebhookReply(401, "wrong signature\n")};
  const std::string status = value_of(body, "MessageStatus");
  Received out{WebhookReply(200, no_answer, "text/xml")};
  out.reports = status.empty() ? of_reply(body) : of_status(body, status, request.parameter("key"));
  return out;
}

}  // namespace sms
