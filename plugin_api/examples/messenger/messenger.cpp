// Channel type "example.messenger": Facebook Messenger by the Send API, with its webhook. About what any
// provider with an HTTP API needs: build a request, read its answer, verify and read what it tells later.
//
// As documented at developers.facebook.com/docs/messenger-platform: /reference/send-api (request, answer,
// tags), /error-codes, /webhooks (verification, X-Hub-Signature-256) and /reference/webhook-events. A
// recipient is a page-scoped id (PSID), as it comes with the first message that a customer writes to the
// page.
#include <algorithm>
#include <chrono>

#include <boost/json/src.hpp>  // Boost.JSON without a library to link
#include <openssl/hmac.h>

#include "lifecycled/ext/http.hpp"
#include "lifecycled/ext/report.hpp"
#include "lifecycled/ext/webhook.hpp"

namespace {

using namespace lifecycled::plugin;
namespace json = boost::json;

// What a JSON pointer such as "/error/code" leads to; "" or 0 if that is not there.
const json::value* at(const json::value& root, const char* path) {
  json::error_code ignored;
  return root.find_pointer(path, ignored);
}
std::string text_at(const json::value& root, const char* path) {
  const json::value* found = at(root, path);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}
int64_t number_at(const json::value& root, const char* path) {
  const json::value* found = at(root, path);
  return found != nullptr && found->is_int64() ? found->get_int64() : 0;
}

std::string signature_of(const std::string& body, const std::string& secret) {
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(body.data()), body.size(), mac, &size);
  return "sha256=" + to_hex(mac, size);
}

class Messenger final : public Channel {
 public:
  Messenger(Host host, Config config)
      : host_(host),
        http_(host),
        reporter_(host),
        url_(config.text("base_url") + "/me/messages"),
        token_(config.text("access_token")),
        app_secret_(config.text("app_secret")),
        verify_token_(config.text("verify_token")) {
    if (token_.find_first_of(" \r\n") != std::string::npos)
      throw ConfigError("access_token", "has a blank or a line break in it");
  }

  void describe(lc_capabilities& c) const override {
    c.in_flight = 50;
    c.text_characters = 2000;
    c.reports = true;
  }
  const void* extension(const char* id) override { return webhook<Messenger>(id); }

  void submit(std::vector<Message> messages) override {
    for (auto& message : messages) {
      HttpRequest request;
      request.url = url_;
      request.headers = {{"Authorization", "Bearer " + token_}, {"Content-Type", "application/json"}};
      request.body = body_of(*message.fields);
      request.tickets = {message.ticket.number()};
      http_.send(request, [ticket = std::move(message.ticket)](const HttpResponse& response) mutable {
        finish(ticket, response);
      });
    }
  }

  WebhookReply receive(const WebhookRequest& request) {
    if (request.method() == "GET") {  // Facebook asks whether this URL is ours
      if (!is_same_secret(request.parameter("hub.verify_token"), verify_token_)) return WebhookReply(403);
      return WebhookReply(200, request.parameter("hub.challenge"));
    }
    const std::string body = request.body();
    if (!is_same_secret(request.header("x-hub-signature-256"), signature_of(body, app_secret_)))
      return WebhookReply(403, "wrong signature\n");
    json::error_code error;
    const json::value root = json::parse(body, error);
    const json::value* entries = at(root, "/entry");
    if (error || entries == nullptr || !entries->is_array()) return WebhookReply(400, "no entries\n");
    std::vector<Report> reports;
    for (const json::value& entry : entries->get_array()) {
      const json::value* events = at(entry, "/messaging");
      if (events == nullptr || !events->is_array()) continue;
      for (const json::value& event : events->get_array()) read_event(event, reports);
    }
    if (!reports.empty()) reporter_.report(reports);
    return WebhookReply(200, "EVENT_RECEIVED");  // the host sends it once the reports are stored
  }

 private:
  // An answer to the customer is free for 24 hours; later Facebook wants a reason (a tag), or refuses.
  static std::string body_of(const lc_message& m) {
    using namespace std::chrono;
    const int64_t now = duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
    json::object body{{"recipient", {{"id", m.recipient}}}, {"message", {{"text", m.text}}}};
    json::error_code none;
    const std::string tag = text_at(json::parse(m.extra_json, none), "/tag");
    if (m.last_inbound_unix_ms > now - milliseconds(hours(24)).count()) {
      body["messaging_type"] = "RESPONSE";
    } else if (!tag.empty()) {
      body["messaging_type"] = "MESSAGE_TAG";
      body["tag"] = tag;
    } else {
      body["messaging_type"] = "UPDATE";
    }
    return json::serialize(body);
  }

  static void finish(Ticket& ticket, const HttpResponse& response) {
    json::error_code none;
    const json::value root = json::parse(response.body(), none);
    const std::string id = text_at(root, "/message_id"), message = text_at(root, "/error/message");
    const std::string why = message.empty() ? response.error() : message;
    Result result = usual_result(response, why.c_str());
    if (response.is_success()) {
      result.provider_message_id = id.c_str();
      if (id.empty()) result = Result(LC_IN_DOUBT, "Facebook's answer has no message_id");
    } else if (const int64_t code = number_at(root, "/error/code")) {
      result.outcome = outcome_of(code, number_at(root, "/error/error_subcode"), result.outcome);
      const bool is_ours = result.outcome == LC_CHANNEL_DOWN || result.outcome == LC_RATE_LIMITED;
      result.scope = is_ours ? LC_SCOPE_CHANNEL : LC_SCOPE_MESSAGE;
    }
    ticket.complete(result);
  }

  static lc_outcome outcome_of(int64_t code, int64_t subcode, lc_outcome by_status) {
    const auto is_one_of = [code](std::initializer_list<int64_t> codes) {
      return std::find(codes.begin(), codes.end(), code) != codes.end();
    };
    if (code == 1 && subcode == 1357046) return LC_IN_DOUBT;  // it was sent, although the answer is an error
    if (is_one_of({1, 2, 1200})) return LC_TRANSIENT;
    if (is_one_of({4, 32, 613, 80006})) return LC_RATE_LIMITED;  // of the application, the page, the API
    if (is_one_of({102, 190, 368})) return LC_CHANNEL_DOWN;      // session, token; the page broke a policy
    if (is_one_of({10, 200}) && subcode == 0) return LC_CHANNEL_DOWN;  // our permissions
    if (code == 100 && subcode == 2018001) return LC_INVALID_ADDRESS;  // no matching user
    return is_one_of({10, 100, 200, 551}) ? LC_REJECTED : by_status;   // this person, now; this message
  }

  void read_event(const json::value& event, std::vector<Report>& reports) const {
    const std::string person = text_at(event, "/sender/id"), mid = text_at(event, "/message/mid");
    const std::string status = text_at(event, "/optin/notification_messages_status");
    const int64_t when = number_at(event, "/timestamp");
    const auto add = [&](int32_t kind, const std::string& event_id, int64_t at_unix_ms) -> Report& {
      reports.emplace_back(kind);
      reports.back().address = person;
      reports.back().event_id = event_id;
      reports.back().at_unix_ms = at_unix_ms;
      return reports.back();
    };
    if (const json::value* mids = at(event, "/delivery/mids"); mids != nullptr && mids->is_array()) {
      for (const json::value& one : mids->get_array()) {
        const std::string delivered = one.is_string() ? std::string(one.get_string()) : "";
        add(LC_REPORT_DELIVERED, "delivered:" + delivered, number_at(event, "/delivery/watermark"))
            .provider_message_id = delivered;
      }
    }
    if (const int64_t until = number_at(event, "/read/watermark"))  // everything up to then; no ids are told
      add(LC_REPORT_READ, "read:" + person + ":" + std::to_string(until), until);
    if (!mid.empty() && at(event, "/message/is_echo") == nullptr)  // an echo is a message of our own
      add(LC_REPORT_REPLIED, mid, when).text = text_at(event, "/message/text");
    if (status == "STOP_NOTIFICATIONS")
      add(LC_REPORT_UNSUBSCRIBED, "stop:" + person + ":" + std::to_string(when), when);
    if (status == "RESUME_NOTIFICATIONS")
      add(LC_REPORT_RESUBSCRIBED, "resume:" + person + ":" + std::to_string(when), when);
    if (const std::string action = text_at(event, "/policy-enforcement/action"); !action.empty())
      host_.log(Level::error, "Facebook: " + action + ": " + text_at(event, "/policy-enforcement/reason"));
  }

  const Host host_;
  const Http http_;
  const Reporter reporter_;
  const std::string url_, token_, app_secret_, verify_token_;
};

constexpr lc_option secret(const char* key, const char* help) {
  return required(LC_OPTION_INIT(key, LC_SECRET, "", help));
}
constexpr lc_option access_token = secret("access_token", "The page's access token (pages_messaging).");
constexpr lc_option app_secret =
    secret("app_secret", "The app's secret, which signs what Facebook tells us.");
constexpr lc_option verify_token = secret("verify_token", "What you typed when you set up the webhook.");
constexpr lc_option base_url = LC_OPTION_INIT("base_url", LC_URL, "https://graph.facebook.com/v23.0",
                                              "Where the Graph API is, with its version.");
constexpr const lc_option* options[] = {&access_token, &app_secret, &verify_token, &base_url, nullptr};
constexpr lc_option tag =
    one_of(LC_OPTION_INIT("tag", LC_TEXT, "", "Why this message may be sent after 24 hours."),
           "ACCOUNT_UPDATE|CONFIRMED_EVENT_UPDATE|HUMAN_AGENT|POST_PURCHASE_UPDATE");
constexpr const lc_option* message_fields[] = {&tag, nullptr};
constexpr lc_channel_type messenger = channel_type<Messenger>(
    "example.messenger", "", "Facebook Messenger, by the Send API.", options, message_fields);
constexpr const lc_channel_type* channel_types[] = {&messenger, nullptr};

}  // namespace

extern "C" LC_EXPORT const lc_plugin lifecycled_plugin = {
    LC_ABI_MAJOR, LC_ABI_MINOR, "org.example.messenger", "Messenger", "1.0.0", "Example", channel_types};
