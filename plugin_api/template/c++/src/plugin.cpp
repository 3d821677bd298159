// Channel type "acme.parrot": sends messages by a provider's HTTP API, and takes in what the provider tells
// later.
//
// The provider here is made up, and as plain as can be:
//   POST BASE_URL/messages   Authorization: Bearer KEY   to=...&text=...&key=...   answers 200 and an id
//   it calls our webhook     X-Signature: hex of HMAC-SHA-256(secret, body) event=...&id=...&status=...
// Put your provider's words in the three places marked "Yours".
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include <openssl/hmac.h>

#include "lifecycled/ext/http.hpp"
#include "lifecycled/ext/report.hpp"
#include "lifecycled/ext/webhook.hpp"

namespace {

using namespace lifecycled::plugin;

// As application/x-www-form-urlencoded wants it.
std::string encoded(const std::string& text) {
  std::string out;
  for (const unsigned char c : text) {
    const bool is_plain = std::strchr("-._~", c) != nullptr || (c >= '0' && c <= '9') ||
                          (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    if (is_plain && c != '\0') {
      out += static_cast<char>(c);
    } else {
      out += '%';
      out += "0123456789ABCDEF"[c >> 4];
      out += "0123456789ABCDEF"[c & 15];
    }
  }
  return out;
}

std::string hex_hmac_sha256(const std::string& key, const std::string& data) {
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(data.data()), data.size(), mac, &size);
  return to_hex(mac, size);
}

class AcmeParrotChannel final : public Channel {
 public:
  // [control] Checks the options and connects to nothing.
  AcmeParrotChannel(Host host, Config config)
      : http_(host),
        reporter_(host),
        url_(config.text("base_url") + "/messages"),
        api_key_(config.text("api_key")),
        webhook_secret_(config.text("webhook_secret")) {
    if (api_key_.find_first_of(" \r\n") != std::string::npos)
      throw ConfigError("api_key", "has a blank or a line break in it");
  }

  // [channel] What this account can do; the host paces and retries, never the plugin.
  void describe(lc_capabilities& c) const override {
    c.in_flight = 20;
    c.text_characters = 1000;
    c.reports = true;
    c.deduplicates = true;  // this provider sends nothing twice under the same key
  }

  // [channel] Never waits. Each ticket is completed once; a dropped one completes itself as in doubt.
  void submit(std::vector<Message> messages) override {
    for (auto& message : messages) {
      const lc_message& m = *message.fields;
      HttpRequest request;
      request.url = url_;
      request.headers = {{"Authorization", "Bearer " + api_key_},
                         {"Content-Type", "application/x-www-form-urlencoded"}};
      // Yours (1): what the provider wants to be told.
      request.body =
          "to=" + encoded(m.recipient) + "&text=" + encoded(m.text) + "&key=" + encoded(m.idempotency_key);
      request.tickets = {message.ticket.number()};  // recorded as started right before the first byte leaves
      http_.send(request, [ticket = std::move(message.ticket)](const HttpResponse& response) mutable {
        finish(ticket, response);
      });
    }
  }

  // [channel] A request to https://SHOP/webhooks/CHANNEL. The reply leaves when the reports are stored.
  WebhookReply receive(const WebhookRequest& request) {
    const std::string body = request.body();
    if (!is_same_secret(request.header("x-signature"), hex_hmac_sha256(webhook_secret_, body)))
      return WebhookReply(403, "wrong signature\n");
    // Yours (3): what the provider tells.
    const std::string status = form_value(body, "status");
    Report report(status == "delivered" ? LC_REPORT_DELIVERED : LC_REPORT_FAILED);
    report.provider_message_id = form_value(body, "id");
    report.event_id = form_value(body, "event");
    report.code = status;
    reporter_.report({report});
    return WebhookReply(200);
  }
  const void* extension(const char* id) override { return webhook<AcmeParrotChannel>(id); }

 private:
  static void finish(Ticket& ticket, const HttpResponse& response) {
    const std::string answer = response.body().substr(0, 200), error = response.error();
    Result result = usual_result(response, error.c_str());
    // Yours (2): the provider's own words say more than the status.
    if (response.is_success()) result.provider_message_id = answer.c_str();
    if (response.status() == 400 && answer == "unknown recipient") result.outcome = LC_INVALID_ADDRESS;
    ticket.complete(result);
  }

  const Http http_;
  const Reporter reporter_;
  const std::string url_, api_key_, webhook_secret_;
};

// What a shop may write into [channel.NAME]; from this the host makes checks, help and completion in editors.
constexpr lc_option base_url =
    LC_OPTION_INIT("base_url", LC_URL, "https://api.example.org/v1", "Where the provider's API is.");
constexpr lc_option api_key = required(LC_OPTION_INIT("api_key", LC_SECRET, "", "The account's key."));
constexpr lc_option webhook_secret =
    required(LC_OPTION_INIT("webhook_secret", LC_SECRET, "", "What the provider signs its reports with."));
constexpr const lc_option* options[] = {&base_url, &api_key, &webhook_secret, nullptr};
constexpr const lc_option* message_fields[] = {nullptr};

constexpr lc_channel_type type = channel_type<AcmeParrotChannel>(
    "acme.parrot", "phone", "Sends text messages by Acme Parrot.", options, message_fields);
constexpr const lc_channel_type* channel_types[] = {&type, nullptr};

}  // namespace

extern "C" LC_EXPORT const lc_plugin lifecycled_plugin = {
    LC_ABI_MAJOR, LC_ABI_MINOR, "acme.parrot", "Acme Parrot", PLUGIN_VERSION, "", channel_types};
