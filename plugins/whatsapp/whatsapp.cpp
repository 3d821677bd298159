// Channel type "whatsapp": messages by Meta's WhatsApp Cloud API, and what comes back. Keeps nothing.
// [channel]
#include <algorithm>
#include <chrono>
#include <utility>

#include "answers.hpp"
#include "content.hpp"
#include "notices.hpp"
#include "options.hpp"
#include "request_body.hpp"
#include "subscription.hpp"
#include "support/phone_number.hpp"
#include "window.hpp"

namespace whatsapp {
namespace {

using namespace lifecycled::plugin;
using namespace plugin_support;

// Reading a number takes some microseconds, and submit() 10 ms at most, on slow machines too.
constexpr std::uint32_t most_at_once = 16;

constexpr const char* plugin_version = "0.1.0";

std::int64_t now_unix_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

class WhatsApp final : public Channel {
 public:
  WhatsApp(Host host, const Config& config)
      : host_(host), http_(host), reporter_(host), settings_(read_settings(config)) {}

  void describe(lc_capabilities& c) const override {
    c.batch_size = std::min(most_at_once, settings_.in_flight);
    c.in_flight = settings_.in_flight;
    c.per_second = settings_.throughput;
    c.reports = true;
  }
  const void* extension(const char* id) override { return webhook<WhatsApp>(id); }

  void submit(std::vector<Message> messages) override {
    for (Message& message : messages) {
      try {
        send(message);
      } catch (const std::invalid_argument& error) {
        message.ticket.complete(LC_REJECTED, error.what());
      }
    }
  }

  WebhookReply receive(const WebhookRequest& request) {
    if (request.method() == "GET") return handshake(request, settings_.verify_token);
    if (request.method() != "POST") return WebhookReply(405, "only GET and POST\n");
    if (!is_signed_by_meta(request, settings_.app_secret)) return WebhookReply(401, "wrong signature\n");
    Notices notices;
    try {
      notices = read_notices(request.body(), settings_.phone_number_id);
    } catch (const std::invalid_argument& error) {
      return WebhookReply(400, error.what());
    }
    for (const auto& [level, text] : notices.log) host_.log(level, text);
    if (!notices.reports.empty()) reporter_.report(notices.reports);
    return WebhookReply(200);  // the host sends it once the reports are stored
  }

 private:
  void send(Message& message) const {
    const auto found = phone_number_of(message.fields->recipient);
    if (const auto* none = std::get_if<NoPhoneNumber>(&found))
      return message.ticket.complete(none->outcome, none->why);
    const PhoneNumber& number = std::get<PhoneNumber>(found);
    if (const std::string why = settings_.countries.objection(number.country); !why.empty())
      return message.ticket.complete(LC_REJECTED, why.c_str());
    const Content content = content_of(*message.fields);
    const std::int64_t now = now_unix_ms(), last_inbound = message.fields->last_inbound_unix_ms;
    const bool is_free = !content.free.text.empty() && is_window_open(last_inbound, now);
    if (!is_free && content.by_template.name.empty())
      return message.ticket.complete(LC_REJECTED, window_closed(last_inbound, now).c_str());
    std::string key = message.fields->idempotency_key;
    HttpRequest request;
    request.url = settings_.messages_url;
    // Meta's document wants a User-Agent of a name and a version of three numbers.
    request.headers = {{"Authorization", "Bearer " + settings_.access_token},
                       {"Content-Type", "application/json"},
                       {"Accept", "application/json"},
                       {"User-Agent", std::string("lifecycled-whatsapp/") + plugin_version}};
    request.body = is_free ? free_text_body(number.e164, content) : template_body(number.e164, content, key);
    request.timeout_ms = settings_.timeout_ms;
    request.tickets = {message.ticket.number()};
    http_.send(request, [this, ticket = std::move(message.ticket), to = number.e164,
                         key = std::move(key)](const HttpResponse& response) mutable {
      complete(std::move(ticket), judged(response, to, key), reporter_);
    });
  }

  const Host host_;
  const Http http_;
  const Reporter reporter_;
  const Settings settings_;
};

constexpr lc_channel_type whatsapp_type = channel_type<WhatsApp>(
    "whatsapp", "phone", "Messages on WhatsApp by Meta's Cloud API.", channel_options, message_fields);
constexpr const lc_channel_type* channel_types[] = {&whatsapp_type, nullptr};

}  // namespace
}  // namespace whatsapp

extern "C" LC_EXPORT const lc_plugin lifecycled_plugin = {
    LC_ABI_MAJOR, LC_ABI_MINOR,           "lifecycled.whatsapp", "WhatsApp", whatsapp::plugin_version,
    "lifecycled", whatsapp::channel_types};
