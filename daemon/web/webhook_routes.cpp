#include "web/webhook_routes.hpp"

#include <utility>

namespace lifecycled {
namespace {
constexpr std::string_view root = "/webhooks/";
}

WebhookRoutes::WebhookRoutes(const Clock& clock, std::string public_url, Receive receive)
    : clock_(clock), public_url_(std::move(public_url)), receive_(std::move(receive)) {}

void WebhookRoutes::add_to(Router& router, std::size_t most_body_bytes) {
  for (const Method method : {Method::Post, Method::Get}) {
    router.add(
        method, std::string(root) + "*", most_body_bytes,
        [this](Request request) { return answer(std::move(request)); }, Throttle::Failures);
  }
}

boost::asio::awaitable<Response> WebhookRoutes::answer(Request request) {
  const auto slash = request.tail.find('/');
  std::string channel = request.tail.substr(0, slash);
  WebhookRequest given;
  given.method = to_text(request.method);
  given.path = slash == std::string::npos ? "" : request.tail.substr(slash);
  given.query = request.query;
  given.url = public_url_ + request.path + (request.query.empty() ? "" : "?" + request.query);
  given.headers = request.headers();
  given.body = std::move(request.body);
  given.received_unix_ms = to_ms(clock_.now());
  const auto reply = co_await receive_(std::move(channel), std::move(given));
  if (!reply) co_return problem_response(404, "there is no channel of that name");
  Response response{static_cast<unsigned>(reply->status), "", reply->body, {}};
  response.headers.emplace_back("Content-Type", reply->content_type);
  // It lies on the origin of the shop's own pages, and a plugin's word is not the shop's.
  response.headers.emplace_back("Content-Security-Policy", "default-src 'none'; sandbox");
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
  response.headers.emplace_back("Cache-Control", "no-store");
  if (reply->status == 503) response.headers.emplace_back("Retry-After", "30");
  co_return response;
}

}  // namespace lifecycled
