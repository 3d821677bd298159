#include "kannel.hpp"

#include <unicode/unistr.h>

#include "form.hpp"
#include "support/hmac.hpp"
#include "support/phone_number.hpp"

namespace sms {
namespace {

using namespace lifecycled::plugin;
using namespace plugin_support;

// Kannel's bits: delivered (1), not delivered (2), taken by the operator (8), refused by the operator (16).
constexpr const char* reports_wanted = "27";
enum : int { delivered = 1, not_delivered = 2, taken = 8, refused = 16 };

constexpr std::size_t signature_length = 32;

bool begins_with(const std::string& text, const char* beginning) { return text.rfind(beginning, 0) == 0; }

// "stat:UNDELIV" in an SMPP receipt (SMPP 3.4, appendix B): the word after `name`, or "".
std::string word_after(const std::string& text, const std::string& name) {
  const std::size_t found = text.find(name);
  if (found == text.npos) return "";
  const std::size_t begin = found + name.size();
  return text.substr(begin, text.find(' ', begin) - begin);
}

// What the operator said of a message that will not arrive. The numbers after "err:" are each operator's own,
// so nothing but the clear word on the address (SMPP's ESME_RINVDSTADR) is about the address for ever.
int32_t kind_of_failure(int status, const std::string& words) {
  if (status == refused)
    return begins_with(words, "NACK/0x0000000b") ? LC_REPORT_BOUNCED_HARD : LC_REPORT_FAILED;
  const std::string stat = word_after(words, "stat:");
  return stat == "REJECTD" || stat == "DELETED" ? LC_REPORT_FAILED : LC_REPORT_BOUNCED_SOFT;
}

std::string code_of(const std::string& words) {
  if (begins_with(words, "NACK/")) return words.substr(5, words.find('/', 5) - 5);
  const std::string stat = word_after(words, "stat:"), err = word_after(words, "err:");
  return err.empty() || err == "000" ? stat : stat + " " + err;
}

std::int64_t milliseconds_of(const std::string& seconds) {
  std::int64_t number = 0;
  for (const char c : seconds) {
    if (c < '0' || c > '9' || number > 100'000'000'000) return 0;
    number = number * 10 + (c - '0');
  }
  return number * 1000;
}

// Letters outside the GSM alphabet come as Kannel had them: UTF-16, the higher byte first.
std::string utf8_of(const std::string& text, const std::string& charset) {
  if (charset != "UTF-16BE") return text;
  icu::UnicodeString units;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2)
    units.append(static_cast<char16_t>(static_cast<unsigned char>(text[i]) << 8 |
                                       static_cast<unsigned char>(text[i + 1])));
  std::string out;
  units.toUTF8String(out);
  return out;
}

}  // namespace

// A gateway may have a sender of its own.
std::string Kannel::missing(const Outgoing&) const { return ""; }

std::string Kannel::signature_of(const std::string& key) const {
  return hmac_sha256_hex(settings_.webhook_secret, "report of " + key).substr(0, signature_length);
}

HttpRequest Kannel::request(const Outgoing& message) const {
  HttpRequest request;
  request.url = settings_.url;
  // The password in a header stays out of the logs that addresses are written to.
  request.headers = {{"Content-Type", "text/plain; charset=UTF-8"},
                     {"X-Kannel-Username", settings_.username},
                     {"X-Kannel-Password", settings_.password},
                     {"X-Kannel-To", message.to},
                     {"X-Kannel-Coding", message.text.is_gsm7 ? "0" : "2"},
                     {"X-Kannel-Validity", std::to_string(settings_.validity_seconds / 60)}};
  if (!message.from.empty()) request.headers.emplace_back("X-Kannel-From", message.from);
  if (!settings_.smsc.empty()) request.headers.emplace_back("X-Kannel-SMSC", settings_.smsc);
  if (!settings_.callback_url.empty()) {
    request.headers.emplace_back("X-Kannel-DLR-Mask", reports_wanted);
    request.headers.emplace_back("X-Kannel-DLR-URL",
                                 settings_.callback_url + "/report?key=" + percent_encoded(message.key) +
                                     "&sig=" + signature_of(message.key) + "&status=%d&words=%A&at=%T");
  }
  request.body = message.text.text;
  return request;
}

Judgement Kannel::judged(const Outgoing& message, const HttpResponse& response) const {
  Judgement out = usual_judgement(response);
  if (response.status() <= 0) return out;
  const std::string said = response.body();
  if (!said.empty())
    out.detail = "Kannel answered " + std::to_string(response.status()) + ": " + quoted(said);
  switch (response.status()) {
    case 400:
      // No sender, neither here nor as Kannel's default-sender: it would be the same for every message.
      if (begins_with(said, "Sender missing") && message.from.empty()) {
        out.outcome = LC_CHANNEL_DOWN;
        out.scope = LC_SCOPE_CHANNEL;
      }
      break;
    case 403:
      if (begins_with(said, "Not routable")) {
        out.outcome = LC_REJECTED;
        out.scope = LC_SCOPE_MESSAGE;
      }
      break;
    case 404:
    case 405:
    case 410:
      out.outcome = LC_CHANNEL_DOWN;
      out.scope = LC_SCOPE_CHANNEL;
      break;
    default:
      break;
  }
  return out;
}

Received Kannel::receive(const WebhookRequest& request) const {
  if (request.method() != "GET") return {WebhookReply(405, "only GET\n")};
  if (request.path() == "/report") return report_of(request);
  if (request.path() == "/reply") return reply_of(request);
  return {WebhookReply(404, "reports come to /report, replies to /reply\n")};
}

Received Kannel::report_of(const WebhookRequest& request) const {
  const Fields fields = read_form(request.query());
  const std::string key = value_of(fields, "key"), status_text = value_of(fields, "status");
  if (key.empty() || !is_same_secret(value_of(fields, "sig"), signature_of(key)))
    return {WebhookReply(401, "wrong signature\n")};
  const int status = status_text.size() > 2 ? 0 : std::atoi(status_text.c_str());
  const std::string words = value_of(fields, "words");
  Received out{WebhookReply(200)};
  int32_t kind = 0;
  if (status == delivered) kind = LC_REPORT_DELIVERED;
  if (status == taken) kind = LC_REPORT_SENT;
  if (status == not_delivered || status == refused) kind = kind_of_failure(status, words);
  if (kind == 0) return out;
  Report report(kind);
  report.idempotency_key = key;
  report.event_id = key + ":" + std::to_string(status);
  report.at_unix_ms = milliseconds_of(value_of(fields, "at"));
  if (status == not_delivered || status == refused) {
    report.code = one_line(code_of(words).c_str());
    report.detail = status == refused ? "the operator refused it: " + quoted(words) : report.code;
  }
  out.reports.push_back(report);
  return out;
}

Received Kannel::reply_of(const WebhookRequest& request) const {
  const Fields fields = read_form(request.query());
  if (!is_same_secret(value_of(fields, "token"), settings_.webhook_secret))
    return {WebhookReply(401, "wrong token\n")};
  Report report(LC_REPORT_REPLIED);
  report.address = with_plus(value_of(fields, "from"));
  report.event_id = value_of(fields, "id");
  report.text = utf8_of(value_of(fields, "text"), value_of(fields, "charset"));
  // Not Kannel's own time, which has whole seconds: a stop must not seem earlier than the yes it takes back.
  if (report.address.empty() || report.event_id.empty())
    return {WebhookReply(400, "from and id are missing; see the get-url in the plugin's README\n")};
  // Nothing in it: smsbox would send it to the customer.
  return {WebhookReply(200), {report}};
}

}  // namespace sms
