// Channel type "webhook": posts each message as signed JSON to a URL of the shop's own choice: a call list, a
// chat, an ad audience. Signed after Standard Webhooks, so that its receivers' libraries verify it.
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "body.hpp"
#include "lifecycled/ext/http.hpp"
#include "signature.hpp"

namespace {

using namespace lifecycled::plugin;
using webhook_plugin::Form;
using webhook_plugin::SecretError;
using webhook_plugin::Signer;

Form form_of(const std::string& text) {
  return text == "text" ? Form::Text : text == "content" ? Form::Content : Form::Standard;
}

Signer signer_of(const Config& config) {
  std::vector<std::string> secrets;
  for (const char* key : {"secret", "next_secret"}) {
    try {
      Signer({config.text(key)});
    } catch (const SecretError& error) {
      throw ConfigError(key, error.what());
    }
    secrets.push_back(config.text(key));
  }
  return Signer(secrets);
}

std::vector<std::pair<std::string, std::string>> headers_of(const Config& config) {
  std::vector<std::pair<std::string, std::string>> headers;
  for (const std::string& line : config.list("headers")) {
    const auto colon = line.find(':');
    if (colon == std::string::npos || colon == 0)
      throw ConfigError("headers", "must be lines such as \"X-Team: sales\"");
    const auto value = line.find_first_not_of(' ', colon + 1);
    headers.emplace_back(line.substr(0, colon), value == std::string::npos ? "" : line.substr(value));
  }
  return headers;
}

class Webhook final : public Channel {
 public:
  Webhook(Host host, Config config)
      : http_(host),
        url_(config.text("url")),
        signer_(signer_of(config)),
        headers_(headers_of(config)),
        token_(config.text("token")),
        form_(form_of(config.text("form"))),
        timeout_ms_(static_cast<uint32_t>(config.integer("timeout") * 1000)),
        receiver_deduplicates_(config.flag("receiver_deduplicates")) {
    if (form_ == Form::Standard && !signer_.has_secret())
      throw ConfigError("secret", "is needed: without it a receiver cannot tell our messages from others'");
  }

  void describe(lc_capabilities& c) const override {
    c.in_flight = 32;
    c.html = c.subject = true;
    c.deduplicates = receiver_deduplicates_;
  }

  void submit(std::vector<Message> messages) override {
    for (Message& message : messages) {
      HttpRequest request;
      try {
        request = request_of(*message.fields);
      } catch (const std::exception& error) {
        message.ticket.complete(LC_REJECTED, error.what());
        continue;
      }
      http_.send(request, [ticket = std::move(message.ticket)](const HttpResponse& response) mutable {
        answered(std::move(ticket), response);
      });
    }
  }

 private:
  HttpRequest request_of(const lc_message& message) const {
    using namespace std::chrono;
    const std::int64_t now_ms =
        duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
    HttpRequest request;
    request.url = url_;
    request.tickets = {message.ticket};
    request.timeout_ms = timeout_ms_;
    request.body = webhook_plugin::body_of(message, form_, now_ms);
    request.headers = headers_;
    request.headers.emplace_back("Content-Type", "application/json");
    if (!token_.empty()) request.headers.emplace_back("Authorization", "Bearer " + token_);
    if (signer_.has_secret()) {
      const std::string id = message.idempotency_key;
      request.headers.emplace_back("webhook-id", id);
      request.headers.emplace_back("webhook-timestamp", std::to_string(now_ms / 1000));
      request.headers.emplace_back("webhook-signature", signer_.sign(id, now_ms / 1000, request.body));
    }
    return request;
  }

  // Whoever answers 2xx has it. A URL that is wrong, gone or forbidden is wrong for every message; only what
  // speaks of the content is this message's own fault.
  static void answered(Ticket ticket, const HttpResponse& response) {
    const std::string why =
        response.status() > 0 ? "the receiver answered " + std::to_string(response.status()) : response.error();
    Result result = usual_result(response, why.c_str());
    switch (response.status()) {
      case 404:
      case 405:
      case 410:
        result.outcome = LC_CHANNEL_DOWN;
        result.scope = LC_SCOPE_CHANNEL;
        break;
      default:
        if (result.outcome == LC_ACCEPTED) result.outcome = LC_DELIVERED;
    }
    ticket.complete(result);
  }

  const Http http_;
  const std::string url_;
  const Signer signer_;
  const std::vector<std::pair<std::string, std::string>> headers_;
  const std::string token_;
  const Form form_;
  const uint32_t timeout_ms_;
  const bool receiver_deduplicates_;
};

constexpr lc_option url_option() {
  lc_option option = LC_OPTION_INIT("url", LC_URL, "", "Where messages are posted.");
  option.required = true;
  return option;
}
constexpr lc_option form_option() {
  lc_option option = LC_OPTION_INIT(
      "form", LC_TEXT, "standard",
      "What is posted: everything after Standard Webhooks, or the text alone as {\"text\"} (Slack, Mattermost, "
      "Google Chat) or {\"content\"} (Discord).");
  option.choices = "standard|text|content";
  return option;
}
constexpr lc_option timeout_option() {
  lc_option option = LC_OPTION_INIT("timeout", LC_SECONDS, "20", "How long the receiver may take to answer.");
  option.minimum = 1;
  option.maximum = 300;
  return option;
}
constexpr lc_option url = url_option(), form = form_option(), timeout = timeout_option();
constexpr lc_option secret = LC_OPTION_INIT(
    "secret", LC_SECRET, "", "Signs what is posted: \"whsec_\" and 24 to 64 bytes in base64; the receiver has it too.");
constexpr lc_option next_secret =
    LC_OPTION_INIT("next_secret", LC_SECRET, "", "Signs as well, while it takes the place of secret.");
constexpr lc_option token = LC_OPTION_INIT("token", LC_SECRET, "", "Is sent as a Bearer token.");
constexpr lc_option headers =
    LC_OPTION_INIT("headers", LC_TEXT_LIST, "", "Further headers, such as \"X-Team: sales\".");
constexpr lc_option receiver_deduplicates =
    LC_OPTION_INIT("receiver_deduplicates", LC_BOOLEAN, "false",
                   "The receiver drops a webhook-id that it has had before, so a lost answer may be sent again.");
constexpr const lc_option* options[] = {&url,   &secret,  &next_secret,           &token, &form, &headers,
                                        &timeout, &receiver_deduplicates, nullptr};

constexpr lc_option type_field = LC_OPTION_INIT("type", LC_TEXT, "message", "The type of the event that is posted.");
constexpr lc_option audience_field =
    LC_OPTION_INIT("audience", LC_TEXT, "", "For receivers that keep lists: which list is meant.");
constexpr lc_option note_field = LC_OPTION_INIT("note", LC_TEXT, "", "Anything the receiver should know.");
constexpr const lc_option* fields[] = {&type_field, &audience_field, &note_field, nullptr};

constexpr lc_channel_type webhook_type = channel_type<Webhook>(
    "webhook", "", "Posts each message as signed JSON to a URL.", options, fields);
constexpr const lc_channel_type* channel_types[] = {&webhook_type, nullptr};

}  // namespace

extern "C" LC_EXPORT const lc_plugin lifecycled_plugin = {
    LC_ABI_MAJOR, LC_ABI_MINOR, "lifecycled.webhook", "Webhook", "0.1.0", "lifecycled", channel_types};
