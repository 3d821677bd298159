// A plugin that posts each message to `url` by the host's HTTP service, as a provider's plugin does.
#include <memory>
#include <string>
#include <vector>

#include "lifecycled/channel.hpp"
#include "lifecycled/ext/http.hpp"

namespace {

using namespace lifecycled::plugin;

class Courier final : public Channel {
 public:
  Courier(Host host, Config config) : http_(host), url_(config.text("url")) {}

  void describe(lc_capabilities& c) const override { c.in_flight = 500; }

  void submit(std::vector<Message> messages) override {
    for (auto& message : messages) {
      HttpRequest request;
      request.url = url_ + message.fields->recipient;
      request.headers = {{"Idempotency-Key", message.fields->idempotency_key}};
      request.body = message.fields->text;
      request.tickets = {message.ticket.number()};
      // std::function copies what it holds, and a ticket cannot be copied.
      const auto ticket = std::make_shared<Ticket>(std::move(message.ticket));
      http_.send(request, [ticket](const HttpResponse& response) {
        const std::string why = response.error();
        const Result result = usual_result(response, why.c_str());
        ticket->complete(result);
      });
    }
  }

 private:
  Http http_;
  std::string url_;
};

constexpr lc_option url_option = LC_OPTION_INIT("url", LC_TEXT, "", "Where messages are posted to.");
constexpr const lc_option* options[] = {&url_option, nullptr};
constexpr const lc_option* no_fields[] = {nullptr};
constexpr lc_channel_type type =
    channel_type<Courier>("courier", "email", "Posts messages to a URL.", options, no_fields);
constexpr const lc_channel_type* channel_types[] = {&type, nullptr};

}  // namespace

extern "C" LC_EXPORT const lc_plugin lifecycled_plugin = {
    LC_ABI_MAJOR, LC_ABI_MINOR, "org.example.courier", "Courier", "1.0", "tests", channel_types};
