// A plugin whose provider is the test: it accepts every message under its idempotency key, and its webhook
// takes lines "KIND PROVIDER_ID ADDRESS TEXT", signed by the secret alone. "-" stands for nothing.
#include <sstream>

#include "lifecycled/channel.hpp"
#include "lifecycled/ext/report.hpp"
#include "lifecycled/ext/webhook.hpp"

namespace {

using namespace lifecycled::plugin;

class Echo final : public Channel {
 public:
  Echo(Host host, Config config) : reporter_(host), secret_(config.text("secret")) {}

  void describe(lc_capabilities& c) const override { c.reports = true; }
  void submit(std::vector<Message> messages) override {
    for (Message& message : messages) {
      Result result(LC_ACCEPTED);
      result.provider_message_id = message.fields->idempotency_key;
      message.ticket.complete(result);
    }
  }
  const void* extension(const char* id) override { return webhook<Echo>(id); }

  WebhookReply receive(const WebhookRequest& request) {
    if (request.method() == "GET") return WebhookReply(200, request.query());
    if (request.body() == "crash") std::abort();
    if (request.body() == "throw") throw std::runtime_error("thrown in receive");
    if (request.header("x-signature") != secret_) return WebhookReply(401, "wrong signature\n");
    std::istringstream lines(request.body());
    std::vector<Report> reports;
    for (std::string line; std::getline(lines, line);) {
      std::istringstream words(line);
      int kind = 0;
      std::string id, address, text;
      words >> kind >> id >> address;
      std::getline(words >> std::ws, text);
      Report report(kind);
      if (id != "-") report.provider_message_id = id;
      if (address != "-") report.address = address;
      report.text = text;
      report.event_id = line;
      reports.push_back(report);
    }
    reporter_.report(reports);
    return WebhookReply(200, std::to_string(reports.size()) + " heard");
  }

 private:
  Reporter reporter_;
  std::string secret_;
};

constexpr lc_option secret = LC_OPTION_INIT("secret", LC_TEXT, "open sesame", "What signs webhooks.");
constexpr const lc_option* options[] = {&secret, nullptr};
constexpr const lc_option* no_fields[] = {nullptr};
constexpr lc_channel_type type =
    channel_type<Echo>("echo", "email", "Its provider is the test.", options, no_fields);
constexpr const lc_channel_type* channel_types[] = {&type, nullptr};

}  // namespace

extern "C" LC_EXPORT const lc_plugin lifecycled_plugin = {
    LC_ABI_MAJOR, LC_ABI_MINOR, "org.example.echo", "Echo", "1.0", "tests", channel_types};
