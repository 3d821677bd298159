#include "posting.hpp"

#include <string>
#include <utility>

namespace webhook_plugin {

using namespace lifecycled::plugin;

Result result_of(const HttpResponse& response, const char* why) {
  Result result = usual_result(response, why);
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
  return result;
}

void post(const Http& http, HttpRequest request, Ticket ticket) {
  request.tickets = {ticket.number()};
  request.headers.emplace_back("Content-Type", "application/json");
  http.send(request, [ticket = std::move(ticket)](const HttpResponse& response) mutable {
    const std::string why = response.status() > 0
                                ? "the receiver answered " + std::to_string(response.status())
                                : response.error();
    ticket.complete(result_of(response, why.c_str()));
  });
}

}  // namespace webhook_plugin

namespace {
constexpr const lc_channel_type* channel_types[] = {&webhook_plugin::webhook_type, &webhook_plugin::chat_type,
                                                    nullptr};
}

extern "C" LC_EXPORT const lc_plugin lifecycled_plugin = {
    LC_ABI_MAJOR, LC_ABI_MINOR, "lifecycled.webhook", "Webhook", "0.1.0", "lifecycled", channel_types};
