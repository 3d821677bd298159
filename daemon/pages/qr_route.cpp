#include "pages/qr_route.hpp"

#include "message/qr_code.hpp"

namespace lifecycled {

void QrRoute::add_to(Router& router) {
  router.add(Method::Get, "/v1/qr", 0, [this](Request request) { return answer(std::move(request)); });
}

boost::asio::awaitable<Response> QrRoute::answer(Request request) {
  if (!keys_.accept(request.header("authorization"))) {
    Response response =
        problem_response(401, "a write key is needed: as the user name of HTTP Basic, or as a Bearer token");
    response.headers.emplace_back("WWW-Authenticate", "Basic realm=\"lifecycled\", charset=\"UTF-8\"");
    co_return response;
  }
  const std::string link = links_.order_rating(request.query_value("order_id"));
  if (link.empty())
    co_return problem_response(400, "order_id must be an order's id of at most 100 bytes", "order_id");
  const std::string format = request.query_value("format");
  const bool is_png = format == "png";
  if (!is_png && !format.empty() && format != "svg")
    co_return problem_response(400, "format must be svg or png", "format");
  auto picture = is_png ? qr_png(link) : qr_svg(link);
  if (!picture) co_return problem_response(400, "the link to this order is too long for a code", "order_id");
  Response response{200,
                    is_png ? std::string_view("image/png") : std::string_view("image/svg+xml"),
                    std::move(*picture),
                    {}};
  response.headers = {{"Cache-Control", "private, max-age=86400"}, {"X-Content-Type-Options", "nosniff"}};
  co_return response;
}

}  // namespace lifecycled
