#include "notices.hpp"

#include "errors.hpp"
#include "replies.hpp"
#include "support/json_fields.hpp"
#include "support/judgement.hpp"
#include "support/phone_number.hpp"

namespace whatsapp {
namespace {

namespace json = boost::json;
using namespace lifecycled::plugin;
using namespace plugin_support;

// Nothing for what is neither, such as a voice message that was played.
int32_t kind_of(const std::string& status) {
  if (status == "sent") return LC_REPORT_SENT;
  if (status == "delivered") return LC_REPORT_DELIVERED;
  if (status == "read") return LC_REPORT_READ;
  return status == "failed" ? LC_REPORT_FAILED : 0;
}

// Meta's own words name no person here, but a file that they do not know might.
std::string words_of(const json::value& error) {
  const json::value* data = member(error, "error_data");
  const std::string details = data != nullptr ? text_at(*data, "details") : "";
  return quoted(details.empty() ? text_at(error, "title") : details);
}

void read_failure(const json::value& status, Report& report, Notices& out) {
  const json::array& errors = array_at(status, "errors");
  if (errors.empty()) return;
  const json::value& error = errors.front();
  const std::int64_t code = number_at(error, "code");
  const ErrorMeaning* meaning = meaning_of(code);
  report.kind = report_of_failure(code);
  report.code = std::to_string(code);
  report.detail = meaning != nullptr ? meaning->name : "";
  const std::string words = without_number(words_of(error), "+" + text_at(status, "recipient_id"));
  if (!words.empty()) report.detail += (report.detail.empty() ? "" : ": ") + words;
  if (meaning != nullptr && meaning->scope == LC_SCOPE_CHANNEL)
    out.log.emplace_back(Level::error, "WhatsApp gave a message up: " + report.code + " " + report.detail);
  if (code != stopped_marketing_code) return;
  Report stop(LC_REPORT_UNSUBSCRIBED);
  stop.address = international(text_at(status, "recipient_id"));
  stop.event_id = report.provider_message_id + ":stopped";
  stop.code = report.code;
  stop.at_unix_ms = report.at_unix_ms;
  if (!stop.address.empty()) out.reports.push_back(std::move(stop));
}

void read_status(const json::value& status, Notices& out) {
  const std::string word = text_at(status, "status");
  Report report(kind_of(word));
  report.provider_message_id = text_at(status, "id");
  if (report.kind == 0 || report.provider_message_id.empty() || text_at(status, "recipient_type") == "group")
    return;
  report.idempotency_key = text_at(status, "biz_opaque_callback_data");
  report.event_id = report.provider_message_id + ":" + word;
  report.at_unix_ms = unix_ms_at(status, "timestamp");
  if (report.kind == LC_REPORT_FAILED) read_failure(status, report, out);
  out.reports.push_back(std::move(report));
}

// "signup": somebody who said yes at WhatsApp, by a link of the shop's.
void read_preference(const json::value& preference, Notices& out) {
  const std::string wish = text_at(preference, "value");
  const bool stops = wish == "stop", resumes = wish == "resume" || wish == "signup";
  if ((!stops && !resumes) || text_at(preference, "category") != "marketing_messages") return;
  Report report(stops ? LC_REPORT_UNSUBSCRIBED : LC_REPORT_RESUBSCRIBED);
  report.address = international(text_at(preference, "wa_id"));
  report.at_unix_ms = unix_ms_at(preference, "timestamp");
  report.detail = quoted(text_at(preference, "detail"));
  if (!report.address.empty()) out.reports.push_back(std::move(report));
}

// What the shop should see: a template that was refused or paused, an account that was restricted.
void read_news(const std::string& field, const json::value& value, Notices& out) {
  const std::string event = text_at(value, "event");
  if (event.empty()) return;
  std::string text = "WhatsApp tells of " + quoted(field) + ": " + quoted(event);
  if (const std::string name = text_at(value, "message_template_name"); !name.empty())
    text += ", template " + quoted(name) + " (" + quoted(text_at(value, "message_template_language")) + ")";
  if (const std::string reason = text_at(value, "reason"); !reason.empty() && reason != "NONE")
    text += ": " + quoted(reason);
  out.log.emplace_back(event == "APPROVED" ? Level::info : Level::warning, text);
}

void read_change(const json::value& change, const std::string& phone_number_id, Notices& out) {
  const json::value* value = member(change, "value");
  if (value == nullptr) return;
  const std::string field = text_at(change, "field");
  const json::value* metadata = member(*value, "metadata");
  const std::string number = metadata != nullptr ? text_at(*metadata, "phone_number_id") : "";
  if (!number.empty() && number != phone_number_id) {
    out.log.emplace_back(Level::info, "passed over what WhatsApp tells of another number, " + quoted(number));
    return;
  }
  if (field == "messages") {
    for (const json::value& status : array_at(*value, "statuses")) read_status(status, out);
    for (const json::value& message : array_at(*value, "messages")) read_message(message, out.reports);
    for (const json::value& error : array_at(*value, "errors"))
      out.log.emplace_back(
          Level::error,
          "WhatsApp tells of error " + std::to_string(number_at(error, "code")) + ": " + words_of(error));
  } else if (field == "user_preferences") {
    for (const json::value& one : array_at(*value, "user_preferences")) read_preference(one, out);
  } else {
    read_news(field, *value, out);
  }
}

}  // namespace

Notices read_notices(const std::string& body, const std::string& phone_number_id) {
  json::error_code error;
  const json::value root = json::parse(body, error);
  if (error) throw std::invalid_argument("no JSON");
  Notices out;
  for (const json::value& entry : array_at(root, "entry"))
    for (const json::value& change : array_at(entry, "changes")) read_change(change, phone_number_id, out);
  return out;
}

}  // namespace whatsapp
