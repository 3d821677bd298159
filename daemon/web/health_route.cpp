#include "web/health_route.hpp"

namespace lifecycled {
namespace {

boost::asio::awaitable<Response> healthy(Request) {
  Response response{200, text_type, "ok\n", {{"Cache-Control", "no-store"}}};
  co_return response;
}

}  // namespace

void add_health_route(Router& router) { router.add(Method::Get, "/healthz", 0, healthy, Throttle::Never); }

}  // namespace lifecycled
