// Channel type "webhook": posts each message as signed JSON to a URL of the shop's own choice: a call list,
// an ad audience. Signed after Standard Webhooks, so that its receivers' libraries verify it.
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "body.hpp"
#include "posting.hpp"
#include "signature.hpp"

namespace webhook_plugin {
namespace {

using namespace lifecycled::plugin;

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
        timeout_ms_(static_cast<uint32_t>(config.integer("timeout") * 1000)),
        receiver_deduplicates_(config.flag("receiver_deduplicates")) {}

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
      post(http_, std::move(request), std::move(message.ticket));
    }
  }

 private:
  HttpRequest request_of(const lc_message& message) const {
    using namespace std::chrono;
    const std::int64_t now_ms = duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
    HttpRequest request;
    request.url = url_;
    request.timeout_ms = timeout_ms_;
    request.body = body_of(message, now_ms);
    request.headers = headers_;
    if (!token_.empty()) request.headers.emplace_back("Authorization", "Bearer " + token_);
    const std::string id = message.idempotency_key;
    request.headers.emplace_back("webhook-id", id);
    request.headers.emplace_back("webhook-timestamp", std::to_string(now_ms / 1000));
    request.headers.emplace_back("webhook-signature", signer_.sign(id, now_ms / 1000, request.body));
    return request;
  }

  const Http http_;
  const std::string url_;
  const Signer signer_;
  const std::vector<std::pair<std::string, std::string>> headers_;
  const std::string token_;
  const uint32_t timeout_ms_;
  const bool receiver_deduplicates_;
};

constexpr lc_option url_option() {
  lc_option option = LC_OPTION_INIT("url", LC_URL, "", "Where messages are posted.");
  option.required = true;
  return option;
}
constexpr lc_option timeout_option() {
  lc_option option = LC_OPTION_INIT("timeout", LC_SECONDS, "20", "How long the receiver may take to answer.");
  option.minimum = 1;
  option.maximum = 300;
  return option;
}
constexpr lc_option secret_option() {
  lc_option option = LC_OPTION_INIT(
      "secret", LC_SECRET, "",
      "Signs what is posted: \"whsec_\" and 24 to 64 bytes in base64; the receiver has it too.");
  option.required = true;
  return option;
}
constexpr lc_option url = url_option(), secret = secret_option(), timeout = timeout_option();
constexpr lc_option next_secret =
    LC_OPTION_INIT("next_secret", LC_SECRET, "", "Signs as well, while it takes the place of secret.");
constexpr lc_option token = LC_OPTION_INIT("token", LC_SECRET, "", "Is sent as a Bearer token.");
constexpr lc_option headers =
    LC_OPTION_INIT("headers", LC_TEXT_LIST, "", "Further headers, such as \"X-Team: sales\".");
constexpr lc_option receiver_deduplicates = LC_OPTION_INIT(
    "receiver_deduplicates", LC_BOOLEAN, "false",
    "The receiver drops a webhook-id that it has had before, so a lost answer may be sent again.");
constexpr const lc_option* options[] = {&url,     &secret,  &next_secret,           &token,
                                        &headers, &timeout, &receiver_deduplicates, nullptr};

constexpr lc_option type_field =
    LC_OPTION_INIT("type", LC_TEXT, "message", "The type of the event that is posted.");
constexpr lc_option audience_field =
    LC_OPTION_INIT("audience", LC_TEXT, "", "For receivers that keep lists: which list is meant.");
constexpr lc_option note_field = LC_OPTION_INIT("note", LC_TEXT, "", "Anything the receiver should know.");
constexpr const lc_option* fields[] = {&type_field, &audience_field, &note_field, nullptr};

}  // namespace

const lc_channel_type webhook_type =
    channel_type<Webhook>("webhook", "", "Posts each message as signed JSON to a URL.", options, fields);

}  // namespace webhook_plugin
